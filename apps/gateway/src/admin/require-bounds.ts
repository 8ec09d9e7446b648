import { LucidError } from '@lucid-gateway/core'
import type { LimitRule } from '@lucid-gateway/runtime'
import { nanoUsd, ownLimitRules } from '../config/limit-rules.ts'
import type { Exchange } from '../http/exchange.ts'
import type { BoundsChange } from '../keys/bounds.ts'
import type { Bounds, KeyRow } from '../keys/rows.ts'
import { teamNamed } from './admin-exchange.ts'

/** Throws where a key is to have more than its team, or a budget where what is spent is not written down. */
export async function requireBounds(
  exchange: Exchange,
  row: Pick<KeyRow, 'team' | 'limits' | 'budgets'>,
  asked: BoundsChange,
): Promise<void> {
  requireLedger(exchange, asked)
  if (row.team === null || (!asked.limits && !asked.budgets)) return
  const team = await teamNamed(row.team, exchange.host.tenants)
  if (team) requireWithin(row.team, row, team.value)
}

/** Throws where a budget is asked for and this gateway was told to keep no ledger. */
export function requireLedger({ host }: Exchange, { budgets }: BoundsChange): void {
  if (!budgets || budgets.length === 0 || host.takesBudgets) return
  throw new LucidError('conflict', 'This gateway keeps no ledger, so it takes no budget.', {
    param: 'budgets',
    reason: 'no_ledger',
    hint: 'Without one nobody could tell what a process had spent when it died. Set ledger.on: true in the config, and start the gateway again.',
  })
}

type Own = Pick<Bounds, 'limits' | 'budgets'>

function requireWithin(team: string, own: Own, its: Own): void {
  const most = ownLimitRules('', 'team', team, its.limits)
  for (const rule of ownLimitRules('', 'key', '', own.limits)) {
    const above = most.find(({ measure }) => measure === rule.measure)
    if (above && rateOf(rule) > rateOf(above)) throw exceeds(team, `limits.${rule.measure}`, wordsOf(above))
  }
  for (const [index, { usd, per }] of (own.budgets ?? []).entries()) {
    const above = (its.budgets ?? []).filter(budget => spans.indexOf(budget.per) >= spans.indexOf(per))
    const less = above.find(budget => nanoUsd(usd) > nanoUsd(budget.usd))
    if (less) {
      const its = `${less.usd} USD ${less.per === 'total' ? 'in all' : `a ${less.per}`}`
      throw exceeds(team, `budgets[${index}].usd`, its)
    }
  }
}

const spans = ['day', 'month', 'total'] as const

function rateOf({ measure, amount, perMs = 60_000 }: LimitRule): number {
  return measure === 'concurrency' ? amount : amount / perMs
}

function wordsOf({ measure, amount, perMs = 60_000 }: LimitRule): string {
  return measure === 'concurrency' ? `${amount} calls at a time` : `${amount} ${measure} in ${perMs / 1000} s`
}

function exceeds(team: string, param: string, its: string): LucidError {
  return new LucidError('permission', `"${param}" is more than the team "${team}" has: ${its}.`, {
    param,
    reason: 'exceeds_team',
    hint: `A key has at most what its team has. An admin of the whole organisation can change that: PATCH /admin/v1/teams/${team}.`,
  })
}
