import type { Capability, ModelCard } from '@lucid-gateway/core'
import { forecastOf } from '../forecast.ts'
import { worstCase } from '../journal/worst-case.ts'
import { capped } from './cap.ts'
import type { BudgetRule } from './budget-rule.ts'

/** What a try of one target may cost, and under which cap on what it writes. */
export interface Priced {
  readonly capability: Capability
  /** Undefined where it can't be read. */
  readonly request: unknown
  readonly card: ModelCard | undefined
  /** Whether it goes on from what its vendor keeps: then more is put in than it says. */
  readonly refersToKept?: boolean
}

/** The most that it can cost; undefined where that has no known bound. */
export function worstOf(priced: Priced, cap?: number): bigint | undefined {
  const { capability, card } = priced
  const { atMostNanoUsd } = worstCase(capability, withCap(priced, cap), card)
  return atMostNanoUsd === undefined ? undefined : BigInt(atMostNanoUsd)
}

/** What it will likely cost, or at most; undefined where neither is known. */
export function expectedOf(priced: Priced): bigint | undefined {
  const { capability, request, card } = priced
  const { expectedNanoUsd, worstNanoUsd } = forecastOf(capability, request as never, card)
  const expected = expectedNanoUsd ?? worstNanoUsd
  return expected === undefined ? worstOf(priced) : BigInt(expected)
}

/** Whether a cap on what is written can be named, and the caller has named none. */
export function takesCap({ capability, request }: Priced): boolean {
  return request !== undefined && !isBounded(capability, request) && isBounded(capability, capped(request, 1))
}

/** The cap that the budgets ask for where the caller names none. */
export function capOf(rules: readonly BudgetRule[], { card }: Priced): number | undefined {
  const asked = rules.flatMap(({ outputTokens }) => outputTokens ?? [])
  if (asked.length === 0) return undefined
  return Math.min(...asked, card?.limits?.outputTokens ?? Infinity)
}

/** Of what can be paid, the fewest tokens that are worth an answer. */
const fewest = 64
/** The most that is let be written where neither the caller, nor the card, nor a budget says. */
const most = 8192

/** As much as can be paid, of which the card allows; undefined where that is no answer worth having. */
export function affordableCap(priced: Priced, nanoUsd: bigint): number | undefined {
  const cap = paidTokens(priced, nanoUsd)
  return cap === undefined || cap < fewest ? undefined : cap
}

/** How many tokens of output can be paid, of which the card allows; undefined where output costs nothing. */
export function paidTokens(priced: Priced, nanoUsd: bigint): number | undefined {
  const limit = priced.card?.limits?.outputTokens
  const step = limit ?? 1_000_000
  const fixed = worstOf(priced, 0)
  const more = worstOf(priced, step)
  if (fixed === undefined || more === undefined) return undefined
  const perStep = more - fixed
  if (perStep === 0n) return nanoUsd < fixed ? undefined : (limit ?? most)
  if (nanoUsd < fixed) return 0
  const cap = Math.min(Number(((nanoUsd - fixed) * BigInt(step)) / perStep), limit ?? most)
  // Rounding is up, once a meter.
  for (let tokens = cap; tokens > 0 && tokens > cap - 3; tokens--)
    if ((worstOf(priced, tokens) ?? nanoUsd + 1n) <= nanoUsd) return tokens
  return 0
}

function withCap({ request, refersToKept }: Priced, cap: number | undefined): unknown {
  if (request === undefined) return request
  const asked = cap === undefined ? request : capped(request, cap)
  return refersToKept ? { ...(asked as object), kept } : asked
}

/** Stands for what nothing is known of: bytes have no bound in tokens. */
const kept = new Uint8Array()

function isBounded(capability: Capability, request: unknown): boolean {
  const output = capability.bounds?.(request as never).meters.output
  return output !== undefined && output.certainty !== 'unknown'
}
