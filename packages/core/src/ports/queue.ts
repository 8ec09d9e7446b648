import type { JsonValue } from '../json.ts'

/**
 * Work to be done once, by whoever takes it.
 * Draft: outside the ABI promise until two drivers implement it.
 */
export interface Queue {
  /** False if a job of that id is already there. */
  enqueue(job: QueuedJob): Promise<boolean>
  /** The next job that is due, held for so long; undefined if there is none. */
  take(queue: string, owner: string, leaseMs: number): Promise<LeasedJob | undefined>
  /** Holds it longer; false if it was lost to another. */
  extend(job: LeasedJob, leaseMs: number): Promise<boolean>
  /** Done; false if it was lost to another, whose result counts. */
  complete(job: LeasedJob): Promise<boolean>
  /** To be tried again at a time, or never. */
  fail(job: LeasedJob, retry: { readonly at: number } | 'dead'): Promise<boolean>
  /** Ids of the jobs that were given up. */
  dead(queue: string): Promise<readonly string[]>
  close(): Promise<void>
}

export interface QueuedJob {
  readonly queue: string
  readonly id: string
  readonly payload: JsonValue
  /** Higher goes first; 0 unless said. */
  readonly priority?: number
  /** Milliseconds since 1970; at once unless said. */
  readonly dueAt?: number
}

export interface LeasedJob {
  readonly queue: string
  readonly id: string
  readonly payload: JsonValue
  /** How often it was taken, this time included. */
  readonly attempt: number
  /** Grows with each taking; a write with an older one is refused. */
  readonly fence: number
}
