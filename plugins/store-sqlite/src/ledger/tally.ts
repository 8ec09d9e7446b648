import type { Database } from '../engine/database.ts'
import { dayOf, monthOf, type Span } from './calendar.ts'
import { commonMeters, isCommon } from './common-meters.ts'
import type { Counted } from './counted.ts'
import type { Dims } from './dims.ts'
import { addAttempt, newPart, type Part } from './part.ts'

/** The name under which subjects are summed; tags have `#` and their own. Sums over everything have none. */
export const subjectName = 'subject'
export const tagName = (tag: string): string => `#${tag}`

/** One sum: what is added to it, or taken off. */
export interface Sum {
  readonly name: string
  readonly value: string
  readonly span: Span
  /** The day or the month, by its number. */
  readonly period: number
  /** Of subjects and tags: who and who pays, and no more. */
  readonly dim: number
  readonly part: Part
}

/** What a number of attempts adds to the sums of their days and months; written once for all of them. */
export interface Tally {
  readonly sums: Iterable<Sum>
  count(counted: Counted): void
  /** It cost something else than it was counted with. */
  reprice(counted: Counted, now: bigint): void
}

export function newTally(dims: Pick<Dims, 'whoOf'>): Tally {
  const sums = new Map<string, Sum>()

  function part(name: string, value: string, span: Span, period: number, dim: number): Part {
    const key = `${span} ${period} ${dim} ${name}\n${value}`
    let found = sums.get(key)
    if (!found) {
      found = { name, value, span, period, dim, part: newPart() }
      sums.set(key, found)
    }
    return found.part
  }

  function* partsOf({ at, dim, subject, tags }: Counted): Generator<Part> {
    const day = dayOf(at)
    const month = monthOf(day)
    yield part('', '', 'day', day, dim)
    yield part('', '', 'month', month, dim)
    if (subject === undefined && tags === undefined) return
    const who = dims.whoOf(dim)
    const labels = Object.entries(tags ?? {}).map(([tag, value]) => [tagName(tag), value] as const)
    if (subject !== undefined) labels.push([subjectName, subject])
    for (const [name, value] of labels) {
      yield part(name, value, 'day', day, who)
      yield part(name, value, 'month', month, who)
    }
  }

  return {
    get sums() {
      return sums.values()
    },
    count(counted) {
      for (const each of partsOf(counted)) addAttempt(each, counted)
    },
    reprice(counted, now) {
      for (const each of partsOf(counted)) {
        each.cost += now - (counted.cost ?? 0n)
        if (counted.cost !== undefined) continue
        each.unknown--
        if (counted.atMost === undefined) each.unbounded--
        else each.atMost -= counted.atMost
      }
    },
  }
}

const added = ['calls', 'attempts', 'failed', 'cost', 'unknown', 'at_most', 'unbounded', ...commonMeters]
const addSum = `insert into sums (name, span, value, period, dim, ${added.join(', ')})
  values (${Array.from({ length: 5 + added.length }, () => '?').join(', ')})
  on conflict do update set ${added.map(each => `${each} = ${upTo(`${each} + excluded.${each}`)}`).join(', ')}`

const addMeter = `insert into meter_sums values (?, ?, ?, ?, ?, ?, ?)
  on conflict do update set millionths = ${upTo('millionths + excluded.millionths')}`

/** A sum that no longer fits 64 bits stays at the most that does. */
function upTo(sum: string): string {
  return `cast(${sum} as integer)`
}

const longest = 2n ** 63n - 1n

function within(value: bigint): bigint {
  if (value > longest) return longest
  return value < -longest ? -longest : value
}

export function writeTally(db: Database, tally: Tally): void {
  for (const { name, value, span, period, dim, part } of tally.sums) {
    const { calls, attempts, failed, cost, unknown, atMost, unbounded } = part
    const used = commonMeters.map(meter => within(part.meters.get(meter) ?? 0n))
    db.sql(addSum).run(
      name,
      span,
      value,
      period,
      dim,
      calls,
      attempts,
      failed,
      within(cost),
      unknown,
      within(atMost),
      unbounded,
      ...used,
    )
    for (const [meter, millionths] of part.meters)
      if (millionths !== 0n && !isCommon(meter))
        db.sql(addMeter).run(name, span, value, period, dim, meter, within(millionths))
  }
}
