import demo from '@lucid-gateway/provider-demo'
import replicate from '@lucid-gateway/provider-replicate'
import { type ReplicateSimulator, simulatorKey, startReplicateSimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../../access/app-key.ts'
import { testGateway, type TestGateway } from '../../testing/test-gateway.ts'

const keys = { app: newKey(), other: newKey(), narrow: newKey() }
let vendor: ReplicateSimulator
let host: TestGateway

beforeAll(async () => {
  vendor = await startReplicateSimulator()
  host = await testGateway({
    plugins: [demo, replicate],
    env: { APP_KEY: keys.app, OTHER_KEY: keys.other, NARROW_KEY: keys.narrow },
    config: {
      accounts: { replicate: { provider: 'replicate', config: { baseUrl: vendor.url } } },
      keys: [
        { name: 'app', key: 'env:APP_KEY' },
        { name: 'other', key: 'env:OTHER_KEY' },
        { name: 'narrow', key: 'env:NARROW_KEY', models: ['demo/image'] },
      ],
    },
  })
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  await vendor.close()
})

interface Session {
  readonly sessionId: string
  readonly jobId: string
  readonly status: string
  readonly providerId: string | null
  readonly images: readonly { readonly url: string }[]
  readonly urls: { readonly events: string }
  readonly error?: { readonly code: string; readonly details: Readonly<Record<string, unknown>> }
}

interface Asking extends RequestInit {
  readonly as?: keyof typeof keys
}

function ask(path: string, { as = 'app', headers, ...rest }: Asking = {}): Promise<Response> {
  return fetch(path.startsWith('http') ? path : host.url + path, {
    ...rest,
    headers: { authorization: `Bearer ${keys[as]}`, ...(headers as object) },
  })
}

function post(body: object, { headers, ...rest }: Asking = {}, path = '/api/generation'): Promise<Response> {
  return ask(path, {
    ...rest,
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(headers as object) },
  })
}

const read = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Session
const small = { prompt: 'a heron', size: '96x64' }
const slow = { ...small, providerId: 'demo', modelId: 'image-slow', options: { seconds: 600 } }
const waiting = { headers: { prefer: 'wait=20' } }

describe('/api/generation', () => {
  it('starts a session, tells of it, and has pictures at addresses of the gateway', async () => {
    const answer = await post({ ...small, providerId: 'demo' })
    expect(answer.status).toBe(202)
    const { sessionId, jobId, urls } = await read(answer)
    expect(answer.headers.get('location')).toBe(`/api/generation?sessionId=${sessionId}`)
    expect(urls.events).toBe(`${host.url}/api/generation?sessionId=${jobId}`)
    const stream = await ask(`${urls.events}&providerId=demo`)
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    const events = eventsOf(await stream.text())
    expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1))
    const last = events.at(-1)
    expect(last).toMatchObject({
      type: 'done',
      data: { sessionId, status: 'succeeded', providerId: 'demo', modelId: 'image', costUsd: 0 },
    })
    const { images } = (last ?? { data: {} }).data as Session
    const url = images[0]?.url ?? ''
    expect(url.startsWith(`${host.url}/v1/artifacts/art_`)).toBe(true)
    expect((await fetch(url)).headers.get('content-type')).toBe('image/png')
    const rest = await ask(urls.events, { headers: { 'last-event-id': String((last?.id ?? 0) - 1) } })
    expect(eventsOf(await rest.text())).toMatchObject([{ id: last?.id, type: 'done', data: { sessionId } }])
    const nothing = await ask(urls.events, { headers: { 'last-event-id': String(last?.id) } })
    expect(nothing.status).toBe(204)
  })

  it('knows a session by the name that its application gives it', async () => {
    const body = { ...slow, sessionId: 'chat-1' }
    expect(await read(post(body))).toMatchObject({ sessionId: 'chat-1' })
    expect((await post(body)).status).toBe(409)
    expect(await read(post(body, { as: 'other' }))).toMatchObject({ sessionId: 'chat-1' })
    const last = await read(ask('/api/generation?sessionId=chat-1&providerId=demo', { method: 'DELETE' }))
    expect(last).toMatchObject({ sessionId: 'chat-1', status: 'cancelled', error: { code: 'CANCELLED' } })
    expect(await statusOf('chat-1')).toBe(404)
    expect(await statusOf('chat-1', { as: 'other', method: 'DELETE' })).toBe(200)
    expect(await read(post({ ...small, sessionId: 'chat-1' }, waiting))).toMatchObject({
      status: 'succeeded',
    })
  })

  it('hides a session from whoever did not start it', async () => {
    const { sessionId, jobId } = await read(post(slow))
    for (const [id, more] of [
      [sessionId, { as: 'other' }],
      [jobId, { as: 'other', method: 'DELETE' }],
      ['nothing', {}],
      [`${sessionId}&providerId=replicate`, {}],
    ] as const)
      expect(await statusOf(id, more), id).toBe(404)
    expect(await statusOf(`${sessionId}&providerId=demo`, { method: 'DELETE' })).toBe(200)
    const unknown = await ask('/api/generation?sessionId=nothing')
    expect(await unknown.json()).toMatchObject({
      error: { code: 'SESSION_NOT_FOUND', details: { code: 'not_found', hint: expect.any(String) } },
    })
    expect((await ask('/api/generation')).status).toBe(400)
  })

  it('ends the stream of a session that is cancelled', async () => {
    const { sessionId, urls } = await read(post(slow))
    const told = ask(urls.events).then(answer => answer.text())
    await statusOf(sessionId, { method: 'DELETE' })
    expect(eventsOf(await told).at(-1)).toMatchObject({ type: 'done', data: { status: 'cancelled' } })
  })

  it.each([
    [
      { ...small, format: 'jpg', providerId: 'demo' },
      400,
      'INVALID_OPTIONS',
      { field: 'format', allowed: ['png'] },
    ],
    [{ ...small, sise: '1x1' }, 400, 'INVALID_OPTIONS', { field: 'sise' }],
    [{ size: '96x64' }, 400, 'INVALID_OPTIONS', { field: 'prompt' }],
    [{ ...small, providerId: 7 }, 400, 'INVALID_OPTIONS', { field: 'providerId' }],
    [{ ...small, sessionId: 'a b' }, 400, 'INVALID_OPTIONS', { field: 'sessionId' }],
    [{ ...small, providerId: 'demo', model: 'demo/image' }, 400, 'INVALID_OPTIONS', { field: 'modelId' }],
    [{ ...small, stream: true }, 400, 'INVALID_OPTIONS', { field: 'stream' }],
    [{ ...small, providerId: 'dmeo' }, 404, 'PROVIDER_NOT_FOUND', { hint: 'Did you mean demo?' }],
    [{ ...small, providerId: 'demo', modelId: 'imge' }, 404, 'MODEL_NOT_FOUND', { field: 'modelId' }],
  ])('refuses %j', async (body, status, code, details) => {
    const answer = await post(body)
    expect(await answer.json()).toMatchObject({ error: { code, details, request_id: expect.any(String) } })
    expect(answer.status).toBe(status)
  })

  it('tells the holder of a limited key of no other provider', async () => {
    const texts = []
    for (const providerId of ['replicate', 'nobody']) {
      const answer = await post({ ...small, providerId, modelId: 'x' }, { as: 'narrow' })
      expect(answer.status).toBe(403)
      texts.push((await answer.text()).replaceAll(providerId, '').replace(/req_[\w-]+/, ''))
    }
    expect(texts[0]).toBe(texts[1])
    expect((await post({ ...small, providerId: 'demo' }, { as: 'narrow' })).status).toBe(202)
  })

  it("asks with the caller's own key, which is kept nowhere", async () => {
    const headers = { ...waiting.headers, 'x-user-replicate-key': simulatorKey }
    const body = { prompt: 'a fox sim:polls=0', providerId: 'replicate' }
    const answer = await post(body, { headers })
    expect(answer.status).toBe(200)
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({ status: 'succeeded', providerId: 'replicate' })
    expect(text).not.toContain(vendor.url)
    expect(text + host.logged()).not.toContain(simulatorKey)
    const without = await post({ ...body, modelId: 'black-forest-labs/flux-schnell' })
    expect(await without.json()).toMatchObject({ error: { code: 'AUTHENTICATION' } })
  })

  it('can be asked what would become of a request', async () => {
    const of = (body: object) => post({ path: '/api/generation', body }, {}, '/v1/explain')
    expect(await (await of({ ...small, providerId: 'demo', sessionId: 'x' })).json()).toMatchObject({
      targets: [{ account: 'demo', model: 'image' }],
    })
    expect((await of({ ...small, providerId: 'dmeo' })).status).toBe(404)
  })

  it('does once what is sent twice with one Idempotency-Key', async () => {
    const headers = { ...waiting.headers, 'idempotency-key': 'once' }
    const first = await read(post({ ...small, providerId: 'demo' }, { headers }))
    const second = await post({ ...small, providerId: 'demo' }, { headers })
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(await read(second)).toEqual(first)
  })

  it('refuses an address for a webhook that it may not call', async () => {
    const headers = { 'x-webhook-url': 'http://127.0.0.1:9/told' }
    expect(await (await post(small, { headers })).json()).toMatchObject({
      error: { code: 'INVALID_OPTIONS', details: { field: 'x-webhook-url' } },
    })
  })
})

describe('/generate-image', () => {
  it('answers with the pictures', async () => {
    const answer = await post(small, {}, '/generate-image')
    expect(answer.status).toBe(200)
    expect(await read(answer)).toMatchObject({ status: 'succeeded', images: [{ width: 96, height: 64 }] })
  })

  it('fails by its status', async () => {
    const body = { ...slow, options: { seconds: 0, fails: true } }
    const answer = await post(body, {}, '/generate-image')
    expect(answer.status).toBe(502)
    expect(await read(answer)).toMatchObject({
      status: 'failed',
      error: { code: 'PROVIDER_ERROR', provider: 'demo', details: { billed: 'no' } },
    })
  })

  it('makes nothing more for a client that went away', async () => {
    const { jobs } = host.gateway.runtime
    const before = jobs.active
    const gone = new AbortController()
    const asked = post(slow, { signal: gone.signal }, '/generate-image').catch(() => {})
    while (jobs.active === before) await new Promise(setImmediate)
    gone.abort()
    await asked
    while (jobs.active > before) await new Promise(setImmediate)
  })
})

describe('/health-check/image-providers', () => {
  it('says which accounts make pictures, and why others do not, and asks no vendor', async () => {
    const before = vendor.requests.length
    const health = await (await ask('/health-check/image-providers')).json()
    expect(health).toEqual({
      status: 'degraded',
      providers: [
        { id: 'demo', provider: 'demo', usable: true, why: null, models: ['image', 'image-slow'] },
        {
          id: 'replicate',
          provider: 'replicate',
          usable: false,
          why: 'missing_credentials',
          hint: 'Set REPLICATE_API_TOKEN.',
          models: [],
        },
      ],
    })
    expect(vendor.requests.length).toBe(before)
  })

  it('asks them where it is told to', async () => {
    await using wrong = await testGateway({
      plugins: [demo, replicate],
      env: { REPLICATE_API_TOKEN: 'r8_wrong-0123456789' },
      config: { accounts: { replicate: { provider: 'replicate', config: { baseUrl: vendor.url } } } },
    })
    const health = await (await fetch(`${wrong.url}/health-check/image-providers?probe=true`)).text()
    expect(JSON.parse(health)).toMatchObject({
      status: 'degraded',
      providers: [
        { id: 'demo', probe: { ok: true } },
        {
          id: 'replicate',
          usable: false,
          why: 'probe_failed',
          probe: { ok: false, error: { code: 'auth' } },
        },
      ],
    })
    expect(health).not.toContain('r8_wrong')
  })

  it('does not pass over a query that it does not understand', async () => {
    const answer = await ask('/health-check/image-providers?probe=yes')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      error: { code: 'INVALID_OPTIONS', details: { field: 'probe' } },
    })
  })

  it('tells the holder of a limited key of what it may use alone', async () => {
    const health = await (await ask('/health-check/image-providers', { as: 'narrow' })).json()
    expect(health).toEqual({
      status: 'ok',
      providers: [{ id: 'demo', provider: 'demo', usable: true, why: null, models: ['image'] }],
    })
  })
})

async function statusOf(query: string, more: Asking = {}): Promise<number> {
  const answer = await ask(`/api/generation?sessionId=${query}`, more)
  await answer.text()
  return answer.status
}

function eventsOf(text: string) {
  return text
    .split('\n\n')
    .filter(block => block.startsWith('id:'))
    .map(block => ({
      id: Number(/^id: (\d+)/.exec(block)?.[1]),
      type: /^event: (\w+)/m.exec(block)?.[1],
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as unknown,
    }))
}
