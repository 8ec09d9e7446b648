import type { RateLimit } from '../ports/state.ts'

/**
 * The generic cell rate algorithm: one number per key, the time at which its bucket will be empty again. Never more
 * than `burst` at once, nor more than `amount + burst` in any `perMs`.
 */
export function gcra(emptyAt: number | undefined, now: number, limit: RateLimit, cost: number): GcraResult {
  const interval = limit.perMs / limit.amount
  const burst = limit.burst ?? limit.amount
  const start = Math.max(emptyAt ?? now, now)
  const next = start + cost * interval
  const allowedAt = next - burst * interval
  if (cost > burst)
    return { ok: false, emptyAt: start, retryAfterMs: Infinity, remaining: left(start, now, burst, interval) }
  if (allowedAt > now + tolerance) {
    return {
      ok: false,
      emptyAt: start,
      retryAfterMs: Math.ceil(allowedAt - now),
      remaining: left(start, now, burst, interval),
    }
  }
  return { ok: true, emptyAt: next, retryAfterMs: 0, remaining: left(next, now, burst, interval) }
}

export interface GcraResult {
  readonly ok: boolean
  readonly emptyAt: number
  readonly retryAfterMs: number
  readonly remaining: number
}

/** Sums of fractions of a millisecond are not exact. */
const tolerance = 1e-6

function left(emptyAt: number, now: number, burst: number, interval: number): number {
  return Math.max(0, Math.floor(burst - (emptyAt - now) / interval + tolerance))
}
