import { type AttemptRow, type JsonObject, spentOn, type Store } from '@lucid-gateway/core'
import { ownerOf, rowId } from './budget-line.ts'
import { type BudgetRow, budgetTable, type Lease, readRow, writeRow } from './budget-row.ts'
import type { BudgetRule } from './budget-rule.ts'
import { spanOf, windowAt } from './budget-window.ts'

/** `by time`: those of one millisecond may stand in another order than that in which they were settled. */
export type RowOrder = 'exact' | 'by time'

interface Left {
  readonly rows: readonly AttemptRow[]
  readonly order: RowOrder
}

/**
 * What a dead owner had leased is settled by what its attempts cost, of those whose cost is not known the most that it can
 * have been; the rest is free again. `rows` are in the order in which they were settled, those without an end last. Which
 * of them were paid from a budget its row tells, whether or not anybody still knows the rule.
 */
export async function inherit(
  owner: string,
  { rows, order }: Left,
  rules: readonly BudgetRule[],
  store: Store,
): Promise<void> {
  const paid = new Paid(rows)
  for (let after = ''; ;) {
    const page = await store.list(budgetTable, { after, limit: pageSize })
    for (const { id, value } of page) {
      if (!leaseOf(readRow(value), owner)) continue
      const its = paid.from(id, value, rules)
      await settle(id, owner, its && { rows: its, order }, store)
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = last.id
  }
}

/** There may be a row for each end user. */
const pageSize = 500

async function settle(id: string, owner: string, paid: Left | undefined, store: Store): Promise<void> {
  for (;;) {
    const found = await store.get(budgetTable, id)
    const row = found && readRow(found.value)
    const lease = row && leaseOf(row, owner)
    if (!found || !lease) return
    const [leases, left] = [new Map(row.leases), new Map(row.left)]
    leases.delete(owner)
    left.delete(owner)
    // Where nobody can tell which attempts were its, all of it may be spent.
    const spent = (paid && spentSince(lease, paid)) ?? lease.amount
    const next: BudgetRow = { ...row, settled: row.settled + spent, leases, left }
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

type Scope = Pick<BudgetRule, 'by' | 'tag' | 'per'>

/** The attempts of an owner, by what they were paid from. */
class Paid {
  readonly #rows: readonly AttemptRow[]
  /** By scope, then by owner and window. */
  readonly #found = new Map<string, ReadonlyMap<string, readonly AttemptRow[]>>()

  constructor(rows: readonly AttemptRow[]) {
    // Of calls that last, a journal says some things twice.
    const once = new Map(rows.map(row => [row.record.id, row])).values()
    this.#rows = [...once].filter(({ record }) => record.payer !== 'caller')
  }

  /** Undefined where the row does not say enough. */
  from(id: string, facts: JsonObject, rules: readonly BudgetRule[]): readonly AttemptRow[] | undefined {
    const name = String(facts['budget'])
    const rule = rules.find(one => one.name === name)
    const scope = scopeOf(facts, rule)
    return scope && (this.#of(scope).get(id.slice(name.length)) ?? [])
  }

  #of(scope: Scope): ReadonlyMap<string, readonly AttemptRow[]> {
    const key = JSON.stringify([scope.by, scope.tag, scope.per])
    let found = this.#found.get(key)
    if (!found) this.#found.set(key, (found = this.#grouped(scope)))
    return found
  }

  #grouped(scope: Scope): ReadonlyMap<string, readonly AttemptRow[]> {
    const groups = new Map<string, AttemptRow[]>()
    for (const row of this.#rows) {
      const named = ownerOf(scope, row.call)
      if (!named) continue
      const id = rowId({ name: '' }, named, windowAt(scope.per, row.record.startedAt).id)
      const group = groups.get(id)
      if (group) group.push(row)
      else groups.set(id, [row])
    }
    return groups
  }
}

function scopeOf({ by, tag, window }: JsonObject, rule: BudgetRule | undefined): Scope | undefined {
  const said = typeof by === 'string' ? (by as BudgetRule['by']) : rule?.by
  const per = typeof window === 'string' ? spanOf(window) : rule?.per
  if (said === undefined || per === undefined) return undefined
  if (said !== 'tag') return { by: said, per }
  const known = typeof tag === 'string' ? tag : rule?.tag
  return known === undefined ? undefined : { by: said, tag: known, per }
}
