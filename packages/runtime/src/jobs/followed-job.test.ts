import { type Attempt, definePlugin, image, LucidError } from '@lucid-gateway/core'
import { afterEach, describe, expect, it } from 'vitest'
import { JobWorld } from './job-world.fixture.ts'
import {
  ask,
  cancelled,
  failed,
  queued,
  type Script,
  slowVendor,
  succeeded,
  underway,
} from './slow-vendor.fixture.ts'

const world = new JobWorld()
afterEach(() => world.close())

describe('a job that is cancelled', () => {
  const stages: Record<string, { script: Script; afterMs: number }> = {
    'while it is queued': { script: { start: [queued], status: [queued] }, afterMs: 0 },
    'while it runs': { script: { start: [queued], status: [underway(0.5)] }, afterMs: 3000 },
  }
  for (const [stage, { script, afterMs }] of Object.entries(stages)) {
    it(`is cancelled at its vendor ${stage}`, async () => {
      const { vendor, job } = await world.started({ ...script, cancel: [cancelled()] })
      await world.passed(afterMs)
      expect(await world.runtime.jobs.cancel(job.id)).toMatchObject({
        status: 'cancelled',
        error: { code: 'cancelled', billed: 'no' },
        costNanoUsd: '0',
      })
      expect(vendor.asked.at(-1)).toBe('cancel c1')
    })
  }

  it('is cancelled at its vendor also while it is being started', async () => {
    const starting = Promise.withResolvers<typeof queued>()
    const { vendor, job } = await world.started({ start: [() => starting.promise], cancel: [cancelled()] })
    const end = world.runtime.jobs.cancel(job.id)
    await world.passed(1000)
    starting.resolve(queued)
    expect(await end).toMatchObject({ status: 'cancelled', error: { billed: 'no' } })
    expect(vendor.asked).toEqual(['start', 'cancel c1'])
  })

  it('holds nobody up where its vendor answers neither start nor cancel', async () => {
    const never = () => new Promise<never>(() => {})
    const { job } = await world.started({ start: [never], cancel: [never] })
    const end = world.runtime.jobs.cancel(job.id)
    await world.passed(10_000)
    expect(await end).toMatchObject({ status: 'cancelled', error: { billed: 'unknown' } })
  })

  it('is paid for where it was made by then', async () => {
    const { job } = await world.started({ start: [queued], status: [underway(0.9)], cancel: [succeeded()] })
    await world.passed(2000)
    expect(await world.runtime.jobs.cancel(job.id)).toMatchObject({
      status: 'cancelled',
      error: { billed: 'yes' },
      costNanoUsd: '3000000',
      artifacts: [],
    })
  })

  it('stays as it is where it was over, and is gone once it is removed', async () => {
    const { job } = await world.started({ start: [succeeded()] })
    const { artifacts } = await world.over(job.id)
    expect(await world.runtime.jobs.cancel(job.id)).toMatchObject({ status: 'succeeded' })
    expect(await world.runtime.jobs.remove(job.id)).toMatchObject({ status: 'succeeded' })
    expect(await world.runtime.jobs.find(job.id)).toBeUndefined()
    expect(await world.runtime.jobs.remove(job.id)).toBeUndefined()
    expect(await world.runtime.jobs.artifact(artifacts[0]?.id ?? '')).toBeUndefined()
  })
})

it('a strict job that loses something once it has begun is still cancelled at its vendor', async () => {
  const sent: string[] = []
  // Nobody listens there: what counts is whether it was let out.
  const send = async (attempt: Attempt, what: string) => {
    await attempt.http.send({ url: 'http://127.0.0.1:9/' }).catch((error: unknown) => {
      sent.push(`${what} ${LucidError.is(error) ? error.code : ''}`)
    })
  }
  const vendor = slowVendor({
    start: [queued],
    status: [
      async attempt => {
        attempt.warn({ type: 'dropped', field: 'seed', message: 'It takes no seed.' })
        await send(attempt, 'status')
        return underway(0.5)
      },
    ],
    cancel: [
      async attempt => {
        await send(attempt, 'cancel')
        return cancelled()
      },
    ],
  })
  await world.open({ plugins: [vendor] })
  const { id } = await world.runtime.jobs.start({ capability: image, request: ask, strict: true })
  await world.passed(2000)
  await world.runtime.jobs.cancel(id)
  expect(sent.filter(line => line.includes('invalid_request'))).toEqual([])
  expect(sent.at(-1)).toMatch(/^cancel /)
})

describe('a job that fails', () => {
  async function withTwo(first: Script, second: Script) {
    const vendors = [slowVendor(first, 'one'), slowVendor(second, 'two')] as const
    await world.open({
      plugins: vendors,
      channels: {
        stable: {
          'image.best': [
            { provider: 'one', model: 'brush' },
            { provider: 'two', model: 'brush' },
          ],
        },
      },
    })
    const { id } = await world.runtime.jobs.start({ capability: image, request: ask, target: 'image.best' })
    return { vendors, end: await world.over(id) }
  }

  it('is tried elsewhere where nothing is billed for it', async () => {
    const { end } = await withTwo({ start: [queued], status: [failed({ billed: 'no' })] }, {})
    expect(end).toMatchObject({ status: 'succeeded', attempt: { account: 'two' } })
    expect((await world.runtime.find(end.callId))?.attempts).toMatchObject([
      { account: 'one', status: 'failed' },
      { account: 'two', status: 'finished' },
    ])
  })

  it('is tried elsewhere where it could not be started', async () => {
    const { end } = await withTwo({ start: [() => Promise.reject(new LucidError('network', 'reset'))] }, {})
    expect(end).toMatchObject({ status: 'succeeded', attempt: { account: 'two' } })
  })

  for (const billed of ['yes', 'unknown'] as const)
    it(`is not tried elsewhere where it is billed: ${billed}`, async () => {
      const { end, vendors } = await withTwo({ start: [queued], status: [failed({ billed })] }, {})
      expect(end).toMatchObject({ status: 'failed', error: { reason: 'job_failed', billed } })
      expect(vendors[1].asked).toEqual([])
    })

  it('is not started twice at a vendor that may have begun it', async () => {
    const { vendor, job } = await world.started({
      start: [() => Promise.reject(new LucidError('network', 'reset'))],
    })
    expect(await world.over(job.id)).toMatchObject({
      status: 'failed',
      error: { code: 'network', billed: 'unknown' },
    })
    expect(vendor.asked).toEqual(['start'])
  })

  it('is not made twice by a vendor that answers at once, and may have made it', async () => {
    let asked = 0
    const quick = definePlugin({
      id: 'quick',
      abi: 1,
      capabilities: { image },
      models: [{ id: 'brush', capabilities: ['image'] }],
      setup: ({ provide }) =>
        provide({
          image: {
            generate: async () => {
              asked++
              throw new LucidError('network', 'cut')
            },
          },
        }),
    })
    await world.open({ plugins: [quick] })
    const { id } = await world.runtime.jobs.start({ capability: image, request: ask })
    expect(await world.over(id)).toMatchObject({ status: 'failed', error: { billed: 'unknown' } })
    expect(asked).toBe(1)
  })

  it('tells a refusal of its content as what it is', async () => {
    const { job } = await world.started({
      start: [failed({ billed: 'no', reason: 'nsfw' }, 'content_filter')],
    })
    expect(await world.over(job.id)).toMatchObject({
      status: 'failed',
      error: { code: 'content_filter', reason: 'nsfw' },
    })
  })
})

describe('a call of a vendor that has jobs alone', () => {
  it('is a job that is waited for, with the files in its result', async () => {
    const { vendor } = await world.started({ start: [queued], status: [underway(0.4), succeeded()] })
    const call = world.runtime.generate({ capability: image, request: ask })
    for (let turn = 0; turn < 6; turn++) await world.passed(1000)
    expect((await call).images).toMatchObject([{ data: { kind: 'base64' } }])
    expect(vendor.asked).toContain('status c1')
  })

  it('cancels its job where its caller goes away', async () => {
    const { vendor } = await world.started({
      start: [queued],
      status: [underway(0.4)],
      cancel: [cancelled()],
    })
    const gone = new AbortController()
    const call = world.runtime.call({ capability: image, request: ask, signal: gone.signal })
    await world.passed(1000)
    gone.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    expect(vendor.asked).toContain('cancel c1')
  })
})
