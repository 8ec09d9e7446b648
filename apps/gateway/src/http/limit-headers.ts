import type { LucidError } from '@lucid-gateway/core'
import type { LimitRule, LimitState } from '@lucid-gateway/runtime'

/**
 * How limits stand, as `RateLimit-Policy` and `RateLimit` have it:
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/
 */
export function limitHeaders(states: readonly LimitState[]): Record<string, string> {
  if (states.length === 0) return {}
  return {
    'ratelimit-policy': states.map(({ rule }) => policyOf(rule)).join(', '),
    ratelimit: states
      .map(({ rule, remaining }) => standOf(rule, remaining, whole(rule, remaining)))
      .join(', '),
  }
}

/** Of the limit that refused a call. */
export function limitHeadersOf(error: LucidError): Record<string, string> {
  if (error.code !== 'rate_limit' || error.reason !== 'limit_reached') return {}
  const { limit, by, measure, amount, per_ms: perMs, remaining } = error.details ?? {}
  if (typeof limit !== 'string' || typeof remaining !== 'number') return {}
  const rule = { name: limit, by, measure, amount, ...(perMs === undefined ? {} : { perMs }) } as LimitRule
  const { retryAfterMs } = error
  return {
    'ratelimit-policy': policyOf(rule),
    ratelimit: standOf(rule, remaining, retryAfterMs === undefined ? undefined : retryAfterMs / 1000),
  }
}

const units = { tokens: 'tokens', images: 'images', concurrency: 'concurrent-requests' } as const

function policyOf(rule: LimitRule): string {
  const { name, measure, amount } = rule
  const unit = measure === 'requests' ? '' : `;qu="${units[measure]}"`
  return `"${name}";q=${amount}${unit}${measure === 'concurrency' ? '' : `;w=${Math.ceil(secondsOf(rule))}`}`
}

function standOf({ name, measure }: LimitRule, remaining: number, seconds: number | undefined): string {
  const until = measure === 'concurrency' || seconds === undefined ? '' : `;t=${Math.ceil(seconds)}`
  return `"${name}";r=${remaining}${until}`
}

/** In how many seconds nothing of it will be taken any more. */
function whole(rule: LimitRule, remaining: number): number {
  const { amount, burst = amount } = rule
  return ((burst - remaining) * secondsOf(rule)) / amount
}

function secondsOf({ perMs = 60_000 }: LimitRule): number {
  return perMs / 1000
}
