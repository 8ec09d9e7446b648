import { chat, type ChatRequest, type Log, type ModelCard, silentLog, type Store } from '@lucid-gateway/core'
import { type ManualClock, manualClock, memoryStore } from '@lucid-gateway/core/engine'
import type { BudgetAlert, BudgetRule } from './budget-rule.ts'
import { budgetTable, readRow } from './budget-row.ts'
import { Budgets, type Payable } from './budgets.ts'
import type { Holding } from './holding.ts'

/** A token of either side costs a nano-dollar, so costs are easy to tell. */
export const card: ModelCard = {
  id: 'm',
  capabilities: ['chat'],
  limits: { contextTokens: 40, outputTokens: 1000 },
  prices: [
    { meter: 'input', nanoUsd: 1n, per: 1 },
    { meter: 'output', nanoUsd: 1n, per: 1 },
  ],
}

const asking = (maxOutputTokens?: number): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(100) }] }],
  ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
})

/** 40 for the input, and the output. */
export function payable(at: number, maxOutputTokens?: number, more: Partial<Payable> = {}): Payable {
  return {
    capability: chat as unknown as Payable['capability'],
    request: asking(maxOutputTokens),
    card,
    principal: { organisation: 'default', key: 'app' },
    target: 'acme/m',
    at,
    ...more,
  }
}

export const rule = (nanoUsd: bigint, more: Partial<BudgetRule> = {}): BudgetRule => ({
  name: 'b',
  by: 'key',
  nanoUsd,
  per: 'total',
  ...more,
})

let calls = 0

/** The end of a try with that cost; undefined where it is not known. */
export function spend(holding: Holding | undefined, cost: bigint | undefined): string {
  const id = `call-${++calls}.1`
  holding?.settle({ ...attemptRecord(id), ...(cost === undefined ? {} : { costNanoUsd: cost.toString() }) })
  return id
}

export function attemptRecord(id: string): Parameters<Holding['settle']>[0] {
  return {
    id,
    callId: id.slice(0, -2),
    number: 1,
    account: 'acme',
    provider: 'acme',
    model: 'm',
    capability: 'chat',
    payer: 'operator',
    startedAt: 0,
  }
}

export interface BudgetWorld {
  readonly clock: ManualClock
  readonly store: Store
  readonly alerts: BudgetAlert[]
  open(owner: string, log?: Log): Budgets
  row(id?: string): Promise<ReturnType<typeof readRow>>
}

export function budgetWorld(rules: readonly BudgetRule[], store = memoryStore()): BudgetWorld {
  const clock = manualClock(Date.UTC(2026, 10, 29, 12))
  const alerts: BudgetAlert[] = []
  return {
    clock,
    store,
    alerts,
    open(owner, log = silentLog) {
      const budgets = new Budgets({ owner, store, clock, log, onAlert: alert => alerts.push(alert) })
      budgets.use(rules)
      return budgets
    },
    async row(id = 'b:default/app:total') {
      const found = await store.get(budgetTable, id)
      if (!found) throw new Error(`no row ${id}`)
      return readRow(found.value)
    },
  }
}
