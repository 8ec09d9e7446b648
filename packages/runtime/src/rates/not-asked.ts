import { fromUnknown, LucidError } from '@lucid-gateway/core'

/** Where limits or budgets can't be asked, nothing is let through. */
export function notAsked(what: 'limits' | 'budgets', thrown: unknown): LucidError {
  if (LucidError.is(thrown) && thrown.origin === 'gateway' && thrown.reason === 'budget_busy') return thrown
  return new LucidError('unavailable', `The ${what} can not be asked: ${fromUnknown(thrown).message}`, {
    recourse: 'none',
    reason: `${what}_unavailable`,
    retryAfterMs: 1000,
    hint: 'Whoever runs the gateway finds out more in its log.',
    cause: thrown,
  })
}
