import { LucidError } from '@lucid-gateway/core'
import { usdOf } from './usd.ts'
import type { BudgetRule } from './budget-rule.ts'

interface Refused {
  readonly rule: BudgetRule
  /** Whose it is. */
  readonly of: string
  readonly until: number
  readonly now: number
  readonly needs: bigint
  readonly left: bigint
  /** How much output that pays for, where output costs something. */
  readonly tokens: number | undefined
}

/** Says which budget, what is left of it, until when, and what would help. A cheaper target may still fit. */
export function overBudget({ rule, of, until, now, needs, left, tokens }: Refused): LucidError {
  const { name, by, nanoUsd, per } = rule
  const ends = Number.isFinite(until)
  const limit = usdOf(nanoUsd)
  const span = per === 'total' ? 'in all' : `a ${per}`
  const anew = ends ? ` It begins anew at ${new Date(until).toISOString()}.` : ''
  return new LucidError(
    'budget',
    `The budget "${name}" does not suffice: of ${limit} USD ${span}, ${usdOf(left)} are left, and this may cost ${usdOf(needs)}.`,
    {
      recourse: 'other',
      reason: 'budget_exceeded',
      hint: `${helpOf(left, tokens)}${anew}`,
      ...(ends ? { retryAfterMs: Math.max(0, until - now) } : {}),
      details: {
        budget: name,
        by,
        of,
        per,
        limit_usd: limit,
        left_usd: usdOf(left),
        needs_usd: usdOf(needs),
        ...(tokens === undefined ? {} : { output_tokens_left: tokens }),
        ...(ends ? { until: new Date(until).toISOString() } : {}),
      },
    },
  )
}

function helpOf(left: bigint, tokens: number | undefined): string {
  if (left <= 0n) return 'Whoever runs the gateway can raise it.'
  if (tokens === undefined) return 'Ask for less, or for a cheaper model.'
  if (tokens === 0) return 'It does not pay for what is sent: send less, or ask for a cheaper model.'
  return `It pays for ${tokens} output tokens: ask for no more than that, or for a cheaper model.`
}

/** Where what a try can cost has no bound, none of it can be set aside. */
export function unbounded({ name }: BudgetRule, target: string): LucidError {
  return new LucidError(
    'budget',
    `What ${target} can cost for this has no known bound, and the budget "${name}" is strict.`,
    {
      recourse: 'other',
      reason: 'cost_unbounded',
      hint: 'Name the most output tokens, ask for a model whose prices and limits are known, or let the budget reserve what is expected.',
      details: { budget: name, target },
    },
  )
}
