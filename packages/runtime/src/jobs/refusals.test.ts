import { image, LucidError, type Store } from '@lucid-gateway/core'
import { type ManualClock, manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { createRuntime } from '../create-runtime.ts'
import type { RuntimeOptions } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import { isOver } from './job-record.ts'
import {
  ask,
  queued,
  type Script,
  type SlowVendor,
  slowVendor,
  succeeded,
  underway,
} from './slow-vendor.fixture.ts'

let clock: ManualClock
let runtime: Runtime
let vendor: SlowVendor

async function open(script: Script, { ports, ...options }: Partial<RuntimeOptions> = {}): Promise<void> {
  clock = manualClock()
  vendor = slowVendor(script)
  runtime = await createRuntime({
    plugins: [vendor],
    ...options,
    ports: { clock, random: () => 0.5, ...ports },
  })
}

afterEach(async () => {
  const closed = runtime.close({ graceMs: 0 })
  await clock.advance(20_000)
  await closed
})

function start(key?: string) {
  const principal = { organisation: 'default', ...(key === undefined ? {} : { key }) }
  return runtime.jobs.start({ capability: image, request: ask, principal })
}

async function passed(ms: number): Promise<void> {
  await clock.advance(ms)
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
}

const endless: Script = { start: [queued], status: [underway(0.1)] }

describe('the most jobs at a time', () => {
  it('is kept to also where many are started at once', async () => {
    await open(endless, { jobs: { most: 5 } })
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => start()))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    expect(runtime.jobs.active).toBe(5)
  })

  it('leaves room for others where one key starts as many as it can', async () => {
    await open(endless, { jobs: { most: 10 } })
    const flood = await Promise.allSettled(Array.from({ length: 20 }, () => start('greedy')))
    expect(flood.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    await expect(start('greedy')).rejects.toMatchObject({
      code: 'rate_limit',
      reason: 'too_many_jobs_of_key',
    })
    await expect(start('modest')).resolves.toMatchObject({ status: 'queued' })
  })

  it('is set for one key by the operator', async () => {
    await open(endless, { jobs: { most: 10, mostPerKey: 1 } })
    const first = await start('app')
    await expect(start('app')).rejects.toMatchObject({ reason: 'too_many_jobs_of_key' })
    await runtime.jobs.cancel(first.id)
    await expect(start('app')).resolves.toMatchObject({ status: 'queued' })
  })

  it('is not used up by jobs that could not be started', async () => {
    await open(endless, { jobs: { most: 1 } })
    await expect(
      runtime.jobs.start({ capability: image, target: 'slow/none', request: ask, notify: bad }),
    ).rejects.toThrow()
    await expect(start()).resolves.toMatchObject({ status: 'queued' })
  })
})

const bad = { url: 'http://10.0.0.1/', param: 'x-webhook-url', secret: 'whsec_aa', payload: () => '' }

describe('a store that fails', () => {
  function failing(fails: Partial<Record<'insert' | 'update', boolean>>): Store {
    const store = memoryStore()
    return {
      ...store,
      insert: (...args) =>
        fails.insert ? Promise.reject(new Error('disk full at /secret/path')) : store.insert(...args),
      update: (...args) => (fails.update ? Promise.reject(new Error('disk full')) : store.update(...args)),
    }
  }

  it('lets no job begin, and nothing is sent', async () => {
    await open(endless, { ports: { store: failing({ insert: true }) } })
    const error = await start().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LucidError)
    expect(error).toMatchObject({ code: 'unavailable', reason: 'job_not_kept', billed: 'no' })
    expect((error as Error).message).not.toContain('/secret/path')
    expect([runtime.jobs.active, runtime.active, vendor.asked]).toEqual([0, 0, []])
  })

  it('takes back no end that was told of, and has it once it is well again', async () => {
    const fails = { update: false }
    const store = failing(fails)
    await open({ start: [queued], status: [succeeded()] }, { ports: { store } })
    const { id } = await start()
    await passed(0)
    fails.update = true
    const ended = runtime.jobs.wait(id, 60_000)
    await passed(2000)
    expect(isOver((await ended) as never)).toBe(true)
    expect(await runtime.jobs.find(id)).toMatchObject({ status: 'succeeded' })
    expect(runtime.jobs.active).toBe(0)
    fails.update = false
    await passed(20_000)
    expect((await store.get('jobs', id))?.value).toMatchObject({ status: 'succeeded' })
    await passed(2 * 60 * 60_000)
    expect(await runtime.jobs.find(id)).toBeUndefined()
    expect(await store.get('jobs', id)).toBeUndefined()
  })
})

it('starts a job under the generation that holds once it is written down, for the one before may be gone', async () => {
  const store = memoryStore()
  const written = Promise.withResolvers<void>()
  const slow: Store = {
    ...store,
    async insert(...args) {
      await written.promise
      return store.insert(...args)
    },
  }
  await open({ start: [queued], status: [succeeded()] }, { ports: { store: slow } })
  const starting = start()
  const next = slowVendor({ start: [succeeded()] })
  await runtime.reload({ plugins: [next] })
  written.resolve()
  await runtime.jobs.wait((await starting).id, 60_000)
  expect([vendor.asked, next.asked]).toEqual([[], ['start']])
})

it('leaves no row of a job that was being started when the runtime began to close', async () => {
  const store = memoryStore()
  const written = Promise.withResolvers<void>()
  const slow: Store = {
    ...store,
    async insert(...args) {
      await written.promise
      return store.insert(...args)
    },
  }
  await open(endless, { ports: { store: slow } })
  const starting = start().catch((thrown: unknown) => thrown)
  const closed = runtime.close({ graceMs: 0 })
  written.resolve()
  expect(await starting).toMatchObject({ code: 'unavailable', reason: 'stopping' })
  await clock.advance(20_000)
  await closed
  expect(await store.list('jobs')).toEqual([])
})

describe('reports that nobody signed', () => {
  const forged = { headers: {}, body: Buffer.from('forged succeeded') }

  it('are read so many times and no more', async () => {
    await open(endless, { jobs: { hooksUrl: 'https://gateway.example/hooks' } })
    const { id } = await start()
    await passed(0)
    const flood = await Promise.allSettled(
      Array.from({ length: 200 }, () => runtime.jobs.deliver('slow', id, forged)),
    )
    const reasons = flood.map(end =>
      end.status === 'rejected' ? (end.reason as LucidError).reason : 'taken',
    )
    expect(new Set(reasons)).toEqual(new Set(['bad_signature', 'too_many_deliveries']))
    expect(reasons.filter(reason => reason === 'bad_signature').length).toBeLessThanOrEqual(20)
    await passed(5000)
    const genuine = { headers: { 'webhook-id': '1' }, body: Buffer.from('genuine succeeded') }
    await runtime.jobs.deliver('slow', id, genuine)
    expect((await runtime.jobs.wait(id, 60_000))?.status).toBe('succeeded')
  })
})
