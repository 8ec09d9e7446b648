import { LucidError } from '@lucid-gateway/core'
import type { BudgetRule } from '../budgets/budget-rule.ts'
import type { LimitMeasure, LimitRule } from '../rates/limit-rule.ts'
import type { Rules } from './rulebook.ts'

const measures: Readonly<Record<LimitMeasure, true>> = {
  requests: true,
  tokens: true,
  images: true,
  concurrency: true,
}

/** Rules come from programs without types too, and in the shape that the gateway's config has them in. They are told at once. */
export function checkRules({ limits = [], budgets = [] }: Partial<Rules>): void {
  for (const rule of limits) checkLimit(rule)
  for (const rule of budgets) checkBudget(rule)
}

function checkLimit(rule: LimitRule): void {
  if (!Object.hasOwn(measures, rule.measure))
    throw invalid('limit', rule.name, `measure must be one of ${Object.keys(measures).join(', ')}`)
  if (!Number.isFinite(rule.amount) || rule.amount < 0)
    throw invalid('limit', rule.name, 'amount must be a number, of what is measured')
}

function checkBudget(rule: BudgetRule): void {
  if (typeof rule.nanoUsd !== 'bigint' || rule.nanoUsd < 0n)
    throw invalid(
      'budget',
      rule.name,
      'nanoUsd must be a bigint, in nano-dollars: 5_000_000_000n for 5 dollars',
    )
}

function invalid(what: string, name: unknown, why: string): LucidError {
  return new LucidError('invalid_request', `The ${what} "${String(name)}" is no rule: ${why}.`, {
    origin: 'gateway',
    reason: 'invalid_rule',
    recourse: 'none',
    hint: 'Programs write rules as the types LimitRule and BudgetRule of @lucid-gateway/runtime have them; the shape of the config is another.',
    details: { [what]: String(name) },
  })
}
