import type { Database } from '../engine/database.ts'
import { dayMs, dayText, firstDayOf, type Span } from './calendar.ts'
import { countedColumns, countedOf } from './counted.ts'
import type { Dims } from './dims.ts'
import { wholeSince } from './forget.ts'
import { partOf, summedColumns } from './part.ts'
import { summedTo } from './roll-up.ts'
import { newTally, type Sum } from './tally.ts'

/** One number of one day's sum that is not that of its rows. */
export interface SumFault {
  /** `2026-11-29`, or a month. */
  readonly day: string
  /** What is summed: nothing for all, `subject`, or `#` and a tag. */
  readonly name: string
  readonly value: string
  readonly what: string
  readonly kept: string
  readonly counted: string
}

/** Adds up the rows of each day anew. Days of which rows were forgotten can not be looked at. */
export function* sumFaults(db: Database, dims: Dims): Generator<SumFault> {
  const since = wholeSince(db)
  const first = Number.isFinite(since) ? Math.floor(since / dayMs) + 1 : 0
  const days = db.sql(
    `select distinct period as day from sums where name = '' and span = 'day' and period >= ?1
     union select distinct cast(at / ?2 as integer) from attempts where at >= ?1 * ?2 order by 1`,
  )
  for (const row of days.all(first, dayMs)) {
    const day = Number(row['day'])
    yield* faultsOf(dayText(day), keptOn(db, 'day', day), countedOn(db, dims, day))
  }
  for (const row of db.sql(`select distinct period from sums where span = 'month' and name = ''`).all()) {
    const month = Number(row['period'])
    yield* faultsOf(dayText(firstDayOf(month)).slice(0, 7), keptOn(db, 'month', month), keptIn(db, month))
  }
}

type Kept = ReadonlyMap<string, Numbers>

function* faultsOf(day: string, kept: Kept, counted: Kept): Generator<SumFault> {
  for (const key of new Set([...counted.keys(), ...kept.keys()])) {
    const [is, should] = [kept.get(key), counted.get(key)]
    const { name, value } = (is ?? should) as Numbers
    for (const what of new Set([...Object.keys(is?.of ?? {}), ...Object.keys(should?.of ?? {})])) {
      const [one, other] = [is?.of[what] ?? 0n, should?.of[what] ?? 0n]
      if (one !== other) yield { day, name, value, what, kept: String(one), counted: String(other) }
    }
  }
}

interface Numbers {
  readonly name: string
  readonly value: string
  readonly of: Record<string, bigint>
}

function countedOn(db: Database, dims: Dims, day: number): Kept {
  const tally = newTally(dims)
  const rows = db.sql(`select ${countedColumns} from attempts where at >= ? and at < ? and n <= ?`)
  for (const row of rows.iterate(day * dayMs, (day + 1) * dayMs, summedTo(db))) tally.count(countedOf(row))
  return new Map([...tally.sums].flatMap(sum => (sum.span === 'day' ? [[keyOf(sum), numbersOf(sum)]] : [])))
}

function numbersOf({ name, value, part }: Pick<Sum, 'name' | 'value' | 'part'>): Numbers {
  const { meters, calls, attempts, failed, cost, unknown, atMost, unbounded } = part
  return {
    name,
    value,
    of: {
      calls: BigInt(calls),
      attempts: BigInt(attempts),
      failed: BigInt(failed),
      cost,
      unknown: BigInt(unknown),
      atMost,
      unbounded: BigInt(unbounded),
      ...Object.fromEntries([...meters].map(([meter, used]) => [`meter ${meter}`, used])),
    },
  }
}

const inSpan = 'span = ? and period >= ? and period < ?'

function keptOn(db: Database, span: Span, first: number, end = first + 1): Kept {
  const found = new Map<string, Numbers>()
  const sums = db.sql(
    `select name, value, dim, ${summedColumns} from sums where ${inSpan} group by name, value, dim`,
  )
  for (const row of sums.iterate(span, first, end)) {
    const sum = { name: row['name'] as string, value: row['value'] as string, part: partOf(row) }
    found.set(keyOf(row), numbersOf(sum))
  }
  const meters = db.sql(
    `select name, value, dim, meter, sum(millionths) as used from meter_sums where ${inSpan}
     group by name, value, dim, meter`,
  )
  for (const row of meters.iterate(span, first, end)) {
    const numbers = found.get(keyOf(row))
    if (numbers) numbers.of[`meter ${String(row['meter'])}`] = row['used'] as bigint
  }
  return found
}

/** What the days of a month come to. */
function keptIn(db: Database, month: number): Kept {
  return keptOn(db, 'day', firstDayOf(month), firstDayOf(month + 1))
}

function keyOf({
  name,
  dim,
  value,
}: {
  readonly name?: unknown
  readonly dim?: unknown
  readonly value?: unknown
}): string {
  return `${String(dim)} ${String(name)}\n${String(value)}`
}
