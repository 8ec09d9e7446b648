import { fromUnknown, type JobOffer, LucidError, type Offer, type Outcome } from '@lucid-gateway/core'
import type { AttemptRun } from '../attempt-run.ts'
import type { CallInput } from '../runtime.ts'

/** The job that is to be followed: where the caller wants one, or there is nothing else. */
export function jobOf({ job, generate, stream }: Offer, input: Pick<CallInput, 'job'>): JobOffer | undefined {
  return input.job || !(generate ?? stream) ? job : undefined
}

/** A job is waited for to its end at its vendor, also where its caller no longer waits: what it used is known then. */
export function waitedFor(attempt: AttemptRun, work: () => Promise<Outcome>): Promise<Outcome> {
  const outcome = work().then(answer => wanted(answer, attempt))
  attempt.following = outcome.catch(() => {})
  return outcome
}

/** What came too late is paid for, and nobody is given it. */
function wanted(outcome: Outcome, attempt: AttemptRun): Outcome {
  if (!attempt.cancellation.aborted) return outcome
  if (outcome.kind === 'answer') attempt.spent = outcome.usage
  const { code, message, ...rest } = fromUnknown(attempt.cancellation.reason, 'cancelled').toJSON()
  throw new LucidError(code, message, { ...rest, billed: 'yes' })
}
