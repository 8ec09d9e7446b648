import type { AttemptRow } from '@lucid-gateway/core'
import type { Database } from '../engine/database.ts'

/** The name under which subjects are summed; tags have `#` and their own. Sums over everything have none. */
export const subjectName = 'subject'
export const tagName = (tag: string): string => `#${tag}`

export const dayMs = 24 * 60 * 60 * 1000
export const dayOf = (at: number): number => Math.floor(at / dayMs)

/** One sum: what is added to it, or taken off. */
export interface Sum {
  readonly name: string
  readonly day: number
  readonly dim: number
  readonly value: string
  calls: number
  attempts: number
  failed: number
  cost: bigint
  unknown: number
  atMost: bigint
  /** In millionths, so that the order of adding makes no difference. */
  readonly meters: Map<string, bigint>
}

/** What a number of rows adds to the sums of days; written once for all of them. */
export interface Tally {
  readonly sums: Iterable<Sum>
  count(row: AttemptRow, dim: number, cost: bigint | undefined): void
  reprice(row: AttemptRow, dim: number, before: bigint | undefined, now: bigint): void
}

export function newTally(): Tally {
  const sums = new Map<string, Sum>()

  function sum(name: string, day: number, dim: number, value: string): Sum {
    const key = `${day} ${dim} ${name}\n${value}`
    let found = sums.get(key)
    if (!found) {
      const zero = { calls: 0, attempts: 0, failed: 0, cost: 0n, unknown: 0, atMost: 0n }
      found = { name, day, dim, value, ...zero, meters: new Map() }
      sums.set(key, found)
    }
    return found
  }

  function of({ record, call }: AttemptRow, dim: number): readonly Sum[] {
    const day = dayOf(record.startedAt)
    const found = [sum('', day, dim, '')]
    if (call.subject !== undefined) found.push(sum(subjectName, day, dim, call.subject))
    if (call.tags) for (const tag in call.tags) found.push(sum(tagName(tag), day, dim, call.tags[tag] ?? ''))
    return found
  }

  return {
    get sums() {
      return sums.values()
    },
    count(row, dim, cost) {
      const { record, atMostNanoUsd } = row
      const meters = metersOf(row)
      for (const each of of(row, dim)) {
        each.attempts++
        if (record.number === 1) each.calls++
        if (record.status !== 'finished') each.failed++
        if (cost === undefined) {
          each.unknown++
          each.atMost += BigInt(atMostNanoUsd ?? 0)
        } else each.cost += cost
        for (const [meter, millionths] of meters)
          each.meters.set(meter, (each.meters.get(meter) ?? 0n) + millionths)
      }
    },
    reprice(row, dim, before, now) {
      for (const each of of(row, dim)) {
        each.cost += now - (before ?? 0n)
        if (before !== undefined) continue
        each.unknown--
        each.atMost -= BigInt(row.atMostNanoUsd ?? 0)
      }
    },
  }
}

function metersOf({ record }: AttemptRow): readonly (readonly [string, bigint])[] {
  return Object.entries(record.usage?.meters ?? {}).flatMap(([meter, reading]) =>
    !reading || reading.certainty === 'unknown'
      ? []
      : [[meter, BigInt(Math.round(reading.quantity * 1e6))] as const],
  )
}

const addSum = `insert into sums (name, day, dim, value, calls, attempts, failed, cost, unknown, at_most)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (name, day, dim, value) do update set
    calls = calls + excluded.calls,
    attempts = attempts + excluded.attempts,
    failed = failed + excluded.failed,
    cost = cost + excluded.cost,
    unknown = unknown + excluded.unknown,
    at_most = at_most + excluded.at_most
  returning id`

const addMeter = `insert into meter_sums values (?, ?, ?)
  on conflict (sum, meter) do update set millionths = millionths + excluded.millionths`

export function writeTally(db: Database, tally: Tally): void {
  for (const { name, day, dim, value, meters, ...sum } of tally.sums) {
    const { calls, attempts, failed, cost, unknown, atMost } = sum
    const row = db.sql(addSum).get(name, day, dim, value, calls, attempts, failed, cost, unknown, atMost)
    for (const [meter, millionths] of meters)
      if (millionths !== 0n) db.sql(addMeter).run(row?.['id'] as bigint, meter, millionths)
  }
}
