import demo from '@lucid-gateway/provider-demo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../../../access/app-key.ts'
import { testGateway, type TestGateway } from '../../../testing/test-gateway.ts'

const key = newKey()
const other = newKey()
let host: TestGateway

beforeAll(async () => {
  host = await testGateway({
    plugins: [demo],
    env: { LUCID_API_KEY: key, OTHER_KEY: other },
    config: {
      keys: [
        { name: 'app', key: 'env:LUCID_API_KEY' },
        { name: 'other', key: 'env:OTHER_KEY' },
      ],
    },
  })
})
afterAll(() => host[Symbol.asyncDispose]())

interface Job {
  readonly id: string
  readonly status: string
  readonly output: readonly string[]
  readonly urls: { readonly get: string; readonly cancel: string; readonly events: string }
  readonly error?: { readonly code: string; readonly billed: string }
  readonly metadata: Readonly<Record<string, unknown>>
}

const small = { prompt: 'a heron at dawn', size: '96x64' }
const slow = (seconds: number, more: object = {}) => ({
  ...small,
  model: 'demo/image-slow',
  options: { seconds, ...more },
})

function ask(path: string, init: RequestInit & { readonly as?: string } = {}): Promise<Response> {
  const { as = key, headers, ...rest } = init
  const url = path.startsWith('http') ? path : host.url + path
  return fetch(url, { ...rest, headers: { authorization: `Bearer ${as}`, ...(headers as object) } })
}

function post(body: object, headers: Record<string, string> = {}, path = '/v1/images'): Promise<Response> {
  return ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const jobOf = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Job

describe('POST /v1/images', () => {
  it('answers at once with a job, which can be asked after by addresses of the gateway', async () => {
    const answer = await post(slow(0.3))
    expect(answer.status).toBe(202)
    const job = await jobOf(answer)
    expect(job).toMatchObject({ status: 'queued', output: [], metadata: { durable: false } })
    expect(Object.values(job.urls).every(url => url.startsWith(`${host.url}/v1/`))).toBe(true)
    const end = await jobOf(ask(job.urls.get, { headers: { prefer: 'wait=10' } }))
    expect(end).toMatchObject({
      status: 'succeeded',
      provider: 'demo',
      model: 'image-slow',
      metadata: { cost_usd: 0, files: [{ media_type: 'image/png', width: 96, height: 64 }] },
    })
  })

  it('answers with the end where the client would wait for it, and it comes', async () => {
    const answer = await post(small, { prefer: 'wait=20' })
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'wait=20'])
    const { status, output } = await jobOf(answer)
    expect([status, output.length]).toEqual(['succeeded', 1])
    const file = await fetch(output[0] as string)
    expect(file.headers.get('content-type')).toBe('image/png')
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    const bytes = Buffer.from(await file.arrayBuffer())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(String(bytes.length)).toBe(file.headers.get('content-length'))
  })

  it('answers with the job where the end does not come in time', async () => {
    const answer = await post(slow(30), { prefer: 'wait=1' })
    expect(answer.status).toBe(202)
    await ask((await jobOf(answer)).urls.cancel, { method: 'DELETE' })
  })

  it('tells a client who waited of the failure by the status too, with what was billed', async () => {
    const answer = await post(slow(0, { fails: true }), { prefer: 'wait=10' })
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(await jobOf(answer)).toMatchObject({ status: 'failed', error: { billed: 'no' } })
  })

  it.each([
    ['size', { ...small, size: '4096x4096', model: 'demo/image' }, 'size'],
    ['model', { ...small, model: 'demo/none' }, 'model'],
    ['field', { ...small, colour: 'red' }, 'colour'],
    ['stream', { ...small, stream: true }, 'stream'],
  ])('refuses a bad %s before anything is begun', async (_, body, param) => {
    const answer = await post(body)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(await answer.json()).toMatchObject({ error: { param, hint: expect.any(String) } })
  })

  it('refuses a preference that can not be read', async () => {
    expect((await post(small, { prefer: 'wait=long' })).status).toBe(400)
  })
})

describe('a job', () => {
  it('is the business of the key that started it: to another it is unknown', async () => {
    const { id } = await jobOf(post(slow(0.2)))
    for (const path of [`/v1/images/${id}`, `/v1/jobs/${id}`, `/v1/jobs/${id}/events`])
      expect((await ask(path, { as: other })).status).toBe(404)
    expect((await ask(`/v1/images/${id}`, { as: other, method: 'DELETE' })).status).toBe(404)
    const foreign = await (await ask(`/v1/jobs/${id}`, { as: other })).text()
    const unknown = await (await ask('/v1/jobs/job_00000000000000000000000000')).text()
    const alike = (text: string) => text.replaceAll(/job_\w+|req_[\w-]+/g, 'ID')
    expect(alike(foreign)).toBe(alike(unknown))
  })

  it('is cancelled when it is deleted, and then as unknown as any other', async () => {
    const { id } = await jobOf(post(slow(30)))
    const end = await ask(`/v1/images/${id}`, { method: 'DELETE' })
    expect([end.status, (await jobOf(end)).status]).toEqual([200, 'cancelled'])
    expect((await ask(`/v1/images/${id}`)).status).toBe(404)
    expect((await ask(`/v1/images/${id}`, { method: 'DELETE' })).status).toBe(404)
  })

  it('takes what it made with it when it is deleted', async () => {
    const { id, output } = await jobOf(post(small, { prefer: 'wait=20' }))
    expect((await fetch(output[0] as string)).status).toBe(200)
    await ask(`/v1/images/${id}`, { method: 'DELETE' })
    expect((await fetch(output[0] as string)).status).toBe(404)
  })

  it('is among the calls, with what it used', async () => {
    const job = await jobOf(post(small, { prefer: 'wait=20' }))
    const call = await (await ask(`/v1/calls/${String(job.metadata['request_id'])}`)).json()
    expect(call).toMatchObject({ mode: 'job', status: 'finished', attempts: [{ account: 'demo' }] })
  })

  it('of any capability is started with Prefer: respond-async', async () => {
    const answer = await post({ prompt: 'rain', seconds: 1 }, { prefer: 'respond-async' }, '/v1/run/music')
    expect(answer.status).toBe(202)
    const { urls } = await jobOf(answer)
    expect(await jobOf(ask(urls.get, { headers: { prefer: 'wait=20' } }))).toMatchObject({
      status: 'succeeded',
      output: [expect.stringContaining('/v1/artifacts/art_')],
    })
  })
})

describe('GET /v1/jobs/:id/events', () => {
  it('tells all that happens up to the end, and goes on where a client left off', async () => {
    const { urls } = await jobOf(post(slow(0.5)))
    const text = await (await ask(urls.events)).text()
    const events = text
      .trim()
      .split('\n\n')
      .map(block => /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block))
    expect(events.map(event => Number(event?.[1]))).toEqual(events.map((_, index) => index + 1))
    const types = events.map(event => event?.[2])
    expect([types[0], types.at(-1)]).toEqual(['status', 'done'])
    expect(types).toContain('artifact')
    const last = events.length
    const done = JSON.parse(events.at(-1)?.[3] ?? '') as Job
    expect(done).toMatchObject({ status: 'succeeded', output: [expect.stringContaining(host.url)] })
    const again = await (await ask(urls.events, { headers: { 'last-event-id': String(last - 1) } })).text()
    expect(again).toMatch(new RegExp(`^id: ${last}\nevent: done\n`))
    expect((await ask(urls.events, { headers: { 'last-event-id': String(last) } })).status).toBe(204)
  })

  it('ends for a client who watches when the job is deleted', async () => {
    const { id, urls } = await jobOf(post(slow(30)))
    const watched = ask(urls.events).then(answer => answer.text())
    await ask(`/v1/jobs/${id}`, { method: 'DELETE' })
    expect(await watched).toContain('"status":"cancelled"')
  })
})

describe('POST /hooks/:account/:job', () => {
  it('knows no job that is not there', async () => {
    expect((await fetch(`${host.url}/hooks/demo/job_none`, { method: 'POST', body: '{}' })).status).toBe(404)
  })
})
