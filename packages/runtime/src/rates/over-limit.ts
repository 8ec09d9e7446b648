import { LucidError } from '@lucid-gateway/core'
import type { LimitMeasure, LimitRule } from './limit-rule.ts'

interface Refused {
  readonly rule: LimitRule
  readonly remaining: number
  readonly retryAfterMs: number
  readonly cost: number
}

/** Says which limit, what is left of it, until when, and what would help. A limit of a target sends the call to another. */
export function overLimit(
  origin: 'caller' | 'gateway',
  { rule, remaining, retryAfterMs, cost }: Refused,
): LucidError {
  const { name, by, measure, amount } = rule
  const perMs = perMsOf(rule)
  const ever = Number.isFinite(retryAfterMs)
  const waitMs = measure === 'concurrency' ? 1000 : retryAfterMs
  const each = origin === 'caller' ? `for each ${by}` : `of each ${by}`
  return new LucidError('rate_limit', `The limit "${name}" is used up: ${wordsOf(rule)} ${each}.`, {
    origin,
    recourse: origin === 'gateway' ? 'other' : ever ? 'same' : 'none',
    reason: 'limit_reached',
    hint: hintOf(measure, ever, waitMs, cost, remaining),
    ...(ever ? { retryAfterMs: waitMs } : {}),
    details: {
      limit: name,
      by,
      measure,
      amount,
      ...(measure === 'concurrency' ? {} : { per_ms: perMs }),
      remaining,
    },
  })
}

export function perMsOf({ perMs = 60_000 }: LimitRule): number {
  return perMs
}

const words: Readonly<Record<LimitMeasure, string>> = {
  requests: 'requests',
  tokens: 'tokens',
  images: 'images',
  concurrency: 'calls at a time',
}

const spans: Readonly<Record<number, string>> = {
  1000: 'a second',
  60_000: 'a minute',
  3_600_000: 'an hour',
  86_400_000: 'a day',
}

function wordsOf(rule: LimitRule): string {
  const { measure, amount } = rule
  if (measure === 'concurrency') return `${amount} ${words.concurrency}`
  const perMs = perMsOf(rule)
  return `${amount} ${words[measure]} ${spans[perMs] ?? `in ${perMs / 1000} s`}`
}

function hintOf(
  measure: LimitMeasure,
  ever: boolean,
  waitMs: number,
  cost: number,
  remaining: number,
): string {
  if (measure === 'concurrency') return 'Wait until a call that is under way has ended.'
  const asked = cost > 1 ? ` This asks for ${cost}, and ${remaining} are left.` : ''
  return ever
    ? `Try again in ${Math.ceil(waitMs / 1000)} s.${asked}`
    : `This asks for ${cost}, which is more than the limit ever allows at once: ask for less.`
}
