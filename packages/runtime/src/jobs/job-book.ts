import {
  type BlobContent,
  type Capability,
  fromUnknown,
  LucidError,
  type WebhookDelivery,
} from '@lucid-gateway/core'
import { isArtifactId } from '../artifacts/artifact.ts'
import { CallRun, type Desk } from '../call-run.ts'
import { callId, jobId } from '../call-id.ts'
import type { Errand } from '../errand.ts'
import type { Taken } from '../rates/taken.ts'
import type { Generation } from '../generation.ts'
import { requireFit } from '../held-request.ts'
import type { CallInput } from '../runtime.ts'
import { stayAwake } from '../stay-awake.ts'
import { HookErrand } from './hook-errand.ts'
import type { JobEvent } from './job-event.ts'
import { isOver, type JobRecord } from './job-record.ts'
import { JobRun } from './job-run.ts'
import { JobNotices } from './job-notices.ts'
import type { JobInput, JobNotice, Jobs } from './jobs.ts'
import { Keeping } from './keeping.ts'
import { asRow, jobTable, JobWriter } from './job-writer.ts'
import { Places } from './places.ts'

/** For how long a job is its worker's without a word from it. */
const leaseMs = 30_000

/** What the jobs of a runtime need of it. */
export interface JobDesk {
  readonly desk: Desk
  /** The present generation as a caller sees it; throws where no new call is taken. */
  seenBy(input: Pick<CallInput, 'ownKeys'>): Generation
  /** The present generation, also while the runtime closes. */
  present(): Generation
  /** Counts a call among those under way. */
  enter(call: CallRun): void
  run<T>(errand: Errand<T>): Promise<T>
}

/** All jobs of a runtime: those under way in this process, and those that are kept. */
export class JobBook implements Jobs {
  readonly #owner = jobId(Date.now())
  readonly #runtime: JobDesk
  /** Those under way, and those that are over but not in the store yet. */
  readonly #runs = new Map<string, JobRun>()
  readonly #places = new Places()
  readonly #keeping: Keeping
  readonly #notices: JobNotices
  #stopRenewing: (() => void) | undefined

  constructor(runtime: JobDesk) {
    this.#runtime = runtime
    this.#notices = new JobNotices(runtime.desk.ports, () => runtime.present())
    this.#keeping = new Keeping(runtime.desk.ports, record => this.#forget(record))
  }

  get active(): number {
    return this.#places.taken
  }

  async start<C extends Capability>(input: JobInput<C>): Promise<JobRecord> {
    const leave = this.#places.take(input.principal?.key, this.#runtime.seenBy(input).jobs)
    try {
      return await this.#start(input, leave)
    } catch (thrown) {
      leave()
      throw thrown
    }
  }

  async #start<C extends Capability>(input: JobInput<C>, leave: () => void): Promise<JobRecord> {
    requireFit(this.#runtime.seenBy(input), input)
    if (input.notify) await this.#notices.require(input.notify)
    const { jobs, rates } = this.#runtime.seenBy(input)
    const taken = await rates?.takeForCall(input as unknown as JobInput)
    if (taken) input.limited?.(taken.states)
    try {
      return await this.#admit(input, jobs, leave, taken)
    } catch (thrown) {
      taken?.end([])
      throw thrown
    }
  }

  async #admit<C extends Capability>(
    input: JobInput<C>,
    jobs: Generation['jobs'],
    leave: () => void,
    taken: Taken | undefined,
  ): Promise<JobRecord> {
    const { desk } = this.#runtime
    const { ports } = desk
    const now = ports.clock.now()
    const record = this.#admitted(
      input,
      now,
      now + Math.min(input.timeoutMs ?? jobs.timeoutMs, jobs.timeoutMs),
    )
    await this.#insert(record)
    const generation = await this.#stillSeenBy(input, record)
    const writer = new JobWriter(ports.store, ports.log, () => this.#lost(record.id))
    const { hooksUrl } = generation.jobs
    const run = new JobRun(
      record,
      ports,
      writer,
      hooksUrl === undefined ? undefined : account => `${hooksUrl}/${account}/${record.id}`,
    )
    const { notify, limited: _, ...call } = input
    this.#runs.set(record.id, run)
    this.#renewLater()
    const made = new CallRun(record.callId, this.#asCall(call, run), generation, desk) as unknown as CallRun
    made.taken = taken
    this.#begin(run, made, notify, leave)
    const refused = await run.refused()
    if (!refused) return record
    await this.#forget(record)
    throw refused
  }

  async #insert(record: JobRecord): Promise<void> {
    const { store, log } = this.#runtime.desk.ports
    try {
      if (await store.insert(jobTable, record.id, asRow(record))) return
    } catch (thrown) {
      log.error('a job could not be written down', { job: record.id, error: fromUnknown(thrown).toJSON() })
    }
    throw notKept()
  }

  /** The generation that a call may begin under now, which may be another than before something was waited for. */
  async #stillSeenBy(input: JobInput, { id }: JobRecord): Promise<Generation> {
    try {
      const generation = this.#runtime.seenBy(input)
      requireFit(generation, input)
      return generation
    } catch (thrown) {
      await this.#runtime.desk.ports.store.delete(jobTable, id).catch(() => {})
      throw thrown
    }
  }

  #asCall<C extends Capability>(input: Omit<JobInput<C>, 'notify' | 'limited'>, run: JobRun): CallInput<C> {
    return { ...input, media: 'kept', job: run, signal: run.cancellation }
  }

  #begin(run: JobRun, call: CallRun, notify: JobNotice | undefined, leave: () => void): void {
    const { clock } = this.#runtime.desk.ports
    this.#runtime.enter(call)
    const { keepMs } = call.generation.jobs
    const worked = run.run(call, () => clock.now() + keepMs, leave)
    void stayAwake(worked).finally(() => {
      void this.#ended(run, notify)
    })
  }

  async #ended(run: JobRun, notify: JobNotice | undefined): Promise<void> {
    if (run.isWritten) this.#runs.delete(run.record.id)
    // Who was refused was told so, and knows of no job.
    if (await run.refused()) return
    this.#keeping.add(run.record)
    if (notify) await this.#tell(notify, run)
  }

  async #tell(notify: JobNotice, run: JobRun): Promise<void> {
    const state = await this.#notices.tell(notify, run.record)
    await run.amend({ webhook: { url: notify.url, state } })
  }

  #admitted(input: JobInput, now: number, deadline: number): JobRecord {
    const { id, capability, target, principal, subject, tags, notify } = input
    return {
      id: jobId(now),
      callId: id ?? callId(now),
      capability: capability.id,
      asked: target ?? `${capability.id}.default`,
      principal: principal ?? { organisation: 'default' },
      ...(subject === undefined ? {} : { subject }),
      ...(tags === undefined ? {} : { tags }),
      status: 'queued',
      createdAt: now,
      deadline,
      artifacts: [],
      lease: { owner: this.#owner, until: now + leaseMs, fence: 1 },
      events: 0,
      ...(notify ? { webhook: { url: notify.url, state: 'waiting' } } : {}),
    }
  }

  async find(id: string): Promise<JobRecord | undefined> {
    const run = this.#runs.get(id)
    if (run) return run.record
    const { clock, store } = this.#runtime.desk.ports
    const row = await store.get(jobTable, id)
    const record = row?.value as JobRecord | undefined
    return record && (record.expiresAt ?? Infinity) > clock.now() ? record : undefined
  }

  async wait(id: string, ms?: number, signal?: AbortSignal): Promise<JobRecord | undefined> {
    const run = this.#runs.get(id)
    if (!run || run.isDone || signal?.aborted) return this.find(id)
    const { heard, leave } = run.over.listen()
    const stop = ms === undefined ? undefined : this.#runtime.desk.ports.clock.after(ms, leave)
    signal?.addEventListener('abort', leave)
    await heard
    stop?.()
    signal?.removeEventListener('abort', leave)
    return run.record
  }

  async events(id: string, after = 0, signal?: AbortSignal): Promise<AsyncIterable<JobEvent> | undefined> {
    const run = this.#runs.get(id)
    if (run) return run.feed.after(after, signal)
    const record = await this.find(id)
    return record && lastOf(record, after)
  }

  async cancel(id: string): Promise<JobRecord | undefined> {
    const run = this.#runs.get(id)
    if (!run) return this.find(id)
    run.cancel(cancelled())
    return run.done
  }

  async remove(id: string): Promise<JobRecord | undefined> {
    const record = await this.cancel(id)
    if (record) await this.#forget(record)
    return record
  }

  async deliver(
    account: string,
    id: string,
    { headers, body }: Omit<WebhookDelivery, 'cursor'>,
  ): Promise<void> {
    const run = this.#runs.get(id)
    const record = await this.find(id)
    const attempt = record?.attempt
    if (!record || attempt?.account !== account) throw unknownJob(id)
    const generation = run?.call?.generation
    const capability = generation?.registry.capability(record.capability)
    // What is over, or of no use, is not worth asking its vendor whether it is genuine.
    if (!run || !generation || !capability) return
    const { ports } = this.#runtime.desk
    run.deliveries.admit(ports.clock.now())
    // Of this try and no other, however long the reading takes.
    const { followed } = run
    // Vendors are quicker with a report, now and then, than with their answer to what began the job.
    if (attempt.cursor === undefined) return followed?.askSoon()
    const delivery = { headers, body, cursor: attempt.cursor }
    const input = { capability, account, model: attempt.model, delivery }
    const status = await this.#runtime.run(new HookErrand(record.callId, input, generation, ports))
    if (!status) throw unknownJob(id)
    run.deliveries.take({ headers, body })
    followed?.report(status)
  }

  async artifact(id: string): Promise<BlobContent | undefined> {
    return isArtifactId(id) ? this.#runtime.desk.ports.blobs.get(id) : undefined
  }

  async close(): Promise<void> {
    this.#stopRenewing?.()
    await this.#notices.close()
    this.#keeping.close()
  }

  /** Those under way have ended by themselves or been cut off. */
  async ended(): Promise<void> {
    await Promise.all([...this.#runs.values()].map(run => run.done))
  }

  async #forget({ id, artifacts }: JobRecord): Promise<void> {
    const { store, blobs } = this.#runtime.desk.ports
    this.#runs.delete(id)
    await store.delete(jobTable, id)
    await Promise.all(artifacts.map(artifact => blobs.delete(artifact.id)))
  }

  /** Somebody else has it now, or it is not wanted any more. */
  #lost(id: string): void {
    this.#runs.get(id)?.cancel(
      new LucidError('conflict', 'Another process has taken the job over.', {
        origin: 'gateway',
        reason: 'job_taken_over',
      }),
    )
  }

  async #renew(run: JobRun, until: number): Promise<void> {
    await run.renew(until)
    if (run.isDone && run.isWritten) this.#runs.delete(run.record.id)
  }

  #renewLater(): void {
    const { clock } = this.#runtime.desk.ports
    this.#stopRenewing ??= clock.after(leaseMs / 3, () => {
      this.#stopRenewing = undefined
      for (const run of this.#runs.values()) void this.#renew(run, clock.now() + leaseMs)
      if (this.#runs.size > 0) this.#renewLater()
    })
  }
}

/** Of what is over there is nothing more to come. */
async function* lastOf(job: JobRecord, after: number): AsyncGenerator<JobEvent> {
  if (isOver(job) && job.events > after)
    yield { type: 'done', seq: job.events, at: job.endedAt ?? job.createdAt, job }
}

function cancelled(): LucidError {
  return new LucidError('cancelled', 'The job was cancelled.', { reason: 'job_cancelled' })
}

function notKept(): LucidError {
  return new LucidError('unavailable', 'The job could not be written down, so it was not begun.', {
    reason: 'job_not_kept',
    retryAfterMs: 5000,
    hint: "Try again; if it stays so, the operator finds the store's failure in the log.",
  })
}

function unknownJob(id: string): LucidError {
  return new LucidError('not_found', `There is no job "${id}", or none any more.`, {
    param: 'id',
    reason: 'unknown_job',
  })
}
