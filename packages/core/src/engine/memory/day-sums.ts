import { spentOn } from '../../call/spent-on.ts'
import type { AttemptRow, RepricingRow, UsageDimension, UsageRow } from '../../ports/ledger.ts'

/** What attempts add up to. It outlives their rows. */
export interface DaySums {
  count(row: AttemptRow): void
  reprice(row: AttemptRow, repricing: RepricingRow): void
  sum(by: readonly UsageDimension[], isWanted: (row: AttemptRow) => boolean): readonly UsageRow[]
  clear(): void
}

/** In memory nothing is gained by adding up day by day: what was counted is kept. */
export function daySums(most: number): DaySums {
  const counted = new Map<string, AttemptRow>()
  const repriced = new Map<string, RepricingRow>()

  return {
    count(row) {
      counted.set(row.record.id, row)
      keepLatest(counted, most)
    },
    reprice(_row, repricing) {
      const before = repriced.get(repricing.attemptId)
      if (!before || before.at <= repricing.at) repriced.set(repricing.attemptId, repricing)
      keepLatest(repriced, most)
    },
    sum(by, isWanted) {
      const sums = new Map<string, Sum>()
      if (by.length === 0) sums.set('[]', emptySum([]))
      for (const row of counted.values()) {
        if (!isWanted(row)) continue
        const values = by.map(dimension => valueOf(row, dimension))
        const name = JSON.stringify(values)
        const sum = sums.get(name) ?? emptySum(values)
        sums.set(name, sum)
        addTo(sum, row, repriced.get(row.record.id))
      }
      return [...sums.values()].sort(byValues).map(sum => usageRow(by, sum))
    },
    clear() {
      counted.clear()
      repriced.clear()
    },
  }
}

/** Lets the first that were put in go, where there are more. */
export function keepLatest(rows: Map<string, unknown>, most: number): void {
  if (rows.size > most) rows.delete(rows.keys().next().value as string)
}

interface Sum {
  readonly values: readonly string[]
  calls: number
  attempts: number
  failed: number
  cost: bigint
  unknown: number
  atMost: bigint
  unbounded: number
  /** In millionths, so that the order of adding makes no difference. */
  readonly meters: Map<string, bigint>
}

function emptySum(values: readonly string[]): Sum {
  return {
    values,
    calls: 0,
    attempts: 0,
    failed: 0,
    cost: 0n,
    unknown: 0,
    atMost: 0n,
    unbounded: 0,
    meters: new Map(),
  }
}

function addTo(sum: Sum, { record, atMostNanoUsd }: AttemptRow, repricing: RepricingRow | undefined): void {
  const cost = repricing ? BigInt(repricing.costNanoUsd) : spentOn(record)
  sum.attempts++
  if (record.number === 1) sum.calls++
  if (record.status !== 'finished') sum.failed++
  if (cost === undefined) {
    sum.unknown++
    if (atMostNanoUsd === undefined) sum.unbounded++
    else sum.atMost += BigInt(atMostNanoUsd)
  } else sum.cost += cost
  for (const [meter, reading] of Object.entries(record.usage?.meters ?? {})) {
    if (!reading || reading.certainty === 'unknown') continue
    const millionths = BigInt(Math.round(reading.quantity * 1e6))
    sum.meters.set(meter, (sum.meters.get(meter) ?? 0n) + millionths)
  }
}

function usageRow(by: readonly UsageDimension[], sum: Sum): UsageRow {
  return {
    of: Object.fromEntries(by.map((dimension, index) => [dimension, sum.values[index] ?? ''])),
    calls: sum.calls,
    attempts: sum.attempts,
    failed: sum.failed,
    costNanoUsd: sum.cost.toString(),
    unknown: sum.unknown,
    atMostNanoUsd: sum.atMost.toString(),
    unbounded: sum.unbounded,
    meters: Object.fromEntries(
      [...sum.meters].flatMap(([meter, used]) => (used === 0n ? [] : [[meter, Number(used) / 1e6]])),
    ),
  }
}

function valueOf({ record, call }: AttemptRow, dimension: UsageDimension): string {
  switch (dimension) {
    case 'day':
      return new Date(record.startedAt).toISOString().slice(0, 10)
    case 'organisation':
    case 'team':
    case 'key':
      return call.principal[dimension] ?? ''
    case 'subject':
      return call.subject ?? ''
    case 'capability':
    case 'account':
    case 'provider':
    case 'model':
    case 'payer':
      return record[dimension]
    default:
      return call.tags?.[dimension.slice('tag:'.length)] ?? ''
  }
}

function byValues(a: Sum, b: Sum): number {
  const index = a.values.findIndex((value, at) => value !== b.values[at])
  return index < 0 ? 0 : (a.values[index] ?? '') < (b.values[index] ?? '') ? -1 : 1
}
