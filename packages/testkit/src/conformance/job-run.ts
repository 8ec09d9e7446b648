import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ErrorRecord,
  type JobOffer,
  type JobStatus,
  LucidError,
  type ResultHead,
} from '@lucid-gateway/core'
import { ensure } from './check.ts'
import type { TrialAttempt } from './trial.ts'

const mostRounds = 100
/** Stand-ins of vendors are quick; what a plugin finds worth waiting is for real ones. */
const longestPauseMs = 10

/** How a job of one attempt is asked after; every call of the plugin's goes through `inside`. */
export interface JobRun {
  readonly name: string
  readonly job: JobOffer
  readonly attempt: TrialAttempt
  inside<T>(code: () => T): T
  /** Told of each status. */
  readonly seen?: (status: JobStatus) => void
}

export type JobEnd = Extract<JobStatus, { readonly state: 'succeeded' | 'failed' | 'cancelled' }>

/** Asks after a job until it is over. */
export async function endOf(run: JobRun, first: JobStatus): Promise<JobEnd> {
  const { attempt, inside, job, name, seen } = run
  let status = first
  seen?.(status)
  for (let round = 0; !isOver(status); round++) {
    ensure(
      round < mostRounds,
      `${name}: after ${mostRounds} times of asking the job is still ${status.state}.`,
    )
    const { checkAfterMs = longestPauseMs, cursor } = status
    await sleep(Math.min(checkAfterMs, longestPauseMs), undefined, { signal: attempt.signal })
    status = await inside(() => job.status(cursor, attempt))
    seen?.(status)
  }
  return status
}

function isOver(status: JobStatus): status is JobEnd {
  return status.state !== 'queued' && status.state !== 'running'
}

/** A job from its start to its result; one that fails rejects with its error. */
export async function resultOf(run: JobRun, request: unknown): Promise<ResultHead> {
  const { attempt, inside, job } = run
  const end = await endOf(run, await inside(() => job.start(request as never, attempt)))
  if (end.state === 'succeeded') return end.result as ResultHead
  throw errorOf(end.error)
}

function errorOf({ code, message, ...facts }: ErrorRecord): LucidError {
  return new LucidError(code, message, facts)
}
