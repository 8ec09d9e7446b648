import type { Capability, RequestOf, ResultOf } from '../capabilities/capability.ts'
import type { ErrorRecord } from '../errors/lucid-error.ts'
import type { Usage } from '../usage/usage.ts'
import type { Attempt } from './attempt.ts'

/** Work that outlives its request: started once, asked after by a cursor that only the plugin can read. */
export interface JobOffer<C extends Capability = Capability, Credentials = Readonly<Record<string, string>>> {
  start(request: RequestOf<C>, attempt: Attempt<Credentials>): Promise<JobStatus<C>>
  status(cursor: string, attempt: Attempt<Credentials>): Promise<JobStatus<C>>
  cancel?(cursor: string, attempt: Attempt<Credentials>): Promise<JobStatus<C>>
  /** Reads a delivery of the vendor, after checking that it is genuine. */
  webhook?(delivery: WebhookDelivery, attempt: Attempt<Credentials>): Promise<JobStatus<C>>
}

export type JobStatus<C extends Capability = Capability> =
  | {
      readonly state: 'queued' | 'running'
      readonly cursor: string
      readonly progress?: number
      readonly checkAfterMs?: number
    }
  | { readonly state: 'succeeded'; readonly cursor: string; readonly result: ResultOf<C> }
  | {
      readonly state: 'failed' | 'cancelled'
      readonly cursor: string
      readonly error: ErrorRecord
      readonly usage?: Usage
    }

export interface WebhookDelivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}
