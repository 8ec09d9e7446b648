import { type Attempt, definePlugin, image, LucidError } from '@lucid-gateway/core'
import { type ManualClock, manualClock } from '@lucid-gateway/core/engine'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createRuntime } from '../create-runtime.ts'
import type { RuntimeOptions } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import { isOver, type JobRecord } from './job-record.ts'
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

let clock: ManualClock
let runtime: Runtime

async function started(script: Script, options: Partial<RuntimeOptions> = {}) {
  clock = manualClock()
  const vendor = slowVendor(script)
  runtime = await createRuntime({ plugins: [vendor], ...options, ports: { clock, random: () => 0.5 } })
  return { vendor, job: await runtime.jobs.start({ capability: image, request: ask }) }
}

afterEach(async () => {
  const closed = runtime.close({ graceMs: 0 })
  await clock.advance(20_000)
  await closed
})

/** Lets time pass until a job is over. */
async function over(id: string): Promise<JobRecord> {
  for (let turn = 0; turn < 400; turn++) {
    const record = await runtime.jobs.find(id)
    if (record && isOver(record)) return record
    await passed(500)
  }
  throw new Error('It does not end.')
}

async function passed(ms: number): Promise<void> {
  await clock.advance(ms)
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
}

describe('a job', () => {
  it('is queued at once, runs, and ends with what it made', async () => {
    const { vendor, job } = await started({ start: [queued], status: [underway(0.4), succeeded()] })
    expect(job).toMatchObject({
      status: 'queued',
      capability: 'image',
      asked: 'image.default',
      artifacts: [],
    })
    const end = await over(job.id)
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

  it('is found, with what it made, until its time has come', async () => {
    const { job } = await started({ start: [succeeded()] })
    const { artifacts, callId } = await over(job.id)
    const kept = await runtime.jobs.artifact(artifacts[0]?.id ?? '')
    expect(kept).toMatchObject({ mediaType: 'image/png', size: artifacts[0]?.size })
    expect(await runtime.find(callId)).toMatchObject({ record: { mode: 'job', status: 'finished' } })
    await passed(61 * 60_000)
    expect(await runtime.jobs.find(job.id)).toBeUndefined()
    expect(await runtime.jobs.artifact(artifacts[0]?.id ?? '')).toBeUndefined()
  })

  it('tells what happens to it, and a reader who comes back what came since', async () => {
    const { job } = await started({
      start: [queued],
      status: [underway(0.4, ['a', 'b']), underway(0.2), underway(0.9, ['a', 'b', 'c']), succeeded()],
    })
    const events = Array.fromAsync((await runtime.jobs.events(job.id)) ?? [])
    await over(job.id)
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
    const late = await Array.fromAsync((await runtime.jobs.events(job.id, 5)) ?? [])
    expect(late).toMatchObject([{ type: 'done', seq: 9, job: { status: 'succeeded' } }])
    expect(await Array.fromAsync((await runtime.jobs.events(job.id, 9)) ?? [])).toEqual([])
  })

  it('goes on while its vendor is out of reach for a while', async () => {
    const away = () => Promise.reject(new LucidError('network', 'reset'))
    const { vendor, job } = await started({ start: [queued], status: [away, away, away, succeeded()] })
    expect(await over(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toHaveLength(5)
  })

  it('is given up, cancelled and said to be lost where its vendor does not say how it stands', async () => {
    const away = () => Promise.reject(new LucidError('network', 'reset'))
    const { vendor, job } = await started({ start: [queued], status: [away], cancel: [away] })
    expect(await over(job.id)).toMatchObject({
      status: 'failed',
      error: { reason: 'job_lost', billed: 'unknown', recourse: 'none' },
    })
    expect(vendor.asked.at(-1)).toBe('cancel c1')
  })

  it('ends at its deadline, and its vendor is told to stop', async () => {
    const leftMs: number[] = []
    const cancel = (attempt: { readonly deadline: number }) => {
      leftMs.push(attempt.deadline - clock.now())
      return cancelled()
    }
    const { vendor, job } = await started(
      { start: [queued], status: [underway(0.1)], cancel: [cancel] },
      { jobs: { timeoutMs: 20_000 } },
    )
    expect(await over(job.id)).toMatchObject({ status: 'failed', error: { code: 'timeout', billed: 'no' } })
    expect(vendor.asked.at(-1)).toBe('cancel c1')
    expect(leftMs[0]).toBeGreaterThan(5000)
  })

  it('may be waited for, for so long', async () => {
    const { job } = await started({ start: [queued], status: [underway(0.1), succeeded()] })
    const short = runtime.jobs.wait(job.id, 100)
    await passed(100)
    expect(await short).toMatchObject({ status: 'queued' })
    const long = runtime.jobs.wait(job.id, 60_000)
    await over(job.id)
    expect(await long).toMatchObject({ status: 'succeeded' })
  })

  it('was told of at once, unfinished, to who waited and named no time', async () => {
    const { job } = await started({ start: [queued], status: [underway(0.1), succeeded()] })
    const timers = vi.spyOn(clock, 'after')
    const end = runtime.jobs.wait(job.id)
    await over(job.id)
    expect(await end).toMatchObject({ status: 'succeeded' })
    expect(timers.mock.calls.filter(([ms]) => !Number.isFinite(ms))).toEqual([])
  })

  it('is refused before it begins where nobody could do it', async () => {
    await started({})
    const unknown = runtime.jobs.start({ capability: image, request: ask, target: 'slow/pencil' })
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' })
    expect(await runtime.jobs.find('job_none')).toBeUndefined()
  })

  it('is refused where too many are under way', async () => {
    await started({ start: [queued], status: [underway()], cancel: [cancelled()] }, { jobs: { most: 1 } })
    const second = runtime.jobs.start({ capability: image, request: ask })
    await expect(second).rejects.toMatchObject({ reason: 'too_many_jobs', retryAfterMs: 5000 })
  })
})

describe('a job that is cancelled', () => {
  const stages: Record<string, { script: Script; afterMs: number }> = {
    'while it is queued': { script: { start: [queued], status: [queued] }, afterMs: 0 },
    'while it runs': { script: { start: [queued], status: [underway(0.5)] }, afterMs: 3000 },
  }
  for (const [stage, { script, afterMs }] of Object.entries(stages)) {
    it(`is cancelled at its vendor ${stage}`, async () => {
      const { vendor, job } = await started({ ...script, cancel: [cancelled()] })
      await passed(afterMs)
      expect(await runtime.jobs.cancel(job.id)).toMatchObject({
        status: 'cancelled',
        error: { code: 'cancelled', billed: 'no' },
        costNanoUsd: '0',
      })
      expect(vendor.asked.at(-1)).toBe('cancel c1')
    })
  }

  it('is cancelled at its vendor also while it is being started', async () => {
    const starting = Promise.withResolvers<typeof queued>()
    const { vendor, job } = await started({ start: [() => starting.promise], cancel: [cancelled()] })
    const end = runtime.jobs.cancel(job.id)
    await passed(1000)
    starting.resolve(queued)
    expect(await end).toMatchObject({ status: 'cancelled', error: { billed: 'no' } })
    expect(vendor.asked).toEqual(['start', 'cancel c1'])
  })

  it('holds nobody up where its vendor answers neither start nor cancel', async () => {
    const never = () => new Promise<never>(() => {})
    const { job } = await started({ start: [never], cancel: [never] })
    const end = runtime.jobs.cancel(job.id)
    await passed(10_000)
    expect(await end).toMatchObject({ status: 'cancelled', error: { billed: 'unknown' } })
  })

  it('is paid for where it was made by then', async () => {
    const { job } = await started({ start: [queued], status: [underway(0.9)], cancel: [succeeded()] })
    await passed(2000)
    expect(await runtime.jobs.cancel(job.id)).toMatchObject({
      status: 'cancelled',
      error: { billed: 'yes' },
      costNanoUsd: '3000000',
      artifacts: [],
    })
  })

  it('stays as it is where it was over, and is gone once it is removed', async () => {
    const { job } = await started({ start: [succeeded()] })
    const { artifacts } = await over(job.id)
    expect(await runtime.jobs.cancel(job.id)).toMatchObject({ status: 'succeeded' })
    expect(await runtime.jobs.remove(job.id)).toMatchObject({ status: 'succeeded' })
    expect(await runtime.jobs.find(job.id)).toBeUndefined()
    expect(await runtime.jobs.remove(job.id)).toBeUndefined()
    expect(await runtime.jobs.artifact(artifacts[0]?.id ?? '')).toBeUndefined()
  })
})

it('a strict job that loses something once it has begun is still cancelled at its vendor', async () => {
  clock = manualClock()
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
  runtime = await createRuntime({ plugins: [vendor], ports: { clock, random: () => 0.5 } })
  const { id } = await runtime.jobs.start({ capability: image, request: ask, strict: true })
  await passed(2000)
  await runtime.jobs.cancel(id)
  expect(sent.filter(line => line.includes('invalid_request'))).toEqual([])
  expect(sent.at(-1)).toMatch(/^cancel /)
})

describe('a job that fails', () => {
  async function withTwo(first: Script, second: Script) {
    clock = manualClock()
    const vendors = [slowVendor(first, 'one'), slowVendor(second, 'two')] as const
    runtime = await createRuntime({
      plugins: vendors,
      channels: {
        stable: {
          'image.best': [
            { provider: 'one', model: 'brush' },
            { provider: 'two', model: 'brush' },
          ],
        },
      },
      ports: { clock, random: () => 0.5 },
    })
    const { id } = await runtime.jobs.start({ capability: image, request: ask, target: 'image.best' })
    return { vendors, end: await over(id) }
  }

  it('is tried elsewhere where nothing is billed for it', async () => {
    const { end } = await withTwo({ start: [queued], status: [failed({ billed: 'no' })] }, {})
    expect(end).toMatchObject({ status: 'succeeded', attempt: { account: 'two' } })
    expect((await runtime.find(end.callId))?.attempts).toMatchObject([
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
    const { vendor, job } = await started({
      start: [() => Promise.reject(new LucidError('network', 'reset'))],
    })
    expect(await over(job.id)).toMatchObject({
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
    clock = manualClock()
    runtime = await createRuntime({ plugins: [quick], ports: { clock, random: () => 0.5 } })
    const { id } = await runtime.jobs.start({ capability: image, request: ask })
    expect(await over(id)).toMatchObject({ status: 'failed', error: { billed: 'unknown' } })
    expect(asked).toBe(1)
  })

  it('tells a refusal of its content as what it is', async () => {
    const { job } = await started({ start: [failed({ billed: 'no', reason: 'nsfw' }, 'content_filter')] })
    expect(await over(job.id)).toMatchObject({
      status: 'failed',
      error: { code: 'content_filter', reason: 'nsfw' },
    })
  })
})

describe("a vendor's reports", () => {
  const report = (text: string, id?: string) => ({
    headers: id === undefined ? {} : { 'webhook-id': id },
    body: Buffer.from(text),
  })

  async function reported() {
    const made = await started(
      { start: [queued], status: [underway(0.1), succeeded()] },
      { jobs: { hooksUrl: 'https://lucid.example/hooks' } },
    )
    await passed(1)
    return made
  }

  it('come to the address that it was given, and end the job', async () => {
    const { vendor, job } = await reported()
    expect(vendor.hooks).toEqual([`https://lucid.example/hooks/slow/${job.id}`])
    await runtime.jobs.deliver('slow', job.id, report('genuine succeeded', '1'))
    await passed(1)
    expect(await runtime.jobs.find(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toEqual(['start'])
  })

  it('change nothing where they are forged, doubled, late or out of order', async () => {
    const { job } = await reported()
    const forged = runtime.jobs.deliver('slow', job.id, report('forged succeeded', '1'))
    await expect(forged).rejects.toMatchObject({
      code: 'auth',
      status: 401,
      reason: 'bad_signature',
      origin: 'caller',
    })
    await runtime.jobs.deliver('slow', job.id, report('genuine 0.7', '2'))
    await passed(1)
    const doubled = runtime.jobs.deliver('slow', job.id, report('genuine 0.7', '2'))
    await expect(doubled).rejects.toMatchObject({ code: 'conflict', reason: 'replayed_delivery' })
    await runtime.jobs.deliver('slow', job.id, report('genuine 0.3', '3'))
    await passed(1)
    expect(await runtime.jobs.find(job.id)).toMatchObject({ status: 'running', progress: 0.7 })
    await runtime.jobs.deliver('slow', job.id, report('genuine succeeded', '4'))
    await passed(1)
    const end = await runtime.jobs.find(job.id)
    expect(end).toMatchObject({ status: 'succeeded' })
    await runtime.jobs.deliver('slow', job.id, report('genuine 0.2', '5'))
    expect(await runtime.jobs.find(job.id)).toEqual(end)
  })

  it('an end is not taken back by a report of its start that comes with it', async () => {
    const { vendor, job } = await reported()
    await Promise.all([
      runtime.jobs.deliver('slow', job.id, report('genuine succeeded', '1')),
      runtime.jobs.deliver('slow', job.id, report('genuine 0.2', '2')),
    ])
    await passed(1)
    expect(await runtime.jobs.find(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toEqual(['start'])
  })

  it('are not needed: a vendor that reports nothing is asked', async () => {
    const { vendor, job } = await reported()
    expect(await over(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toEqual(['start', 'status c1', 'status c1'])
  })

  it('of an unknown job, or to another account, are of no job', async () => {
    const { job } = await reported()
    for (const [account, id] of [
      ['slow', 'job_none'],
      ['other', job.id],
    ] as const)
      await expect(runtime.jobs.deliver(account, id, report('genuine 1'))).rejects.toMatchObject({
        code: 'not_found',
      })
  })
})

describe('a call of a vendor that has jobs alone', () => {
  it('is a job that is waited for, with the files in its result', async () => {
    const { vendor } = await started({ start: [queued], status: [underway(0.4), succeeded()] })
    const call = runtime.generate({ capability: image, request: ask })
    for (let turn = 0; turn < 6; turn++) await passed(1000)
    expect((await call).images).toMatchObject([{ data: { kind: 'base64' } }])
    expect(vendor.asked).toContain('status c1')
  })

  it('cancels its job where its caller goes away', async () => {
    const { vendor } = await started({ start: [queued], status: [underway(0.4)], cancel: [cancelled()] })
    const gone = new AbortController()
    const call = runtime.call({ capability: image, request: ask, signal: gone.signal })
    await passed(1000)
    gone.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    expect(vendor.asked).toContain('cancel c1')
  })
})
