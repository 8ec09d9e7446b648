import { image, knownUsage, LucidError } from '@lucid-gateway/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { JobWorld } from './job-world.fixture.ts'
import { ask, cancelled, failed, queued, slowVendor, succeeded, underway } from './slow-vendor.fixture.ts'

const world = new JobWorld()
afterEach(() => world.close())

describe('a job', () => {
  it('is queued at once, runs, and ends with what it made', async () => {
    const { vendor, job } = await world.started({ start: [queued], status: [underway(0.4), succeeded()] })
    expect(job).toMatchObject({
      status: 'queued',
      capability: 'image',
      asked: 'image.default',
      artifacts: [],
    })
    const end = await world.over(job.id)
    expect(end).toMatchObject({
      status: 'succeeded',
      progress: 1,
      attempt: { account: 'slow', model: 'brush', cursor: 'c1' },
      artifacts: [{ mediaType: 'image/png', width: 1, height: 1 }],
      costNanoUsd: '3000000',
      lease: { fence: 1 },
    })
    expect(vendor.asked).toEqual(['start', 'status c1', 'status c1'])
  })

  it('says of all its tries together what they used and cost', async () => {
    const spent = { ...failed({ recourse: 'other', billed: 'no' }), usage: knownUsage({ image: 1 }) }
    const [first, second] = [slowVendor({ start: [spent] }, 'first'), slowVendor({}, 'second')]
    const targets = ['first', 'second'].map(provider => ({ provider, model: 'brush' }))
    const channels = { stable: { 'image.default': targets } }
    const runtime = await world.open({ plugins: [first, second], channels })
    const { id } = await runtime.jobs.start({ capability: image, request: ask })
    expect(await world.over(id)).toMatchObject({
      status: 'succeeded',
      attempt: { account: 'second' },
      usage: knownUsage({ image: 2 }),
      costNanoUsd: '6000000',
    })
  })

  it('is found, with what it made, until its time has come', async () => {
    const { job } = await world.started({ start: [succeeded()] })
    const { artifacts, callId } = await world.over(job.id)
    const kept = await world.runtime.jobs.artifact(artifacts[0]?.id ?? '')
    expect(kept).toMatchObject({ mediaType: 'image/png', size: artifacts[0]?.size })
    expect(await world.runtime.find(callId)).toMatchObject({ record: { mode: 'job', status: 'finished' } })
    await world.passed(61 * 60_000)
    expect(await world.runtime.jobs.find(job.id)).toBeUndefined()
    expect(await world.runtime.jobs.artifact(artifacts[0]?.id ?? '')).toBeUndefined()
  })

  it('tells what happens to it, and a reader who comes back what came since', async () => {
    const { job } = await world.started({
      start: [queued],
      status: [underway(0.4, ['a', 'b']), underway(0.2), underway(0.9, ['a', 'b', 'c']), succeeded()],
    })
    const events = Array.fromAsync((await world.runtime.jobs.events(job.id)) ?? [])
    await world.over(job.id)
    const told = (await events).map(event =>
      event.type === 'status'
        ? `${event.status} ${event.progress ?? ''}`
        : event.type === 'log'
          ? event.line
          : event.type,
    )
    expect(told).toEqual([
      'queued ',
      'queued ',
      'a',
      'b',
      'running 0.4',
      'c',
      'running 0.9',
      'artifact',
      'done',
    ])
    expect((await events).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    const late = await Array.fromAsync((await world.runtime.jobs.events(job.id, 5)) ?? [])
    expect(late).toMatchObject([{ type: 'done', seq: 9, job: { status: 'succeeded' } }])
    expect(await Array.fromAsync((await world.runtime.jobs.events(job.id, 9)) ?? [])).toEqual([])
  })

  it('goes on while its vendor is out of reach for a while', async () => {
    const away = () => Promise.reject(new LucidError('network', 'reset'))
    const { vendor, job } = await world.started({ start: [queued], status: [away, away, away, succeeded()] })
    expect(await world.over(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toHaveLength(5)
  })

  it('is given up, cancelled and said to be lost where its vendor does not say how it stands', async () => {
    const away = () => Promise.reject(new LucidError('network', 'reset'))
    const { vendor, job } = await world.started({ start: [queued], status: [away], cancel: [away] })
    expect(await world.over(job.id)).toMatchObject({
      status: 'failed',
      error: { reason: 'job_lost', billed: 'unknown', recourse: 'none' },
    })
    expect(vendor.asked.at(-1)).toBe('cancel c1')
  })

  it('ends at its deadline, and its vendor is told to stop', async () => {
    const leftMs: number[] = []
    const cancel = (attempt: { readonly deadline: number }) => {
      leftMs.push(attempt.deadline - world.clock.now())
      return cancelled()
    }
    const { vendor, job } = await world.started(
      { start: [queued], status: [underway(0.1)], cancel: [cancel] },
      { jobs: { timeoutMs: 20_000 } },
    )
    expect(await world.over(job.id)).toMatchObject({
      status: 'failed',
      error: { code: 'timeout', billed: 'no' },
    })
    expect(vendor.asked.at(-1)).toBe('cancel c1')
    expect(leftMs[0]).toBeGreaterThan(5000)
  })

  it('may be waited for, for so long', async () => {
    const { job } = await world.started({ start: [queued], status: [underway(0.1), succeeded()] })
    const short = world.runtime.jobs.wait(job.id, 100)
    await world.passed(100)
    expect(await short).toMatchObject({ status: 'queued' })
    const long = world.runtime.jobs.wait(job.id, 60_000)
    await world.over(job.id)
    expect(await long).toMatchObject({ status: 'succeeded' })
  })

  it('was told of at once, unfinished, to who waited and named no time', async () => {
    const { job } = await world.started({ start: [queued], status: [underway(0.1), succeeded()] })
    const timers = vi.spyOn(world.clock, 'after')
    const end = world.runtime.jobs.wait(job.id)
    await world.over(job.id)
    expect(await end).toMatchObject({ status: 'succeeded' })
    expect(timers.mock.calls.filter(([ms]) => !Number.isFinite(ms))).toEqual([])
  })

  it('is refused before it begins where nobody could do it', async () => {
    await world.started({})
    const unknown = world.runtime.jobs.start({ capability: image, request: ask, target: 'slow/pencil' })
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.runtime.jobs.find('job_none')).toBeUndefined()
  })

  it('is refused where too many are under way', async () => {
    await world.started(
      { start: [queued], status: [underway()], cancel: [cancelled()] },
      { jobs: { most: 1 } },
    )
    const second = world.runtime.jobs.start({ capability: image, request: ask })
    await expect(second).rejects.toMatchObject({ reason: 'too_many_jobs', retryAfterMs: 5000 })
  })
})
