import type { Principal, State, Store } from '@lucid-gateway/core'
import type { BudgetRule } from '../budgets/budget-rule.ts'
import { rowId } from '../budgets/budget-line.ts'
import { budgetTable, readRow } from '../budgets/budget-row.ts'
import type { Budgets } from '../budgets/budgets.ts'
import { windowAt } from '../budgets/budget-window.ts'
import { matchesName } from '../name-pattern.ts'
import type { Ports } from '../options.ts'
import type { LimitRule } from '../rates/limit-rule.ts'
import { perMsOf } from '../rates/over-limit.ts'
import { keyOf, rateOf } from '../rates/rates.ts'
import { type Named, whose } from '../rates/whose.ts'

/** How limits and budgets stand. */
export interface Standings {
  /** One for each holder that has taken from a limit of late, as far as the State can tell; one without a holder where there is none. */
  limits(rules: readonly LimitRule[]): Promise<readonly LimitStanding[]>
  /** One for each holder that has spent of a budget in its present window; one without a holder where there is none. */
  budgets(rules: readonly BudgetRule[]): Promise<readonly BudgetStanding[]>
}

interface Standing<Rule> {
  readonly rule: Rule
  /** Whose it is. Absent: nobody has had any of it. */
  readonly of?: string
  /** The same with those whose it is: `default/red/ann` is a subject of the team `red`. */
  readonly id?: string
}

export interface LimitStanding extends Standing<LimitRule> {
  readonly used: number
  readonly remaining: number
  /** In how many milliseconds all of it is there again; absent where calls under way are counted. */
  readonly clearMs?: number
}

export interface BudgetStanding extends Standing<BudgetRule> {
  readonly window: string
  /** When it begins anew, in milliseconds since 1970; Infinity where it does not. */
  readonly until: number
  /** What is spent, in nano-dollars. */
  readonly settled: bigint
  /** What processes hold for calls under way and to come, or left behind when they died. */
  readonly setAside: bigint
  /** Tries whose cost is not known, by the most that they can have cost. */
  readonly unpriced: number
}

export type StandingsParts = Pick<Ports, 'state' | 'store' | 'clock'> & { readonly budgets: Budgets }

/** Of one limit or budget no more holders are told than these. */
const mostHolders = 1000

export function standings({ state, store, clock, budgets }: StandingsParts): Standings {
  return {
    async limits(rules) {
      return (await Promise.all(rules.map(rule => limitStandings(rule, state)))).flat()
    },
    async budgets(rules) {
      await budgets.beat()
      return (await Promise.all(rules.map(rule => budgetStandings(rule, clock.now(), store)))).flat()
    },
  }
}

async function limitStandings(rule: LimitRule, state: State): Promise<readonly LimitStanding[]> {
  const limit = rateOf(rule)
  const holders = soleHolder(rule) ?? (await holdersOf(rule, state))
  const found = holders.map(async ({ id, name }): Promise<LimitStanding> => {
    const { remaining } = await state.take([{ key: keyOf(rule, id), limit, cost: 0 }])
    return { ...stand(rule, remaining), of: name, id }
  })
  return found.length > 0 ? Promise.all(found) : [stand(rule, most(rule))]
}

function stand(rule: LimitRule, remaining: number): LimitStanding {
  const used = most(rule) - remaining
  if (rule.measure === 'concurrency') return { rule, used, remaining }
  return { rule, used, remaining, clearMs: Math.ceil((used * perMsOf(rule)) / rule.amount) }
}

function most({ amount, burst = amount, measure }: LimitRule): number {
  return measure === 'concurrency' ? amount : burst
}

async function holdersOf(rule: LimitRule, state: State): Promise<readonly Named[]> {
  const prefix = keyOf(rule, '')
  const keys = (await state.takenFrom?.(prefix, mostHolders)) ?? []
  return keys
    .map(key => key.slice(prefix.length))
    .map(id => ({ id, name: nameIn(rule.by, id) }))
    .filter(({ name }) => !rule.only || matchesName(rule.only, name))
}

function nameIn(by: LimitRule['by'], id: string): string {
  if (by === 'team' || by === 'key') return id.slice(id.indexOf('/') + 1)
  if (by === 'subject') return id.split('/').slice(2).join('/')
  return id
}

async function budgetStandings(
  rule: BudgetRule,
  now: number,
  store: Store,
): Promise<readonly BudgetStanding[]> {
  const { id: window, until } = windowAt(rule.per, now)
  const none = { rule, window, until, settled: 0n, setAside: 0n, unpriced: 0 }
  const [sole] = soleHolder(rule) ?? []
  const rows = sole
    ? [await store.get(budgetTable, rowId(rule, sole, window))].flatMap(row => row ?? [])
    : await store.list(budgetTable, { where: { budget: rule.name, window }, limit: mostHolders })
  const found = rows
    .filter(({ value }) => !rule.only || matchesName(rule.only, String(value['of'])))
    .map(({ id, value }): BudgetStanding => {
      const { settled, leases, left, unpriced } = readRow(value)
      let setAside = 0n
      for (const { amount } of [...leases.values(), ...left.values()]) setAside += amount
      const holder = id.slice(rule.name.length + 1, -(window.length + 1))
      return { ...none, of: String(value['of']), id: holder, settled, setAside, unpriced }
    })
  if (found.length > 0) return found
  return [sole ? { ...none, of: sole.name, id: sole.id } : none]
}

/** Where a rule is for one key or team alone. */
function soleHolder({ by, only }: Pick<LimitRule | BudgetRule, 'by' | 'only'>): readonly Named[] | undefined {
  const [name, ...more] = only ?? []
  if (name === undefined || more.length > 0 || name.endsWith('*')) return undefined
  if (by !== 'team' && by !== 'key') return undefined
  const principal: Principal = { organisation: 'default', [by]: name }
  return [whose(by, { principal }) as Named]
}
