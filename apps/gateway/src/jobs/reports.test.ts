import type { ReplicateSimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flux, imageWorld, type ImageWorld, type SeenJob } from '../testing/image-world.ts'

let world: ImageWorld
beforeAll(async () => {
  // A vendor that reports by itself is hardly asked, whatever the pace is.
  world = await imageWorld({ reachable: true })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const body = { model: `replicate/${flux}` }
const asked = () =>
  world.replicate.requests.filter(({ method, path }) => method === 'GET' && /\/predictions\/sim/.test(path))
const hook = (job: SeenJob, account = 'replicate') => `${world.host.url}/hooks/${account}/${job.id}`
const seen = async (job: SeenJob) => (await (await world.ask(job.urls.get)).json()) as SeenJob

/** A job that its vendor works on, and its prediction. */
async function started(): Promise<{ readonly job: SeenJob; readonly id: string }> {
  const job = await world.begin(body)
  return { job, id: world.replicate.lastPrediction }
}

async function send(
  url: string,
  { headers, body: bytes }: ReturnType<ReplicateSimulator['webhook']>,
): Promise<readonly [number, string?]> {
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(bytes) })
  const { error } = (await answer.json()) as { readonly error?: { readonly reason?: string } }
  return error?.reason === undefined ? [answer.status] : [answer.status, error.reason]
}

describe('a report of a vendor', () => {
  it('comes to the address that the vendor was given, and ends the job without its being asked', async () => {
    const { job, id } = await started()
    expect(world.replicate.requests[0]?.body).toMatchObject({ webhook: hook(job) })
    expect(await world.replicate.deliver(id)).toBe(200)
    const end = await world.end(job)
    expect(end).toMatchObject({ status: 'succeeded', output: [expect.any(String)] })
    expect(asked()).toHaveLength(0)
    expect(world.replicate.leaks).toEqual([])
  })

  it('tells how far it is', async () => {
    const { job, id } = await started()
    expect(await world.replicate.deliver(id, { event: 'start' })).toBe(200)
    expect(await seen(job)).toMatchObject({ status: 'running' })
    expect(await world.replicate.deliver(id, { event: 'logs' })).toBe(200)
    await world.replicate.deliver(id)
    const logs = (await world.events(job)).filter(({ type }) => type === 'log')
    expect(logs.length).toBeGreaterThan(0)
  })

  it('that comes twice changes nothing the second time, also where both come at once', async () => {
    const { job, id } = await started()
    const message = world.replicate.webhook(id)
    const statuses = await Promise.all([1, 2, 3, 4, 5].map(() => send(hook(job), message)))
    const taken = statuses.filter(([status]) => status === 200)
    expect(taken.length).toBeGreaterThan(0)
    const end = await world.end(job)
    const call = await world.call(job)
    expect([200, 409]).toContain((await send(hook(job), message))[0])
    expect([await world.end(job), await world.call(job)]).toEqual([end, call])
    expect(end.output).toHaveLength(1)
    expect(end.metadata['cost_usd']).toBe(0.003)
  })

  it('that comes after the end changes nothing', async () => {
    const { job, id } = await started()
    await world.replicate.deliver(id)
    const before = [await world.end(job), await world.call(job), await world.events(job, 0)]
    for (const event of ['start', 'logs', 'completed'] as const)
      expect(await world.replicate.deliver(id, { event })).toBe(200)
    expect([await world.end(job), await world.call(job), await world.events(job, 0)]).toEqual(before)
  })

  it('of the start that comes with that of the end does not take it back', async () => {
    const { job, id } = await started()
    const [end, start] = [world.replicate.webhook(id), world.replicate.webhook(id, { event: 'start' })]
    const both = await Promise.all([send(hook(job), end), send(hook(job), start)])
    expect(both).toEqual([[200], [200]])
    expect(await world.end(job)).toMatchObject({ status: 'succeeded' })
    expect(asked()).toHaveLength(0)
  })

  it('of a failure is told as it is', async () => {
    world.replicate.script({ outcome: 'failed' })
    const { job, id } = await started()
    await world.replicate.deliver(id)
    expect(await world.end(job)).toMatchObject({ status: 'failed', error: { reason: 'job_failed' } })
  })

  it('that ends a prediction before it began lets the job go on elsewhere, and is of nothing there', async () => {
    world.replicate.script({ outcome: 'aborted' })
    const job = await world.begin({ kind: 'image.slow-first' })
    const id = world.replicate.lastPrediction
    expect(await world.replicate.deliver(id)).toBe(200)
    const end = await world.end(job)
    expect(end).toMatchObject({ status: 'succeeded', provider: 'openai' })
    expect(await send(hook(job), world.replicate.webhook(id))).toEqual([404, 'unknown_job'])
    expect([await world.end(job), world.creates()]).toEqual([end, { replicate: 1, openai: 1 }])
  })

  it('that comes before its creation is answered has the vendor asked at once', async () => {
    world.replicate.script({ polls: 1, fault: { kind: 'trickle', everyMs: 1 } })
    const job = await world.start(body)
    while (world.replicate.lastPrediction === '') await new Promise(setImmediate)
    await world.replicate.deliver(world.replicate.lastPrediction)
    expect(await world.end(job)).toMatchObject({ status: 'succeeded' })
    expect([asked().length, world.creates().replicate]).toEqual([1, 1])
  })
})

describe('what is no report of the job', () => {
  it.each([
    ['forged', 'bad_signature'],
    ['tampered', 'bad_signature'],
    ['unsigned', 'bad_signature'],
    ['old', 'stale_delivery'],
    ['early', 'stale_delivery'],
  ] as const)('(%s) is refused, and changes nothing', async (as, reason) => {
    const { job, id } = await started()
    const before = await seen(job)
    expect(await send(hook(job), world.replicate.webhook(id, { as }))).toEqual([401, reason])
    expect(await seen(job)).toEqual(before)
    expect(await world.replicate.deliver(id, { as: 'rotating' })).toBe(200)
    expect(await world.end(job)).toMatchObject({ status: 'succeeded' })
  })

  it('since it is of another job is refused, however genuine', async () => {
    const [one, two] = [await started(), await started()]
    const before = await seen(two.job)
    expect(await send(hook(two.job), world.replicate.webhook(one.id))).toEqual([401, 'other_job'])
    expect(await seen(two.job)).toEqual(before)
    await Promise.all([world.replicate.deliver(one.id), world.replicate.deliver(two.id)])
    for (const { job } of [one, two]) expect(await world.end(job)).toMatchObject({ status: 'succeeded' })
  })

  it('since it is sent to another account, or to no job, is of nothing', async () => {
    const { job, id } = await started()
    const message = world.replicate.webhook(id)
    for (const url of [hook(job, 'openai'), hook(job, 'none'), `${hook(job)}x`])
      expect(await send(url, message)).toEqual([404, 'unknown_job'])
    expect(await seen(job)).toMatchObject({ status: 'queued' })
    expect(await send(hook(job), message)).toEqual([200])
    expect(await world.end(job)).toMatchObject({ status: 'succeeded' })
  })

  it('since it is too long, or no report at all, is refused', async () => {
    const { job, id } = await started()
    const long = await fetch(hook(job), { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
    expect(long.status).toBe(413)
    await long.text()
    expect(await send(hook(job), { headers: {}, body: Buffer.from('nonsense') })).toEqual([
      401,
      'bad_signature',
    ])
    await world.replicate.deliver(id)
    expect(await world.end(job)).toMatchObject({ status: 'succeeded' })
  })

  it('since the job was deleted is of nothing', async () => {
    const { job, id } = await started()
    await world.remove(job)
    expect(await send(hook(job), world.replicate.webhook(id))).toEqual([404, 'unknown_job'])
  })
})
