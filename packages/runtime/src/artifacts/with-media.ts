import { fromUnknown, LucidError, type Outcome } from '@lucid-gateway/core'
import type { AttemptRun } from '../attempt-run.ts'
import { shelfFor } from './shelf-for.ts'
import { takeMedia } from './take-media.ts'

/** With the files in it taken over from the vendor. It is paid for by then, so nothing else is tried if that fails. */
export async function withMedia(outcome: Outcome, attempt: AttemptRun): Promise<Outcome> {
  if (outcome.kind !== 'answer') return outcome
  try {
    const shelf = shelfFor(attempt.call)
    const result = await takeMedia(outcome.result, shelf, () => attempt.forProvider().http)
    return result === outcome.result ? outcome : { ...outcome, result }
  } catch (thrown) {
    attempt.spent = outcome.usage
    const { aborted, reason } = attempt.cancellation
    const why = aborted ? fromUnknown(reason, 'cancelled') : fromUnknown(thrown, 'upstream', fromProvider)
    const { code, message, ...rest } = why.toJSON()
    throw new LucidError(code, message, { ...rest, recourse: 'none', billed: 'yes' })
  }
}

const fromProvider = Object.freeze({ origin: 'provider' } as const)
