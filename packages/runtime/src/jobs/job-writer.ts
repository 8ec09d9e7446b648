import { fromUnknown, type JsonObject, type Log, type Store } from '@lucid-gateway/core'
import type { JobRecord } from './job-record.ts'

export const jobTable = 'jobs'

/** Writes one job's record, one state after another; of those that wait only the latest. Whoever lost the job is told by `onLost`. */
export class JobWriter {
  readonly #store: Store
  readonly #log: Log
  readonly #onLost: () => void
  #version = 1
  #waiting: JobRecord | undefined
  #writing: Promise<boolean> | undefined

  constructor(store: Store, log: Log, onLost: () => void) {
    this.#store = store
    this.#log = log
    this.#onLost = onLost
  }

  /** Whether the store has it, or a later one: false where it failed to take it. */
  write(record: JobRecord): Promise<boolean> {
    this.#waiting = record
    this.#writing ??= this.#drain().finally(() => (this.#writing = undefined))
    return this.#writing
  }

  async #drain(): Promise<boolean> {
    let isWritten = true
    for (let record = this.#waiting; record; record = this.#waiting) {
      this.#waiting = undefined
      try {
        if (await this.#update(record)) isWritten = true
        else if (await this.#isStillOurs(record)) this.#waiting ??= record
        else {
          this.#onLost()
          return true
        }
      } catch (thrown) {
        isWritten = false
        this.#log.error('a job could not be written down', {
          job: record.id,
          error: fromUnknown(thrown).toJSON(),
        })
      }
    }
    return isWritten
  }

  async #update(record: JobRecord): Promise<boolean> {
    const isDone = await this.#store.update(jobTable, record.id, this.#version, asRow(record))
    if (isDone) this.#version++
    return isDone
  }

  /** Where an earlier write was done but not said to be, the row is ahead of what is known of it. */
  async #isStillOurs({ id, lease }: JobRecord): Promise<boolean> {
    const row = await this.#store.get(jobTable, id)
    const theirs = (row?.value as Pick<JobRecord, 'lease'> | undefined)?.lease
    if (!row || row.version === this.#version) return false
    if (theirs?.owner !== lease.owner || theirs.fence !== lease.fence) return false
    this.#version = row.version
    return true
  }
}

/** With what is equal to it once it is read. */
export function asRow(record: JobRecord): JsonObject {
  return JSON.parse(
    JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
  ) as JsonObject
}
