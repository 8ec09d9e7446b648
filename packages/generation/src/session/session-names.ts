import { createHash } from 'node:crypto'
import type { image, Principal } from '@lucid-gateway/core'
import type { JobInput, JobRecord, Runtime } from '@lucid-gateway/runtime'
import { sessionTaken } from '../error/refusals.ts'

const table = 'session-names'
/** How long a name is held for a job that is just being started. */
const startingMs = 60_000
/** Every so many starts, so many names are looked through for those whose jobs are gone. */
const sweep = { every: 64, names: 128 } as const

interface NameRow {
  /** The job; empty while it is being started. */
  readonly job: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly [field: string]: string | number
}

/**
 * What applications call their sessions. A name stands for one job of its owner: two owners may use the same name, and
 * neither meets the other.
 */
export class SessionNames {
  readonly #runtime: Runtime
  #started = 0
  #sweptTo = ''

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** Starts a job under a name, which nothing else may have. */
  async start(name: string, input: JobInput<typeof image>): Promise<JobRecord> {
    const { jobs, ports } = this.#runtime
    const row = rowOf(name, input.principal)
    if (this.#started++ % sweep.every === sweep.every - 1) await this.#sweep()
    if (!(await this.#claim(row)) && !((await this.#isFree(row)) && (await this.#claim(row))))
      throw sessionTaken(name)
    const free = (): Promise<boolean> => ports.store.delete(table, row)
    const job = await jobs.start(input).catch((thrown: unknown) => afterwards(free, thrown))
    // Nobody would find one without its name, and somebody would pay for it.
    const giveUp = (): Promise<unknown> => jobs.remove(job.id)
    const isNamed = await ports.store
      .update(table, row, 1, { job: job.id, at: job.createdAt })
      .catch((thrown: unknown) => afterwards(() => giveUp().finally(free), thrown))
    if (isNamed) return job
    await giveUp()
    throw sessionTaken(name)
  }

  async find(name: string, owner: Principal | undefined): Promise<string | undefined> {
    const row = await this.#runtime.ports.store.get(table, rowOf(name, owner))
    return (row?.value as NameRow | undefined)?.job
  }

  async forget(name: string, owner: Principal | undefined): Promise<void> {
    await this.#runtime.ports.store.delete(table, rowOf(name, owner))
  }

  #claim(row: string): Promise<boolean> {
    const { store, clock } = this.#runtime.ports
    return store.insert(table, row, { job: '', at: clock.now() })
  }

  /** Takes a name back whose job is gone. */
  async #isFree(id: string): Promise<boolean> {
    const { jobs, ports } = this.#runtime
    const row = await ports.store.get(table, id)
    if (!row) return true
    const { job, at } = row.value as NameRow
    const isHeld = job === '' ? at + startingMs > ports.clock.now() : (await jobs.find(job)) !== undefined
    return !isHeld && ports.store.delete(table, id)
  }

  async #sweep(): Promise<void> {
    const rows = await this.#runtime.ports.store.list(table, { after: this.#sweptTo, limit: sweep.names })
    this.#sweptTo = rows.length < sweep.names ? '' : (rows.at(-1)?.id ?? '')
    for (const { id } of rows) await this.#isFree(id)
  }
}

function rowOf(name: string, owner: Principal | undefined): string {
  const whole = JSON.stringify([owner?.organisation ?? 'default', owner?.key ?? null, name])
  return createHash('sha256').update(whole).digest('hex')
}

async function afterwards(clearAway: () => Promise<unknown>, thrown: unknown): Promise<never> {
  await clearAway()
  throw thrown
}
