import { image } from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { createRuntime } from '../create-runtime.ts'
import type { RuntimeOptions } from '../options.ts'
import { newWebhookSecret } from './webhook-signature.ts'
import { ask, queued, slowVendor, succeeded } from './slow-vendor.fixture.ts'

const poor = { name: 'poor', by: 'key', nanoUsd: 1n, per: 'day' } as const
const principal = { organisation: 'default', key: 'app' }

async function world(options: Partial<RuntimeOptions> = {}) {
  const [clock, store] = [manualClock(), memoryStore()]
  const vendor = slowVendor({ start: [queued], status: [succeeded()] })
  const runtime = await createRuntime({
    plugins: [vendor],
    ...options,
    ports: { clock, store, random: () => 0.5 },
  })
  const start = (more: object = {}) =>
    runtime.jobs.start({ capability: image, request: ask, principal, ...more })
  const close = async () => {
    const closed = runtime.close({ graceMs: 0 })
    await clock.advance(20_000)
    await closed
  }
  return { clock, store, vendor, runtime, start, close }
}

describe('a job that is refused outright', () => {
  it('for want of money is no job: it rejects as a call would, and nothing is left of it', async () => {
    const { store, vendor, runtime, start, close } = await world({
      budgets: [poor],
      callerHosts: ['127.0.0.1:9'],
    })
    let told = 0
    const notify = {
      url: 'http://127.0.0.1:9/hook',
      param: 'x-webhook-url',
      secret: newWebhookSecret(),
      payload: () => String(++told),
    }
    await expect(start()).rejects.toMatchObject({ code: 'budget', billed: 'no' })
    await expect(start({ notify })).rejects.toMatchObject({ code: 'budget' })
    expect(vendor.asked).toEqual([])
    expect([runtime.jobs.active, runtime.active, told]).toEqual([0, 0, 0])
    expect(await store.list('jobs')).toEqual([])
    await close()
  })

  it('by the limits of all its targets for longer than is waited, neither', async () => {
    const limits = [
      { name: 'slow', by: 'provider', measure: 'requests', amount: 1, perMs: 3_600_000 },
    ] as const
    const { start, store, close } = await world({ limits })
    const first = await start()
    await expect(start()).rejects.toMatchObject({ code: 'rate_limit', details: { limit: 'slow' } })
    expect((await store.list('jobs')).map(({ id }) => id)).toEqual([first.id])
    await close()
  })

  it('gives back the place that it had, and what it took from limits of its caller', async () => {
    const limits = [
      { name: 'images', by: 'key', measure: 'images', amount: 1, perMs: 3_600_000 },
      { name: 'places', by: 'key', measure: 'concurrency', amount: 1 },
    ] as const
    const { runtime, start, close } = await world({ limits, budgets: [poor], jobs: { most: 1 } })
    for (let n = 0; n < 3; n++) await expect(start()).rejects.toMatchObject({ code: 'budget' })
    expect(await runtime.standings.limits(limits)).toMatchObject([{ used: 0 }, { used: 0 }])
    await close()
  })
})

it('a job whose target’s limit has room again soon waits for its turn, and is one', async () => {
  const limits = [{ name: 'slow', by: 'provider', measure: 'requests', amount: 1, perMs: 20_000 }] as const
  const { clock, vendor, runtime, start, close } = await world({ limits })
  await start()
  const second = await start()
  expect(second.status).toBe('queued')
  for (let n = 0; n < 30; n++) await clock.advance(1000)
  await runtime.jobs.wait(second.id, 0)
  expect(vendor.asked.filter(word => word === 'start')).toHaveLength(2)
  await close()
})
