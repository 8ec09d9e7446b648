import { type AttemptRow, spentOn, type Store } from '@lucid-gateway/core'
import { linesFor } from './budget-line.ts'
import { type BudgetRow, budgetTable, type Lease, readRow, writeRow } from './budget-row.ts'
import type { BudgetRule } from './budget-rule.ts'

/** `by time`: those of one millisecond may stand in another order than that in which they were settled. */
export type RowOrder = 'exact' | 'by time'

interface Left {
  readonly rows: readonly AttemptRow[]
  readonly order: RowOrder
}

/**
 * What a dead owner had leased is settled by what its attempts cost, of those whose cost is not known the most that it can
 * have been; the rest is free again. `rows` are in the order in which they were settled, those without an end last.
 */
export async function inherit(
  owner: string,
  { rows, order }: Left,
  rules: readonly BudgetRule[],
  store: Store,
): Promise<void> {
  const paid = new Map<string, AttemptRow[]>()
  // Of calls that last, a journal says some things twice.
  for (const row of new Map(rows.map(one => [one.record.id, one])).values()) {
    if (row.record.payer === 'caller') continue
    for (const { id } of linesFor(rules, row.call, row.record.startedAt)) add(paid, id, row)
  }
  for (const { id, value } of await store.list(budgetTable))
    if (leaseOf(readRow(value), owner))
      await settle(id, value, owner, { rows: paid.get(id) ?? [], order }, rules, store)
}

async function settle(
  id: string,
  { budget }: Readonly<Record<string, unknown>>,
  owner: string,
  left: Left,
  rules: readonly BudgetRule[],
  store: Store,
): Promise<void> {
  const isKnown = rules.some(({ name }) => name === budget)
  for (;;) {
    const found = await store.get(budgetTable, id)
    const row = found && readRow(found.value)
    const lease = row && leaseOf(row, owner)
    if (!found || !lease) return
    const [leases, leftBehind] = [new Map(row.leases), new Map(row.left)]
    leases.delete(owner)
    leftBehind.delete(owner)
    // Of a budget that is no longer configured nobody can tell which attempts were its.
    const spent = isKnown ? (spentSince(lease, left) ?? lease.amount) : lease.amount
    const next: BudgetRow = { ...row, settled: row.settled + spent, leases, left: leftBehind }
    if (await store.update(budgetTable, id, found.version, writeRow(next, found.value))) return
  }
}

function leaseOf({ leases, left }: BudgetRow, owner: string): Lease | undefined {
  return leases.get(owner) ?? left.get(owner)
}

/** Undefined where not even an upper bound is known. */
function spentSince({ last }: Lease, { rows, order }: Left): bigint | undefined {
  const at = rows.findLastIndex(({ record }) => record.id === last)
  const settledAt = rows[at]?.record.settledAt
  // Rather paid twice than not at all.
  const from =
    order === 'exact' || at === -1 ? at + 1 : rows.findIndex(one => one.record.settledAt === settledAt)
  let sum = 0n
  for (const { record, atMostNanoUsd } of rows.slice(from)) {
    if (record.id === last) continue
    const cost = spentOn(record) ?? (atMostNanoUsd === undefined ? undefined : BigInt(atMostNanoUsd))
    if (cost === undefined) return undefined
    sum += cost
  }
  return sum
}

function add(paid: Map<string, AttemptRow[]>, id: string, row: AttemptRow): void {
  const rows = paid.get(id)
  if (rows) rows.push(row)
  else paid.set(id, [row])
}
