import {
  type Attempt,
  type Billed,
  type ErrorRecord,
  fromUnknown,
  type JobAttempt,
  type JobOffer,
  type JobStatus,
  LucidError,
  noUsage,
  type ResultHead,
  type Usage,
} from '@lucid-gateway/core'
import { hideValues } from '@lucid-gateway/transport'
import type { AttemptRun } from '../attempt-run.ts'
import { Cancellation } from '../cancellation.ts'
import { heeding } from '../heeding.ts'
import { stayAwake } from '../stay-awake.ts'
import { Pace } from './pace.ts'

type Underway = Extract<JobStatus, { readonly state: 'queued' | 'running' }>

/** How long a vendor may take to start and cancel what is not wanted any more. */
const graceMs = 10_000
/** How many times in a row a vendor may fail to say how a job stands. */
const mostMisses = 8

/**
 * A job at a vendor, from its start to its end: asked after with pauses, or reported on by the vendor. What is cancelled
 * here is cancelled there, also while it is only being started, so that nobody pays for what nobody waits for.
 */
export class FollowedJob {
  readonly #job: JobOffer
  readonly #run: AttemptRun
  readonly #pace: Pace
  /** Aborted some time after the try is, so that the vendor can still be told. */
  readonly #patience = new Cancellation()
  #report: JobStatus | undefined
  /** Ends the pause that there is. */
  #wake = (): void => {}
  #stopWaiting: (() => void) | undefined
  #misses = 0
  /** Whether it is to be asked after without a pause. */
  #isWanted = false

  constructor(job: JobOffer, run: AttemptRun) {
    this.#job = job
    this.#run = run
    this.#pace = new Pace(run.call.ports.random, run.call.generation.jobs.pollMs)
  }

  /** What it comes to. Rejects with what it failed for. */
  async result(request: unknown): Promise<ResultHead> {
    const { cancellation, call, record } = this.#run
    const { job: watch } = call.input
    cancellation.addEventListener('abort', this.#leave)
    if (cancellation.aborted) throw cancellation.reason
    watch?.follows(this)
    try {
      const webhookUrl = this.#job.webhook && watch?.hookUrl(record.account)
      if (webhookUrl !== undefined) this.#pace.isToldOf()
      const attempt = this.#run.forProvider({
        signal: this.#patience,
        graceMs,
        ...(webhookUrl === undefined ? {} : { webhookUrl }),
      })
      let status = await this.#start(request, attempt)
      this.#run.hasBegun = true
      call.hold?.()
      while (isUnderway(status)) {
        this.#tell(status)
        if (cancellation.aborted) return await this.#cancelled(status, attempt)
        status = await this.#next(status, attempt)
      }
      this.#tell(status)
      return this.#ended(status)
    } finally {
      watch?.follows(undefined)
      cancellation.removeEventListener('abort', this.#leave)
      this.#stopWaiting?.()
    }
  }

  /** How it stands, as its vendor reports by itself. An end that is not read yet is not taken back by what comes after it. */
  report(status: JobStatus): void {
    if (this.#report && !isUnderway(this.#report)) return
    this.#report = status
    this.#wake()
  }

  /** Its vendor has something to say that can not be read yet: it is asked as soon as it can be. */
  askSoon(): void {
    this.#isWanted = true
    this.#wake()
  }

  readonly #leave = (): void => {
    this.#wake()
    this.#stopWaiting = this.#run.call.ports.clock.after(graceMs, () =>
      this.#patience.abort(this.#run.cancellation.reason),
    )
  }

  async #start(request: unknown, attempt: JobAttempt): Promise<JobStatus> {
    try {
      return await this.#asked(() => this.#job.start(request as never, attempt))
    } catch (thrown) {
      if (this.#run.cancellation.aborted) throw this.#run.cancellation.reason
      throw thrown
    }
  }

  /** Once it is time to ask again, the vendor reports, or it is to be cancelled. */
  async #next(status: Underway, attempt: Attempt): Promise<JobStatus> {
    await this.#pause(this.#pace.next(status))
    const report = this.#report
    this.#report = undefined
    if (report) return report
    if (this.#run.cancellation.aborted) return status
    try {
      const next = await this.#asked(() => this.#job.status(status.cursor, attempt))
      this.#misses = 0
      return next
    } catch (thrown) {
      if (this.#run.cancellation.aborted) return status
      return this.#missed(status, fromUnknown(thrown, 'upstream', { origin: 'provider' }), attempt)
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    if (this.#report || this.#isWanted || this.#run.cancellation.aborted) resolve()
    this.#isWanted = false
    const stop = this.#run.call.ports.clock.after(ms, resolve)
    await stayAwake(promise)
    stop()
  }

  /** A vendor that is out of reach for a while goes on working. */
  async #missed(status: Underway, error: LucidError, attempt: Attempt): Promise<JobStatus> {
    if (passing.has(error.code) && ++this.#misses < mostMisses) {
      const { retryAfterMs } = error
      return { ...status, ...(retryAfterMs === undefined ? {} : { checkAfterMs: retryAfterMs }) }
    }
    this.#run.log.warn('a job is lost: its vendor does not say how it stands', {
      account: this.#run.record.account,
      message: error.message,
    })
    await this.#cancel(status, attempt)
    throw new LucidError(
      error.code,
      `The job was started, but how it stands is not to be found out: ${error.message}`,
      {
        ...withoutMessage(error.toJSON()),
        recourse: 'none',
        billed: 'unknown',
        reason: 'job_lost',
      },
    )
  }

  /** Cancels it at the vendor; throws what it was cancelled for, with what is billed for it all the same. */
  async #cancelled(status: Underway, attempt: Attempt): Promise<never> {
    const last = await this.#cancel(status, attempt)
    const { reason } = this.#run.cancellation
    const usage = last?.state === 'succeeded' ? last.result.usage : usageOf(last)
    this.#run.spent = usage
    throw billedAs(fromUnknown(reason, 'cancelled'), billedFor(last))
  }

  async #cancel(status: Underway, attempt: Attempt): Promise<JobStatus | undefined> {
    try {
      if (!this.#job.cancel) return undefined
      let last = await this.#asked(() => this.#job.cancel?.(status.cursor, attempt) as Promise<JobStatus>)
      for (let left = 3; isUnderway(last) && left > 0; left--) {
        const { cursor } = last
        last = await this.#asked(() => this.#job.status(cursor, attempt))
      }
      return last
    } catch (thrown) {
      const { code, message } = fromUnknown(thrown, 'upstream', { origin: 'provider' })
      this.#run.log.warn('a job could not be cancelled at its vendor', {
        account: this.#run.record.account,
        code,
        message: hideValues(message, this.#run.account.secrets),
      })
      return undefined
    }
  }

  #ended(status: Exclude<JobStatus, Underway>): ResultHead {
    const { cancellation } = this.#run
    if (status.state !== 'succeeded') {
      this.#run.spent = status.usage ?? noUsage
      throw cancellation.aborted
        ? billedAs(fromUnknown(cancellation.reason), billedFor(status))
        : failure(status.error)
    }
    if (!cancellation.aborted) return status.result
    this.#run.spent = status.result.usage
    throw billedAs(fromUnknown(cancellation.reason), 'yes')
  }

  #tell(status: JobStatus): void {
    const { call, record, account } = this.#run
    const { logs } = status
    const told = logs ? { ...status, logs: logs.map(line => hideValues(line, account.secrets)) } : status
    call.input.job?.stands(record, told)
  }

  /** A plugin that pays no heed to its signal holds nobody up. */
  #asked<T>(work: () => Promise<T>): Promise<T> {
    return heeding(this.#patience, work, () => {})
  }
}

const passing: ReadonlySet<LucidError['code']> = new Set([
  'network',
  'timeout',
  'rate_limit',
  'overloaded',
  'upstream',
  'unavailable',
])

function isUnderway(status: JobStatus): status is Underway {
  return status.state === 'queued' || status.state === 'running'
}

/** What was begun and may have to be paid for is not begun again elsewhere. */
function failure({ code, message, ...rest }: ErrorRecord): LucidError {
  return new LucidError(code, message, { ...rest, ...(rest.billed === 'no' ? {} : { recourse: 'none' }) })
}

function billedAs(error: LucidError, billed: Billed): LucidError {
  const { code, message, ...rest } = error.toJSON()
  return new LucidError(code, message, { ...rest, billed })
}

function billedFor(status: JobStatus | undefined): Billed {
  if (status === undefined || isUnderway(status)) return 'unknown'
  return status.state === 'succeeded' ? 'yes' : status.error.billed
}

function usageOf(status: JobStatus | undefined): Usage {
  return status && 'usage' in status && status.usage ? status.usage : noUsage
}

function withoutMessage({
  message: _message,
  code: _code,
  ...rest
}: ErrorRecord): Omit<ErrorRecord, 'message' | 'code'> {
  return rest
}
