import type { AttemptRow } from '@lucid-gateway/core'
import type { Database } from '../engine/database.ts'
import { wholeSince } from './forget.ts'
import { dayMs, newTally, type Sum } from './tally.ts'

/** One number of one day's sum that is not that of its rows. */
export interface SumFault {
  /** `2026-11-29` */
  readonly day: string
  /** What is summed: nothing for all, `subject`, or `#` and a tag. */
  readonly name: string
  readonly value: string
  readonly what: string
  readonly kept: string
  readonly counted: string
}

/** Adds up the rows of each day anew. Days of which rows were forgotten can not be looked at. */
export function* sumFaults(db: Database): Generator<SumFault> {
  const since = wholeSince(db)
  const first = Number.isFinite(since) ? Math.floor(since / dayMs) + 1 : 0
  const days = db.sql(
    'select distinct day from sums where day >= ?1 union select distinct at / ?2 from attempts where at >= ?1 * ?2 order by 1',
  )
  for (const row of days.all(first, dayMs)) yield* faultsOf(db, Number(Object.values(row)[0]))
}

function* faultsOf(db: Database, day: number): Generator<SumFault> {
  const counted = countedOn(db, day)
  const kept = keptOn(db, day)
  for (const key of new Set([...counted.keys(), ...kept.keys()])) {
    const [is, should] = [kept.get(key), counted.get(key)]
    const { name, value } = (is ?? should) as Numbers
    for (const what of new Set([...Object.keys(is?.of ?? {}), ...Object.keys(should?.of ?? {})])) {
      const [one, other] = [is?.of[what] ?? 0n, should?.of[what] ?? 0n]
      if (one === other) continue
      const facts = { day: new Date(day * dayMs).toISOString().slice(0, 10), name, value, what }
      yield { ...facts, kept: String(one), counted: String(other) }
    }
  }
}

interface Numbers {
  readonly name: string
  readonly value: string
  readonly of: Record<string, bigint>
}

function countedOn(db: Database, day: number): ReadonlyMap<string, Numbers> {
  const tally = newTally()
  const rows = db.sql('select dim, cost, record from attempts where at >= ? and at < ?')
  for (const row of rows.iterate(day * dayMs, (day + 1) * dayMs)) {
    const attempt = JSON.parse(row['record'] as string) as AttemptRow
    tally.count(attempt, Number(row['dim']), (row['cost'] as bigint | null) ?? undefined)
  }
  return new Map([...tally.sums].map(sum => [keyOf(sum), numbersOf(sum)]))
}

function numbersOf({ name, value, meters, calls, attempts, failed, cost, unknown, atMost }: Sum): Numbers {
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
      ...Object.fromEntries([...meters].map(([meter, used]) => [`meter ${meter}`, used])),
    },
  }
}

function keptOn(db: Database, day: number): ReadonlyMap<string, Numbers> {
  const found = new Map<string, Numbers>()
  const byId = new Map<bigint, Numbers>()
  for (const row of db.sql('select * from sums where day = ?').iterate(day)) {
    const { id, name, value, dim, day: _, at_most: atMost, ...of } = row as Record<string, bigint>
    const numbers = {
      name: String(name),
      value: String(value),
      of: { ...of, atMost } as Record<string, bigint>,
    }
    byId.set(id as bigint, numbers)
    found.set(keyOf({ name: String(name), value: String(value), dim: Number(dim) }), numbers)
  }
  const meters =
    'select sum, meter, millionths from meter_sums where sum in (select id from sums where day = ?)'
  for (const row of db.sql(meters).iterate(day)) {
    const numbers = byId.get(row['sum'] as bigint)
    if (numbers) numbers.of[`meter ${String(row['meter'])}`] = row['millionths'] as bigint
  }
  return found
}

function keyOf({ name, dim, value }: Pick<Sum, 'name' | 'dim' | 'value'>): string {
  return `${dim} ${name}\n${value}`
}
