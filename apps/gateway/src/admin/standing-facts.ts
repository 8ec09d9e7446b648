import type { BudgetStanding, LimitStanding } from '@lucid-gateway/runtime'
import { usdText } from '../calls/cost.ts'

/** Where a limit or a budget stands: that is where it is changed. */
export type RuleOrigin = 'config' | 'store' | 'team' | 'key'

export function limitStandingFacts(standing: LimitStanding, from: RuleOrigin): object {
  const { rule, of, used, remaining, clearMs } = standing
  const { name, by, only, capabilities, measure, amount, perMs = 60_000, burst = amount } = rule
  const isRate = measure !== 'concurrency'
  return {
    name,
    from,
    by,
    only: only ?? null,
    capabilities: capabilities ?? null,
    measure,
    amount,
    per_seconds: isRate ? perMs / 1000 : null,
    burst: isRate ? burst : null,
    of: of ?? null,
    within: withinOf(standing),
    used,
    left: remaining,
    clear_in_seconds: clearMs === undefined ? null : Math.ceil(clearMs / 1000),
  }
}

export function budgetStandingFacts(standing: BudgetStanding, from: RuleOrigin): object {
  const { rule, of, window, until, settled, setAside, unpriced } = standing
  const { name, by, tag, only, per, nanoUsd, reserve = 'strict', outputTokens } = rule
  const left = nanoUsd - settled
  return {
    name,
    from,
    by,
    tag: tag ?? null,
    only: only ?? null,
    of: of ?? null,
    within: withinOf(standing),
    per,
    window,
    limit_usd: usdText(String(nanoUsd)),
    used_usd: usdText(String(settled)),
    left_usd: usdText(String(left > 0n ? left : 0n)),
    set_aside_usd: usdText(String(setAside)),
    resets_at: Number.isFinite(until) ? new Date(until).toISOString() : null,
    reserve,
    output_tokens: outputTokens ?? null,
    attempts_of_unknown_cost: unpriced,
  }
}

/** The team or the key whose end user a subject is. */
function withinOf({ rule, id }: LimitStanding | BudgetStanding): string | null {
  return (rule.by === 'subject' && id?.split('/')[1]) || null
}
