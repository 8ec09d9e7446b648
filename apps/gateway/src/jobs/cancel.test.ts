import { simulatorKey } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flux, gptImage, imageWorld, type ImageWorld, type SeenJob } from '../testing/image-world.ts'
import { until } from '../testing/test-gateway.ts'

let world: ImageWorld
beforeAll(async () => {
  // Nothing is asked by itself, so that a job stands where a test has put it.
  world = await imageWorld({ config: { jobs: { pollMs: 60_000 } } })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const slow = { model: `replicate/${flux}` }
const cancels = () => world.replicate.requests.filter(({ path }) => path.endsWith('/cancel'))
const vendorsOwn = async () => {
  const url = `${world.replicate.url}/predictions/${world.replicate.lastPrediction}`
  const answer = await fetch(url, { headers: { authorization: `Bearer ${simulatorKey}` } })
  return (await answer.json()) as { readonly status: string }
}

async function isForgotten(job: SeenJob): Promise<void> {
  for (const url of [job.urls.get, job.urls.events]) expect((await world.ask(url)).status).toBe(404)
  expect((await world.ask(job.urls.cancel, { method: 'DELETE' })).status).toBe(404)
  expect(world.host.gateway.runtime.jobs.active).toBe(0)
}

describe('a job that is deleted', () => {
  it('while its prediction is being created is cancelled at the vendor as soon as that is there', async () => {
    world.replicate.script({ outcome: 'never', fault: { kind: 'trickle', everyMs: 1 } })
    const job = await world.start(slow)
    await world.reached('replicate', /\/predictions$/)
    const end = await world.remove(job)
    expect(end).toMatchObject({ status: 'cancelled', error: { reason: 'job_cancelled', billed: 'no' } })
    expect(end.metadata['cost_usd']).toBe(0)
    expect([cancels().length, (await vendorsOwn()).status]).toEqual([1, 'canceled'])
    await isForgotten(job)
  })

  it('before its prediction has begun costs nothing', async () => {
    world.replicate.script({ outcome: 'never' })
    const job = await world.begin(slow)
    const end = await world.remove(job)
    expect(end).toMatchObject({ status: 'cancelled', output: [], error: { billed: 'no' } })
    expect(end.metadata['cost_usd']).toBe(0)
    expect([cancels().length, (await vendorsOwn()).status]).toEqual([1, 'canceled'])
    expect(await world.call(end)).toMatchObject({ status: 'cancelled', attempts: [{ status: 'cancelled' }] })
    await isForgotten(job)
  })

  it('while its prediction runs is paid for', async () => {
    world.replicate.script({ outcome: 'never' })
    const job = await world.begin(slow)
    expect((await vendorsOwn()).status).toBe('processing')
    const end = await world.remove(job)
    expect(end).toMatchObject({ status: 'cancelled', output: [], error: { billed: 'yes' } })
    expect(end.metadata['cost_usd']).toBeNull()
    expect([cancels().length, world.creates().replicate]).toEqual([1, 1])
    await isForgotten(job)
  })

  it('when its picture is made, which the gateway does not know yet, costs what it would have', async () => {
    world.replicate.script({ polls: 1 })
    const job = await world.begin(slow)
    expect((await vendorsOwn()).status).toBe('succeeded')
    const end = await world.remove(job)
    expect(end).toMatchObject({ status: 'cancelled', output: [], error: { billed: 'yes' } })
    expect(end.metadata['cost_usd']).toBe(0.003)
  })

  it('while its picture is fetched costs what it would have, and nothing of it is kept', async () => {
    world.replicate.script({ polls: 0 }, { on: 'delivery', fault: { kind: 'trickle', everyMs: 20 } })
    const job = await world.start(slow)
    await world.reached('replicate', /^\/delivery\//)
    const end = await world.remove(job)
    expect(end).toMatchObject({ status: 'cancelled', output: [], error: { billed: 'yes' } })
    expect(end.metadata).toMatchObject({ cost_usd: 0.003, files: [] })
    const call = await world.call(end)
    expect(call).toMatchObject({ cost_usd: 0.003, attempts: [{ status: 'cancelled', cost_usd: 0.003 }] })
    await until(() => world.replicate.requests.at(-1)?.end === 'client-gone')
    await isForgotten(job)
  })

  it('after its end is deleted with what it made, and the vendor is not asked', async () => {
    world.replicate.script({ polls: 0 })
    const job = await world.run(slow)
    expect(await world.remove(job)).toMatchObject({ status: 'succeeded' })
    expect(cancels()).toHaveLength(0)
    expect((await fetch(job.output[0] as string)).status).toBe(404)
    expect(await world.call(job)).toMatchObject({ status: 'finished', cost_usd: 0.003 })
    await isForgotten(job)
  })

  it('by two at once is cancelled once', async () => {
    world.replicate.script({ outcome: 'never' })
    const job = await world.begin(slow)
    const both = await Promise.all([1, 2].map(() => world.ask(job.urls.cancel, { method: 'DELETE' })))
    expect(both.map(({ status }) => status).every(status => status === 200 || status === 404)).toBe(true)
    expect(both.some(({ status }) => status === 200)).toBe(true)
    expect(cancels()).toHaveLength(1)
  })

  it('is told to whoever watches as cancelled, and to whoever waits', async () => {
    world.replicate.script({ outcome: 'never' })
    const job = await world.begin(slow)
    const [watched, waited] = [world.events(job), world.end(job)]
    await world.remove(job)
    expect((await watched).at(-1)).toMatchObject({ type: 'done', data: { status: 'cancelled' } })
    expect(await waited).toMatchObject({ status: 'cancelled' })
  })

  it('goes nowhere else, though there is another vendor', async () => {
    world.replicate.script({ outcome: 'never', fault: { kind: 'trickle', everyMs: 1 } })
    const job = await world.start({ kind: 'image.slow-first' })
    await world.reached('replicate', /\/predictions$/)
    await world.remove(job)
    expect(world.creates()).toEqual({ replicate: 1, openai: 0 })
  })
})

it('a vendor that answers at once is left as soon as nobody wants its picture', async () => {
  world.openai.script({ fault: { kind: 'hang' } })
  const job = await world.start({ model: `openai/${gptImage}` })
  await world.reached('openai', /\/images\/generations$/)
  const end = await world.remove(job)
  expect(end).toMatchObject({ status: 'cancelled', error: { code: 'cancelled', billed: 'unknown' } })
  expect(end.metadata['cost_usd']).toBeNull()
  await until(() => world.openai.requests[0]?.end === 'client-gone')
  await isForgotten(job)
})

it.each([0, 0.3])('the demo is stopped %d seconds after its start', async seconds => {
  const job = await world.start({ model: 'demo/image-slow', size: '96x64', options: { seconds: 30 } })
  await new Promise(resolve => setTimeout(resolve, seconds * 1000))
  const end = await world.remove(job)
  expect(end).toMatchObject({ status: 'cancelled', error: { billed: 'no' }, metadata: { cost_usd: 0 } })
  await isForgotten(job)
})

it('who waits and goes away leaves the job alone', async () => {
  world.replicate.script({ polls: 0 }, { on: 'delivery', fault: { kind: 'trickle', everyMs: 2 } })
  const gone = new AbortController()
  const body = JSON.stringify({ prompt: 'x', ...slow })
  const headers = { 'content-type': 'application/json', prefer: 'wait=20' }
  const waited = world.ask('/v1/images', { method: 'POST', body, headers, signal: gone.signal })
  await world.reached('replicate', /^\/delivery\//)
  gone.abort()
  await expect(waited).rejects.toThrow()
  await until(() => world.host.gateway.runtime.jobs.active === 0)
  expect(world.replicate.requests.at(-1)?.end).toBe('sent')
})

it('a job whose time is up is cancelled at its vendor', async () => {
  await using hasty = await imageWorld({ config: { jobs: { pollMs: 60_000, timeoutMs: 300 } } })
  hasty.replicate.script({ outcome: 'never' })
  const job = await hasty.run(slow)
  expect(job).toMatchObject({
    status: 'failed',
    error: { code: 'timeout', reason: 'deadline', billed: 'no' },
  })
  expect(hasty.replicate.requests.filter(({ path }) => path.endsWith('/cancel'))).toHaveLength(1)
})

it('a job is cancelled at its vendor where the gateway stops', async () => {
  const stopping = await imageWorld({ config: { jobs: { pollMs: 60_000 } } })
  stopping.replicate.script({ outcome: 'never' })
  await stopping.begin(slow)
  await stopping.host[Symbol.asyncDispose]()
  const left = stopping.replicate.requests.filter(({ path }) => path.endsWith('/cancel'))
  await stopping.replicate.close()
  await stopping.openai.close()
  expect(left).toHaveLength(1)
})
