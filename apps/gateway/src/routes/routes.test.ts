import demo from '@lucid-gateway/provider-demo'
import { describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { adminRoles } from '../keys/rows.ts'
import { raw, testGateway } from '../testing/test-gateway.ts'
import { accessMatrix } from './access-matrix.ts'
import { createApp } from './create-app.ts'
import { matchesPath, parametersOf, templateOf } from './path-pattern.ts'
import type { Route } from './route.ts'
import { routes } from './table.ts'

interface RouterLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
}

describe('the routes', () => {
  it('each have an access rule, and Express holds exactly them', () => {
    const app = createApp(routes, {} as never)
    const layers = (app.express.router as unknown as { readonly stack: readonly RouterLayer[] }).stack
    const mounted = layers.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map(method => `${method.toUpperCase()} ${route.path}`) : [],
    )
    expect(mounted).toEqual(routes.map(({ method, path }) => `${method} ${path}`))
    for (const { access, path } of accessMatrix(routes))
      expect(['open', 'caller', ...adminRoles], path).toContain(access)
  })

  it.each([
    ['a request line without a path', 'GET http:// HTTP/1.1', 400],
    ['a model without a name', 'GET /v1/models/ HTTP/1.1', 404],
  ])('answer %s in JSON, and say nothing of methods', async (_what, line, status) => {
    await using host = await testGateway()
    const { port } = host.gateway
    const answer = await raw(port, `${line}\r\nhost: localhost:${port}\r\nconnection: close\r\n\r\n`)
    expect(answer.status).toBe(status)
    expect(answer.head).toMatch(/content-type: application\/json/i)
    expect(JSON.parse(answer.body)).toHaveProperty('error')
  })

  it('are open only where nothing is called', () => {
    const open = routes.filter(({ access }) => access === 'open').map(({ path }) => path)
    expect(open).toEqual([
      // An id that can't be guessed, and a vendor's signature, stand for a key.
      '/v1/artifacts/:id',
      '/hooks/:account/:job',
      '/healthz',
      '/readyz',
      '/openapi.json',
      '/',
      '/docs',
      '/docs/docs.js',
      '/docs/docs.css',
    ])
  })

  it('refuse every caller without a good key, in their own dialect', async () => {
    await using host = await testGateway({ env: { LUCID_API_KEY: newKey() } })
    for (const { method, path, access, dialect } of routes) {
      const url = host.url + asPath(path)
      const bodied = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}
      for (const key of [undefined, 'wrong-key', newKey()]) {
        const headers = {
          ...bodied.headers,
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        }
        const answer = await fetch(url, { method, ...bodied, headers, redirect: 'manual' })
        expect(answer.status === 401, `${method} ${path}`).toBe(access !== 'open')
        if (answer.status !== 401) continue
        const reason = key === undefined ? 'missing_key' : 'unknown_key'
        expect(await answer.json(), `${method} ${path}`).toMatchObject(refusals[dialect.id](reason))
      }
    }
  })

  it('serve the holder of a key, wherever an SDK puts it', async () => {
    const key = newKey()
    await using host = await testGateway({ env: { LUCID_API_KEY: key } })
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { 'x-api-key': key },
      { 'x-goog-api-key': key },
    ]) {
      for (const path of ['/v1/models', '/anthropic/v1/models', '/gemini/v1beta/models']) {
        expect((await fetch(host.url + path, { headers })).status).toBe(200)
      }
    }
    expect(host.logged()).not.toContain(key)
  })

  it('take a key from the query in the one dialect whose vendor does, and log it nowhere', async () => {
    const key = newKey()
    await using host = await testGateway({ env: { LUCID_API_KEY: key } })
    const statuses = ['/gemini/v1beta/models', '/v1/models', '/anthropic/v1/models', '/v1/capabilities'].map(
      async path => (await fetch(`${host.url}${path}?key=${key}`)).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 401, 401, 401])
    expect((await fetch(`${host.url}/gemini/v1beta/nothing?key=${key}`)).status).toBe(404)
    expect((await fetch(`${host.url}/gemini/v1beta/models?key=${newKey()}`)).status).toBe(401)
    expect(host.logged()).not.toContain(key)
    expect(host.logged()).not.toContain('key=')
  })

  it('that are not there are answered with near ones', async () => {
    await using host = await testGateway()
    const answer = await host.post('/v1/chats', {})
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({
      error: { reason: 'unknown_path', details: { candidates: expect.arrayContaining(['/v1/chat']) } },
    })
  })

  it.each([
    ['/chat/completions', '/v1/chat/completions'],
    ['/v1/messages', '/anthropic/v1/messages'],
    ['/v1/audio/speech', '/v1/run/speech'],
  ])('that lack the start of a dialect, or are served in another shape: %s', async (path, meant) => {
    await using host = await testGateway({ plugins: [demo] })
    const { error } = (await (await host.post(path, {})).json()) as {
      readonly error: Record<string, unknown>
    }
    expect(error).toMatchObject({ message: expect.stringContaining(meant), details: { candidates: [meant] } })
  })

  it('that are asked with a method of another dialect are told where that begins', async () => {
    await using host = await testGateway()
    const answer = await host.post('/v1/models/m:generateContent', {})
    expect(answer.status).toBe(405)
    expect(await answer.text()).toContain('/gemini/v1/models/m:generateContent')
  })

  it('that are mistyped are not taken for the id of a picture: POST /v1/images/generate', async () => {
    await using host = await testGateway()
    const answer = await host.post('/v1/images/generate', {})
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, DELETE'])
    expect(await answer.json()).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: expect.stringContaining('Did you mean /v1/images/generations'),
      },
    })
    const put = await fetch(`${host.url}/v1/images/job_1`, { method: 'PUT' })
    expect(await put.json()).toMatchObject({ error: { hint: 'Use GET or HEAD or DELETE.' } })
  })

  it('say once what was meant', async () => {
    await using host = await testGateway()
    const text = await (await host.post('/anthropic/v1/message', {})).text()
    expect(text.match(/Did you mean/g)).toHaveLength(1)
  })

  it('that are not there are told of in the words of the dialect that was meant', async () => {
    await using host = await testGateway()
    const answers = ['/anthropic/v1/message', '/gemini/v1/modells', '/v1/models/x/../y/z', '/none'].map(
      async path => (await fetch(host.url + path)).json(),
    )
    expect(await Promise.all(answers)).toMatchObject([
      { type: 'error', error: { type: 'not_found_error' } },
      { error: { code: 404, status: 'NOT_FOUND' } },
      { error: { type: 'invalid_request_error' } },
      { error: { reason: 'unknown_path' } },
    ])
  })

  it('tell which methods they take', async () => {
    await using host = await testGateway()
    const wrong = await fetch(`${host.url}/v1/chat/completions`)
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await wrong.json()) as object).toMatchObject({
      error: { message: expect.stringContaining('GET') },
    })
    const asked = await fetch(`${host.url}/v1/models`, { method: 'OPTIONS' })
    expect([
      asked.status,
      asked.headers.get('allow'),
      asked.headers.get('access-control-allow-origin'),
    ]).toEqual([204, 'GET, HEAD', null])
  })

  it('survive a path that cannot be decoded', async () => {
    await using host = await testGateway()
    expect((await fetch(`${host.url}/v1/models/%E0%A4%A`)).status).toBe(400)
  })
})

const asPath = (pattern: string): string =>
  pattern
    .replace(':capability', 'chat')
    .replace(':version', 'v1beta')
    .replace('*model', 'scripted/echo')
    .replace('\\\\', '')

/** How each dialect words that a key is missing or not known. */
const refusals: Readonly<Record<Route['dialect']['id'], (reason: string) => object>> = {
  generation: (reason: string) => ({ error: { code: 'AUTHENTICATION', details: { reason } } }),
  lucid: reason => ({ error: { code: 'auth', reason } }),
  openai: () => ({ error: { type: expect.any(String) } }),
  anthropic: reason => ({
    type: 'error',
    error: { type: 'authentication_error', details: { error_code: reason } },
  }),
  gemini: reason => ({
    error: { code: 401, status: 'UNAUTHENTICATED', details: [{ reason: reason.toUpperCase() }] },
  }),
}

describe('templateOf', () => {
  it('writes what varies as OpenAPI does, and a colon as one', () => {
    const path = '/gemini/:version/models/*model\\:generateContent'
    expect(templateOf(path)).toBe('/gemini/{version}/models/{model}:generateContent')
    expect(parametersOf(path)).toEqual(['version', 'model'])
  })
})

describe('matchesPath', () => {
  it.each([
    ['/v1/run/:capability', '/v1/run/chat', true],
    ['/v1/run/:capability', '/v1/run/chat/x', false],
    ['/v1/run/:capability', '/v1/run/', false],
    ['/v1/models/*model', '/v1/models/a/b', true],
    ['/v1/models/*model', '/v1/models', false],
    ['/v1/chat', '/v1/chat', true],
    ['/v1/:part/*model\\:count', '/v1/x/a/b:c:count', true],
    ['/v1/:part/*model\\:count', '/v1/x/a/b:counts', false],
    ['/v1/:part/*model\\:count', '/v1/x', false],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected)
  })
})
