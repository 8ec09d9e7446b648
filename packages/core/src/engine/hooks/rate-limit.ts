import { LucidError } from '../../errors/lucid-error.ts'
import type { AttemptContext, AttemptLayer, CallContext, CallLayer } from '../../hooks/hook.ts'
import type { RateClaim, RateLimit, State } from '../../ports/state.ts'

export interface RateLimitOptions<Context> {
  readonly name?: string
  readonly state: State
  readonly limit: RateLimit
  /** Whose limit it is; undefined means no limit for this one. */
  readonly key: (context: Context) => string | undefined
  /** How much this one takes; 1 unless said. */
  readonly cost?: (context: Context) => number
}

/** So many calls in a time, evenly (GCRA): for keys, teams, subjects, capabilities. */
export function rateLimit(options: RateLimitOptions<CallContext>): CallLayer {
  const name = options.name ?? 'rate-limit'
  return {
    kind: 'call',
    phase: 'limit',
    name,
    run: async (call, next) => {
      await claim(name, options, call, 'caller')
      return next()
    },
  }
}

/** So many attempts in a time, evenly: for a vendor's own limits, per account or model. */
export function targetLimit(options: RateLimitOptions<AttemptContext>): AttemptLayer {
  const name = options.name ?? 'target-limit'
  return {
    kind: 'attempt',
    phase: 'limit',
    name,
    run: async (attempt, next) => {
      await claim(name, options, attempt, 'gateway')
      return next()
    },
  }
}

async function claim<Context>(
  name: string,
  { state, limit, key, cost }: RateLimitOptions<Context>,
  context: Context,
  origin: 'caller' | 'gateway',
): Promise<void> {
  const whose = key(context)
  if (whose === undefined) return
  const asked: RateClaim = { key: `${name}:${whose}`, limit, cost: cost?.(context) ?? 1 }
  const taken = state.take([asked])
  const result = taken instanceof Promise ? await taken : taken
  if (result.ok) return
  const ever = Number.isFinite(result.retryAfterMs)
  throw new LucidError(
    'rate_limit',
    `The limit "${name}" of ${limit.amount} per ${limit.perMs / 1000} s is used up.`,
    {
      origin,
      recourse: origin === 'gateway' ? 'other' : ever ? 'same' : 'none',
      reason: 'limit_reached',
      hint: ever
        ? `Try again in ${Math.ceil(result.retryAfterMs / 1000)} s.`
        : 'This asks for more than the limit ever allows.',
      ...(ever ? { retryAfterMs: result.retryAfterMs } : {}),
      details: { limit: name, amount: limit.amount, per_ms: limit.perMs, remaining: result.remaining },
    },
  )
}
