import {
  type AttemptRecord,
  type CallRecord,
  type ErrorRecord,
  fromUnknown,
  type JobStatus,
  LucidError,
  type Outcome,
  type ResultHead,
} from '@lucid-gateway/core'
import type { Artifact } from '../artifacts/artifact.ts'
import type { CallRun } from '../call-run.ts'
import { Cancellation } from '../cancellation.ts'
import type { Ports } from '../options.ts'
import { Bell } from './bell.ts'
import { Deliveries } from './deliveries.ts'
import type { FollowedJob } from './followed-job.ts'
import { JobFeed } from './job-feed.ts'
import { isOver, type JobRecord } from './job-record.ts'
import type { JobWatch } from './job-watch.ts'
import type { JobWriter } from './job-writer.ts'
import { sumUsage } from './sum-usage.ts'

/** How many lines of a vendor's log are kept with a job, and how much of each. */
const mostLines = 100
const longestLine = 500

/** A job under way: its record as it grows, and who is told of that. */
export class JobRun implements JobWatch {
  readonly feed = new JobFeed()
  readonly cancellation = new Cancellation()
  readonly done: Promise<JobRecord>
  /** Rings when it is done. */
  readonly over = new Bell()
  readonly deliveries = new Deliveries()
  call: CallRun | undefined
  followed: FollowedJob | undefined
  #record: JobRecord
  #isDone = false
  #isWritten = true
  #logged = 0
  readonly #ports: Ports
  readonly #writer: JobWriter
  readonly #hookUrl: ((account: string) => string) | undefined
  readonly #done = Promise.withResolvers<JobRecord>()
  readonly #passed = Promise.withResolvers<void>()
  #hasPassed = false

  constructor(record: JobRecord, ports: Ports, writer: JobWriter, hookUrl?: (account: string) => string) {
    this.#record = record
    this.#ports = ports
    this.#writer = writer
    this.#hookUrl = hookUrl
    this.done = this.#done.promise
    this.#tellStatus()
  }

  get record(): JobRecord {
    return this.#record
  }

  /** Whether it has ended and all have been told. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** Whether the store has how it ended. */
  get isWritten(): boolean {
    return this.#isWritten
  }

  /** Resolves once it is known whether a limit or a budget refuses it outright: with why, or with nothing. */
  async refused(): Promise<LucidError | undefined> {
    await Promise.race([this.#passed.promise, this.done])
    const { error } = this.#record
    if (this.#hasPassed || !error || !isRefusal(error)) return undefined
    return new LucidError(error.code, error.message, error)
  }

  passes(): void {
    this.#hasPassed = true
    this.#passed.resolve()
  }

  hookUrl(account: string): string | undefined {
    return this.#hookUrl?.(account)
  }

  tries({ id, account, provider, model }: AttemptRecord): void {
    if (isOver(this.#record)) return
    const { progress: _, artifacts, ...rest } = this.#record
    // What a try before this one had made by the time it failed is nobody's.
    for (const artifact of artifacts) void this.#ports.blobs.delete(artifact.id).catch(() => false)
    this.#record = { ...rest, artifacts: [], attempt: { id, account, provider, model } }
    this.#logged = 0
    this.#save()
    this.#tellStatus()
  }

  stands({ id }: AttemptRecord, status: JobStatus): void {
    const { attempt } = this.#record
    if (isOver(this.#record) || attempt?.id !== id) return
    this.#tellLogs(status.logs ?? [])
    const before = this.#record
    const cursor = attempt.cursor === status.cursor ? attempt : { ...attempt, cursor: status.cursor }
    const state = status.state === 'queued' ? this.#record.status : 'running'
    const progress = furthest(before.progress, 'progress' in status ? status.progress : undefined)
    this.#record = {
      ...before,
      attempt: cursor,
      ...(progress === undefined ? {} : { progress }),
      ...(state === 'running' && before.status === 'queued' ? this.#started() : {}),
    }
    if (cursor !== attempt || this.#record.status !== before.status) this.#save()
    if (this.#record.status !== before.status || progress !== before.progress) this.#tellStatus()
  }

  follows(followed: FollowedJob | undefined): void {
    this.followed = followed
  }

  readonly kept = (artifact: Artifact): void => {
    if (isOver(this.#record)) return
    this.#record = { ...this.#record, artifacts: [...this.#record.artifacts, artifact] }
    this.feed.add({ type: 'artifact', artifact }, this.#now())
  }

  /** Makes the call and keeps what it comes to. It leaves its place before anybody is told of its end. */
  async run(call: CallRun, expiresAt: () => number, leave: () => void): Promise<void> {
    this.call = call
    let end: Pick<JobRecord, 'status' | 'result' | 'error'>
    try {
      end = ended((await call.run()).outcome)
    } catch (thrown) {
      const error = fromUnknown(thrown)
      end = { status: error.code === 'cancelled' ? 'cancelled' : 'failed', error: error.toJSON() }
    }
    const closed = await call.closed
    await this.#end(end, closed, call.attempts, expiresAt())
    leave()
    this.#tellEnd()
  }

  cancel(reason: LucidError): void {
    this.cancellation.abort(reason)
  }

  /** Renews its lease, so that nobody else takes it up; where it is over and the store has not taken that, it is asked again. */
  async renew(until: number): Promise<void> {
    if (this.#isDone) {
      this.#isWritten = await this.#writer.write(this.#record)
      return
    }
    this.#record = { ...this.#record, lease: { ...this.#record.lease, until } }
    this.#save()
  }

  async amend(patch: Pick<JobRecord, 'webhook'>): Promise<void> {
    this.#record = { ...this.#record, ...patch }
    await this.#writer.write(this.#record)
  }

  async #end(
    end: Pick<JobRecord, 'status' | 'result' | 'error'>,
    { costNanoUsd }: CallRecord,
    attempts: readonly AttemptRecord[],
    expiresAt: number,
  ): Promise<void> {
    const usage = sumUsage(attempts.map(attempt => attempt.usage))
    const { progress, ...rest } = this.#record
    this.#record = {
      ...rest,
      ...end,
      ...(end.status === 'succeeded' ? { progress: 1 } : progress === undefined ? {} : { progress }),
      ...(usage ? { usage } : {}),
      ...(costNanoUsd === undefined ? {} : { costNanoUsd }),
      endedAt: this.#now(),
      expiresAt,
      events: this.feed.seq + 1,
    }
    this.#isWritten = await this.#writer.write(this.#record)
  }

  #tellEnd(): void {
    this.#isDone = true
    this.feed.add({ type: 'done', job: this.#record }, this.#now())
    this.call = undefined
    this.#done.resolve(this.#record)
    this.over.ring()
  }

  #started(): Pick<JobRecord, 'status' | 'startedAt'> {
    return { status: 'running', startedAt: this.#now() }
  }

  #tellStatus(): void {
    const { status, progress, attempt } = this.#record
    this.feed.add(
      {
        type: 'status',
        status,
        ...(progress === undefined ? {} : { progress }),
        ...(attempt
          ? { attempt: { account: attempt.account, provider: attempt.provider, model: attempt.model } }
          : {}),
      },
      this.#now(),
    )
  }

  /** Vendors send the whole log each time. */
  #tellLogs(logs: readonly string[]): void {
    const lines = logs.slice(this.#logged).map(line => line.slice(0, longestLine))
    if (lines.length === 0) return
    this.#logged = logs.length
    this.#record = { ...this.#record, logs: [...(this.#record.logs ?? []), ...lines].slice(-mostLines) }
    for (const line of lines.slice(-mostLines)) this.feed.add({ type: 'log', line }, this.#now())
  }

  #save(): void {
    void this.#writer.write({ ...this.#record, events: this.feed.seq })
  }

  #now(): number {
    return this.#ports.clock.now()
  }
}

function isRefusal({ code, reason }: ErrorRecord): boolean {
  return code === 'budget' || reason === 'limit_reached' || reason === 'budgets_unavailable'
}

function ended(outcome: Outcome): Pick<JobRecord, 'status' | 'result' | 'error'> {
  if (outcome.kind === 'answer') return { status: 'succeeded', result: outcome.result as ResultHead }
  throw new LucidError('invalid_request', `It came as a ${outcome.kind}, which is no job.`, {
    origin: 'gateway',
    reason: 'other_form',
  })
}

/** A report that comes late does not take back what a later one said. */
function furthest(before: number | undefined, said: number | undefined): number | undefined {
  if (said === undefined || !Number.isFinite(said)) return before
  const bounded = Math.min(1, Math.max(0, said))
  return before === undefined ? bounded : Math.max(before, bounded)
}
