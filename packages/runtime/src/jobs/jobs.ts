import type { BlobContent, Capability, WebhookDelivery } from '@lucid-gateway/core'
import type { LimitState } from '../rates/limit-rule.ts'
import type { CallInput } from '../runtime.ts'
import type { JobEvent } from './job-event.ts'
import type { JobRecord } from './job-record.ts'

/** Work that outlives its request: started, asked after, cancelled; what it makes is kept for a while. */
export interface Jobs {
  /** Admits a job, and works on it from then on. Rejects as a call would that is refused before anything is sent. */
  start<C extends Capability>(input: JobInput<C>): Promise<JobRecord>
  /** A job by its id, while it is under way and for some time after. */
  find(id: string): Promise<JobRecord | undefined>
  /** The same once it is over, or as it stands when so much time has passed, if any is named, or the signal is aborted. */
  wait(id: string, ms?: number, signal?: AbortSignal): Promise<JobRecord | undefined>
  /** What happens to it, after the event of that number, up to its end. Undefined where there is no such job. */
  events(id: string, after?: number, signal?: AbortSignal): Promise<AsyncIterable<JobEvent> | undefined>
  /** Stops it, at its vendor too; resolves with how it ended. What is over stays as it is. */
  cancel(id: string): Promise<JobRecord | undefined>
  /** Cancels it if it is under way, and forgets it with all that it made; resolves with the last of it. */
  remove(id: string): Promise<JobRecord | undefined>
  /** A vendor's report of a job. Rejects what its plugin does not find genuine, and what came before. */
  deliver(account: string, id: string, delivery: Omit<WebhookDelivery, 'cursor'>): Promise<void>
  /** What a job has made. */
  artifact(id: string): Promise<BlobContent | undefined>
  /** How many are under way. */
  readonly active: number
}

export interface JobInput<C extends Capability = Capability> extends Omit<
  CallInput<C>,
  'stream' | 'signal' | 'media' | 'job' | 'raw' | 'bound'
> {
  /** To be told of its end. */
  readonly notify?: JobNotice
  /** Told how the limits stand that it was counted by, before it is started. */
  readonly limited?: (states: readonly LimitState[]) => void
}

/** Whom to tell of a job's end, by the Standard Webhooks rules. */
export interface JobNotice {
  readonly url: string
  /** How its giver named the address, for errors. */
  readonly param: string
  /** `whsec_` and base64. It is kept no longer than the job is under way. */
  readonly secret: string
  /** What is sent: JSON. */
  payload(job: JobRecord): string
}
