import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Lucid, LucidApiError, type NumberedJobEvent } from '../index.ts'
import { type TestHost, testHost } from '../testing/test-host.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host[Symbol.asyncDispose]())
beforeEach(() => {
  host.line.faults.length = 0
  host.line.requests.length = 0
})

const picture = { model: 'demo/image', prompt: 'a heron at dawn', size: '64x64' }
const slow = { ...picture, model: 'demo/image-slow' }

describe('pictures', () => {
  it('are made while one waits', async () => {
    const job = await host.client().images.generate(picture)
    expect(job).toMatchObject({ status: 'succeeded', provider: 'demo', result: { images: [{ width: 64 }] } })
    const file = await fetch(job.output[0] ?? '')
    expect(file.headers.get('content-type')).toBe('image/png')
  })

  it('that can not be made are told as a failure', async () => {
    const thrown: unknown = await host
      .client()
      .images.generate({ ...picture, seed: 1, size: '9000x9000' })
      .catch((error: unknown) => error)
    expect(LucidApiError.is(thrown) && [thrown.code, thrown.recourse]).toEqual(['invalid_request', 'none'])
  })

  it('that are given up are made no more', async () => {
    const stop = new AbortController()
    const client = host.client({ baseUrl: host.line.url })
    const made = client.images.generate(slow, { signal: stop.signal }).catch((error: unknown) => error)
    while (host.line.requests.length < 2) await new Promise(setImmediate)
    stop.abort()
    expect(await made).toMatchObject({ code: 'cancelled' })
    expect(host.line.requests.at(-1)?.method).toBe('DELETE')
    const id = host.line.requests.at(-1)?.url?.split('/').at(-1) ?? ''
    await expect(host.client().jobs.get(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are started once, though the answer is lost', async () => {
    host.line.faults.push('lose')
    const job = await host.client({ baseUrl: host.line.url }).images.start(picture)
    const names = new Set(host.line.requests.map(({ headers }) => headers['idempotency-key']))
    expect([host.line.requests.length, names.size]).toEqual([2, 1])
    expect((await host.client().jobs.wait(job.id)).status).toBe('succeeded')
  })
})

it('a job that is not waited for is asked after with a pause between', async () => {
  const happened: string[] = []
  const statuses = ['queued', 'running', 'succeeded']
  const client = new Lucid({
    baseUrl: 'http://gateway.test',
    fetch: async () => {
      happened.push(statuses[0] ?? '')
      return Response.json({ status: statuses.shift() })
    },
    wait: async () => void happened.push('pause'),
  })
  expect((await client.jobs.wait('job_1')).status).toBe('succeeded')
  expect(happened).toEqual(['queued', 'pause', 'running', 'pause', 'succeeded'])
})

describe('the events of a job', () => {
  it('come in order, up to its end', async () => {
    const client = host.client()
    const { id } = await client.images.start(picture)
    const events: NumberedJobEvent[] = []
    for await (const event of client.jobs.events(id)) events.push(event)
    expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).toSorted((a, b) => a - b))
    const last = events.at(-1)
    expect(last?.type === 'done' && [last.status, last.output.length]).toEqual(['succeeded', 1])
  })

  it('are missed by nobody whose line is cut while it is under way', { timeout: 20_000 }, async () => {
    host.line.faults.push({ cutAfter: 700 }, { cutAfter: 600 }, { cutAfter: 10 })
    const { id } = await host.client().images.start(slow)
    const seen: NumberedJobEvent[] = []
    for await (const event of host.client({ baseUrl: host.line.url }).jobs.events(id)) seen.push(event)
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1))
    expect(seen.some(event => event.type === 'artifact' && event.media_type === 'image/png')).toBe(true)
    expect(host.line.requests.length).toBeGreaterThan(3)
    expect(host.line.requests.at(-1)?.headers['last-event-id']).toBeDefined()
  })

  it('of a job that is over are the last of them, and there is nothing behind it', async () => {
    const client = host.client()
    const { id } = await client.images.start(picture)
    await client.jobs.wait(id)
    const all: NumberedJobEvent[] = []
    for await (const event of client.jobs.events(id, { after: 2 })) all.push(event)
    expect(all.map(({ type }) => type)).toEqual(['done'])
    for await (const event of client.jobs.events(id, { after: all[0]?.seq })) expect(event).toBeUndefined()
  })
})

it('a job is deleted, and then there is none', async () => {
  const client = host.client()
  const { id } = await client.images.start(slow)
  expect((await client.jobs.delete(id)).id).toBe(id)
  await expect(client.jobs.get(id)).rejects.toMatchObject({ code: 'not_found', reason: 'unknown_job' })
})
