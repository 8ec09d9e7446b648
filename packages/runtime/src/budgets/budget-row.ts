import type { JsonObject } from '@lucid-gateway/core'

export const budgetTable = 'budgets'

/** A budget in one window, as all processes see it. `settled`, what is leased and what is left behind are never more than the limit. */
export interface BudgetRow {
  readonly settled: bigint
  /** What processes may spend without asking, by owner. */
  readonly leases: ReadonlyMap<string, Lease>
  /** What owners that are no more may have spent, until that is known. */
  readonly left: ReadonlyMap<string, Lease>
  /** The highest share of which somebody was told. */
  readonly alerted: number
  /** Tries whose cost is not known; the most that they can have cost is settled. */
  readonly unpriced: number
}

export interface Lease {
  readonly amount: bigint
  /** The last attempt of the owner whose cost is in `settled`. */
  readonly last?: string
  /** When it runs out unless renewed. */
  readonly until: number
  /** Tells the owner which of its writes was the last. */
  readonly seq: number
}

export const emptyRow: BudgetRow = {
  settled: 0n,
  leases: new Map(),
  left: new Map(),
  alerted: 0,
  unpriced: 0,
}

export function writeRow(row: BudgetRow, facts: JsonObject): JsonObject {
  const { alerted, unpriced } = row
  return {
    ...facts,
    settled: row.settled.toString(),
    leases: written(row.leases),
    left: written(row.left),
    alerted,
    unpriced,
  }
}

function written(leases: BudgetRow['leases']): JsonObject {
  return Object.fromEntries(
    [...leases].map(([owner, lease]) => [owner, { ...lease, amount: lease.amount.toString() }]),
  )
}

export function readRow(value: JsonObject): BudgetRow {
  const { settled, leases, left, alerted, unpriced } = value as unknown as Written
  return { settled: BigInt(settled), leases: read(leases), left: read(left), alerted, unpriced }
}

function read(leases: Leases): BudgetRow['leases'] {
  return new Map(
    Object.entries(leases).map(([owner, lease]) => [owner, { ...lease, amount: BigInt(lease.amount) }]),
  )
}

type Leases = Readonly<Record<string, Omit<Lease, 'amount'> & { readonly amount: string }>>

interface Written {
  readonly settled: string
  readonly leases: Leases
  readonly left: Leases
  readonly alerted: number
  readonly unpriced: number
}

/** The row without what is known to be over: leases that ran out are left behind, and stay taken. */
export function afterDeaths(row: BudgetRow, me: string, now: number): BudgetRow {
  const dead = [...row.leases].filter(([owner, { until }]) => owner !== me && until <= now)
  if (dead.length === 0) return row
  const leases = new Map(row.leases)
  const left = new Map(row.left)
  for (const [owner, lease] of dead) {
    leases.delete(owner)
    if (lease.amount > 0n) left.set(owner, lease)
  }
  return { ...row, leases, left }
}

/** What all owners but one have taken. */
export function takenByOthers({ leases, left }: BudgetRow, me: string): bigint {
  let sum = 0n
  for (const [owner, { amount }] of leases) if (owner !== me) sum += amount
  for (const [owner, { amount }] of left) if (owner !== me) sum += amount
  return sum
}
