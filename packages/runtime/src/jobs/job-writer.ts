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
        const isOurs = await this.#store.update(jobTable, record.id, this.#version, asRow(record))
        if (!isOurs) {
          this.#onLost()
          return true
        }
        this.#version++
        isWritten = true
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
}

/** With what is equal to it once it is read. */
export function asRow(record: JobRecord): JsonObject {
  return JSON.parse(
    JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
  ) as JsonObject
}
