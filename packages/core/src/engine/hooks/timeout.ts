import { LucidError } from '../../errors/lucid-error.ts'
import type { AttemptLayer } from '../../hooks/hook.ts'
import { type Clock, systemClock } from '../../ports/clock.ts'

export interface AttemptTimeoutOptions {
  /** How long an attempt may take to its head: its result, or the first content-bearing part. */
  readonly headMs: number
  readonly clock?: Clock
}

/** Gives up an attempt whose head does not come in time, so that another target has time left to answer. */
export function attemptTimeout({ headMs, clock = systemClock }: AttemptTimeoutOptions): AttemptLayer {
  return {
    kind: 'attempt',
    phase: 'observe',
    order: 1000,
    name: 'timeout',
    run: async (attempt, next) => {
      const late = Promise.withResolvers<never>()
      const stop = clock.after(headMs, () => {
        const error = new LucidError(
          'timeout',
          `${attempt.record.account} did not begin to answer within ${headMs} ms.`,
          {
            reason: 'head_timeout',
          },
        )
        attempt.abort(error)
        late.reject(error)
      })
      try {
        return await Promise.race([next(), late.promise])
      } finally {
        stop()
      }
    },
  }
}
