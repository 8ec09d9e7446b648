import { image } from '@lucid-gateway/core'
import { type ManualClock, manualClock } from '@lucid-gateway/core/engine'
import { createRuntime } from '../create-runtime.ts'
import type { RuntimeOptions } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import { isOver, type JobRecord } from './job-record.ts'
import { ask, type Script, slowVendor } from './slow-vendor.fixture.ts'

/** A runtime with a vendor that takes its time, and time that passes when it is told to. */
export class JobWorld {
  clock: ManualClock = manualClock()
  #runtime: Runtime | undefined

  get runtime(): Runtime {
    if (!this.#runtime) throw new Error('Nothing is started yet.')
    return this.#runtime
  }

  async open(options: Omit<RuntimeOptions, 'ports'>): Promise<Runtime> {
    this.clock = manualClock()
    const ports = { clock: this.clock, random: () => 0.5 }
    return (this.#runtime = await createRuntime({ ...options, ports }))
  }

  /** With one job under way. */
  async started(script: Script, options: Partial<RuntimeOptions> = {}) {
    const vendor = slowVendor(script)
    const runtime = await this.open({ plugins: [vendor], ...options })
    return { vendor, job: await runtime.jobs.start({ capability: image, request: ask }) }
  }

  /** Lets time pass until a job is over. */
  async over(id: string): Promise<JobRecord> {
    for (let turn = 0; turn < 400; turn++) {
      const record = await this.runtime.jobs.find(id)
      if (record && isOver(record)) return record
      await this.passed(500)
    }
    throw new Error('It does not end.')
  }

  async passed(ms: number): Promise<void> {
    await this.clock.advance(ms)
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
  }

  async close(): Promise<void> {
    const closed = this.runtime.close({ graceMs: 0 })
    await this.clock.advance(20_000)
    await closed
  }
}
