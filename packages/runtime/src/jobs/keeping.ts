import { fromUnknown } from '@lucid-gateway/core'
import type { Ports } from '../options.ts'
import type { JobRecord } from './job-record.ts'

/** Looking through them takes time, so it is done no more often; until then what has run out is only found no more. */
const sweepMs = 1000

/** Jobs that are over, until their time has come. One timer for all: they run out about in the order in which they ended. */
export class Keeping {
  readonly #ports: Ports
  readonly #forget: (record: JobRecord) => Promise<void>
  #kept: Pick<JobRecord, 'id' | 'artifacts' | 'expiresAt'>[] = []
  #stop: (() => void) | undefined

  constructor(ports: Ports, forget: (record: JobRecord) => Promise<void>) {
    this.#ports = ports
    this.#forget = forget
  }

  add({ id, artifacts, expiresAt }: JobRecord): void {
    this.#kept.push({ id, artifacts, expiresAt: expiresAt ?? this.#ports.clock.now() })
    this.#wakeLater()
  }

  close(): void {
    this.#stop?.()
    this.#kept = []
  }

  #wakeLater(): void {
    const [next] = this.#kept
    if (this.#stop || !next) return
    const { clock } = this.#ports
    this.#stop = clock.after(Math.max(sweepMs, (next.expiresAt ?? 0) - clock.now()), () => {
      this.#stop = undefined
      const now = clock.now()
      const over = this.#kept.filter(({ expiresAt = 0 }) => expiresAt <= now)
      this.#kept = this.#kept.filter(({ expiresAt = 0 }) => expiresAt > now)
      for (const record of over) void this.#drop(record as JobRecord)
      this.#wakeLater()
    })
  }

  async #drop(record: JobRecord): Promise<void> {
    try {
      await this.#forget(record)
    } catch (thrown) {
      this.#ports.log.warn('a job that has run out could not be forgotten', {
        job: record.id,
        error: fromUnknown(thrown).toJSON(),
      })
    }
  }
}
