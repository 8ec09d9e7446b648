import type { Capability, RequestOf, ResultOf } from '../capabilities/capability.ts'
import type { ErrorRecord } from '../errors/lucid-error.ts'
import type { Usage } from '../usage/usage.ts'
import type { Attempt } from './attempt.ts'

/** Work that outlives its request: started once, asked after by a cursor that only the plugin can read. */
export interface JobOffer<C extends Capability = Capability, Credentials = Readonly<Record<string, string>>> {
  /** Begins it. Rejects where the vendor refuses; a job that was begun and has failed is a status. */
  start(request: RequestOf<C>, attempt: JobAttempt<Credentials>): Promise<JobStatus<C>>
  /** How it stands. Rejects where that can't be found out now; then it is asked again. */
  status(cursor: string, attempt: Attempt<Credentials>): Promise<JobStatus<C>>
  /** Stops it at the vendor. One that is over stays as it is, and is told so. */
  cancel?(cursor: string, attempt: Attempt<Credentials>): Promise<JobStatus<C>>
  /** Reads a delivery of the vendor, after checking that it is genuine. */
  webhook?(delivery: WebhookDelivery, attempt: Attempt<Credentials>): Promise<JobStatus<C>>
}

/** The try that starts a job. */
export interface JobAttempt<Credentials = Readonly<Record<string, string>>> extends Attempt<Credentials> {
  /** Where the vendor shall report, for a plugin that has `webhook`. Absent where it can't reach the gateway: then `status` is asked. */
  readonly webhookUrl?: string
}

/** How a job stands. */
export type JobStatus<C extends Capability = Capability> = JobLogs &
  (
    | {
        readonly state: 'queued' | 'running'
        /** What `status` is to be asked with; it may change from one status to the next. */
        readonly cursor: string
        /** From 0 to 1. */
        readonly progress?: number
        /** When it is worth asking again. */
        readonly checkAfterMs?: number
      }
    | { readonly state: 'succeeded'; readonly cursor: string; readonly result: ResultOf<C> }
    | {
        readonly state: 'failed' | 'cancelled'
        readonly cursor: string
        readonly error: ErrorRecord
        readonly usage?: Usage
      }
  )

export interface JobLogs {
  /** What the vendor's job has written so far, a line each, oldest first. Shown to the caller; no secret may be in it. */
  readonly logs?: readonly string[]
}

/** What came to the address that a vendor was given to report to. */
export interface WebhookDelivery {
  /** Lower-case names; several values of one name are joined by a comma and a space. */
  readonly headers: Readonly<Record<string, string>>
  /** The bytes as they were sent, which are what is signed. */
  readonly body: Uint8Array
  /** Of the job that it was addressed to, as `status` is asked with. A report of another job is refused, however genuine. */
  readonly cursor?: string
}
