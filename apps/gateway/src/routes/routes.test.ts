import { describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { testGateway } from '../testing/test-gateway.ts'
import { accessMatrix } from './access-matrix.ts'
import { createApp } from './create-app.ts'
import { matchesPath } from './path-pattern.ts'
import { routes } from './table.ts'

interface RouterLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
}

describe('the routes', () => {
  it('each have an access rule, and Express holds exactly them', () => {
    const app = createApp(routes, {} as never)
    const layers = (app.listener.router as unknown as { readonly stack: readonly RouterLayer[] }).stack
    const mounted = layers.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map(method => `${method.toUpperCase()} ${route.path}`) : [],
    )
    expect(mounted).toEqual(routes.map(({ method, path }) => `${method} ${path}`))
    for (const { access, path } of accessMatrix(routes)) expect(['open', 'caller'], path).toContain(access)
  })

  it('are open only where nothing is called', () => {
    const open = routes.filter(({ access }) => access === 'open').map(({ path }) => path)
    expect(open).toEqual([
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
      const url = host.url + path.replace(':capability', 'chat').replace('*model', 'scripted/echo')
      const bodied = method === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}
      for (const key of [undefined, 'wrong-key', newKey()]) {
        const headers = {
          ...bodied.headers,
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        }
        const answer = await fetch(url, { method, ...bodied, headers, redirect: 'manual' })
        expect(answer.status === 401, `${method} ${path}`).toBe(access === 'caller')
        if (answer.status !== 401) continue
        const { error } = (await answer.json()) as { error: { code: string; type?: string; reason?: string } }
        if (dialect.id === 'openai') expect(error.type).toBeTypeOf('string')
        else expect(error.reason).toBe(key === undefined ? 'missing_key' : 'unknown_key')
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
      expect((await fetch(`${host.url}/v1/models`, { headers })).status).toBe(200)
    }
    expect(host.logged()).not.toContain(key)
  })

  it('that are not there are answered with near ones', async () => {
    await using host = await testGateway()
    const answer = await host.post('/v1/chats', {})
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({
      error: { reason: 'unknown_path', details: { candidates: expect.arrayContaining(['/v1/chat']) } },
    })
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

describe('matchesPath', () => {
  it.each([
    ['/v1/run/:capability', '/v1/run/chat', true],
    ['/v1/run/:capability', '/v1/run/chat/x', false],
    ['/v1/run/:capability', '/v1/run/', false],
    ['/v1/models/*model', '/v1/models/a/b', true],
    ['/v1/models/*model', '/v1/models', false],
    ['/v1/chat', '/v1/chat', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected)
  })
})
