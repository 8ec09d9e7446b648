import demo from '@lucid-gateway/provider-demo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessMatrix } from '../routes/access-matrix.ts'
import { routes } from '../routes/table.ts'
import { type AdminWorld, adminWorld } from '../testing/admin-world.ts'
import { AnswerSchemas, type Described } from '../testing/answer-schemas.ts'
import { scriptedPlugin } from '../testing/scripted-plugin.ts'

let world: AdminWorld
let schemas: AnswerSchemas
let bearer: Readonly<Record<string, string>>
beforeAll(async () => {
  world = await adminWorld({
    plugins: [scriptedPlugin().plugin, demo],
    config: {
      plugins: [],
      ledger: { on: true },
      retry: { attempts: 1 },
      accounts: { away: { provider: 'scripted', credentials: { apiKey: 'env:NOT_SET' } } },
    },
  })
  const document = (await (await fetch(`${world.host.url}/openapi.json`)).json()) as Described
  schemas = new AnswerSchemas(document)
  await world.ask('POST /teams', { id: 'red' })
  const { key } = await world.key({ team: 'red', name: 'of red', kinds: ['chat.*'], models: ['*'] })
  bearer = { authorization: `Bearer ${key}` }
  for (const model of ['scripted/echo', 'scripted/refuses', 'scripted/limits', 'scripted/throws'])
    await (await world.host.post('/v1/chat', { model, messages: hi }, bearer)).text()
  const calls = async () => (await world.ask('GET /calls')).body['data'] as readonly object[]
  while ((await calls()).length < 4) await new Promise(setImmediate)
})
afterAll(() => world[Symbol.asyncDispose]())

const hi = [{ role: 'user', content: 'hi there' }]
const adminRows = accessMatrix(routes).filter(({ path }) => path.startsWith('/admin/'))

const bodies: Readonly<Record<string, readonly object[]>> = {
  'POST /admin/v1/keys': [
    { name: 'app' },
    { name: 'app', team: 'red', routes: ['/v1/*'], channel: 'stable', expires_at: '2999-01-01T00:00:00Z' },
  ],
  'POST /admin/v1/keys/{id}/rotate': [{}, { overlap_seconds: 60 }],
  'POST /admin/v1/admins': [{ name: 'ana', role: 'viewer', expires_at: '2999-01-01T00:00:00Z' }],
  'POST /admin/v1/admins/{id}/rotate': [{}],
  'PATCH /admin/v1/keys/{id}': [
    { limits: { requests: 5, per: 'minute' }, budgets: [{ usd: 25, per: 'day' }] },
    { limits: null },
  ],
  'PATCH /admin/v1/teams/{id}': [{ limits: { tokens: 50, concurrency: 2 }, budgets: null }],
  'PUT /admin/v1/limits/{id}': [{ by: 'subject', requests: 1000, capabilities: ['chat'] }],
  'PUT /admin/v1/budgets/{id}': [{ by: 'tag', tag: 'project', usd: '0.5', per: 'day' }],
}

let count = 0
/** What a path is asked for, made anew, since deeds undo what they are done to. */
async function target(path: string): Promise<string> {
  const [, rules] = /\/(limits|budgets)\/\{id\}/.exec(path) ?? []
  if (rules !== undefined) {
    const id = `rule-${++count}`
    await world.ask(`PUT /${rules}/${id}`, bodies[`PUT /admin/v1/${rules}/{id}`]?.[0])
    return id
  }
  if (path.includes('/teams/'))
    return String((await world.ask('POST /teams', { id: `t${++count}` })).body['id'])
  if (path.includes('/admins/'))
    return String((await world.ask('POST /admins', { name: 'a', role: 'viewer' })).body['id'])
  return (await world.key({ team: 'red' })).id
}

const relative = (method: string, path: string) => `${method} ${path.slice('/admin/v1'.length)}`

describe('what admins are answered is what is described', () => {
  it.each(adminRows)('$method $path', async ({ method, path }) => {
    const given = bodies[`${method} ${path}`] ?? [
      path.endsWith('/teams') && method === 'POST' ? { id: `t${++count}` } : undefined,
    ]
    for (const body of given) {
      const told = await world.ask(relative(method, path).replace('{id}', await target(path)), body)
      expect([told.status < 300, schemas.answer(method, path, told.status)(told.body)], told.text).toEqual([
        true,
        '',
      ])
    }
  })

  it.each(adminRows)('$method $path: refusals too', async ({ method, path }) => {
    const line = relative(method, path).replace('{id}', 'none')
    const refusals = [
      await world.ask(line, undefined, 'lucid_admin_none'),
      await world.ask(`${line}?odd=1`, /^P/.test(method) ? { odd: 1 } : undefined),
    ]
    for (const { status, body, text } of refusals)
      expect(
        [
          status >= 400 || path.endsWith('/accounts'),
          status < 400 ? '' : schemas.answer(method, path, status)(body),
        ],
        text,
      ).toEqual([true, ''])
  })

  it.each(['team', 'key,model', 'day,account,provider,payer', 'tag:project', ''])('usage by %s', async by => {
    const { body } = await world.ask(`GET /usage?by=${by}`)
    expect(schemas.answer('GET', '/admin/v1/usage', 200)(body)).toBe('')
  })
})

describe('what admins may write is what is described', () => {
  const tried: Readonly<Record<string, readonly unknown[]>> = {
    '/admin/v1/keys': [
      { name: 'x' },
      {},
      { name: '' },
      { name: 'x', kinds: [] },
      { name: 'x', kinds: 'chat' },
      { name: 'x', odd: 1 },
      { name: 'x', expires_at: 'tomorrow' },
      { name: 'x', routes: ['v1'] },
      { name: 'x', team: 'Not A Slug' },
      { name: 'é' },
    ],
    '/admin/v1/teams': [{ id: 'fine' }, { id: 'Not' }, {}, { id: 'x', created_by: 'me' }],
    '/admin/v1/admins': [{ name: 'x', role: 'viewer' }, { name: 'x', role: 'root' }, { name: 'x' }],
    '/admin/v1/admins/{id}/rotate': [{}, { overlap_seconds: -1 }, { odd: 1 }],
    '/admin/v1/ledger/reprice': [
      { from: '2026-11-01', dry_run: true },
      { from: '2026-11-01T12:00:00+01:00', only: 'wrong', model: 'm' },
      {},
      { from: 'soon' },
      { only: 'all' },
      { account: '' },
      { odd: 1 },
    ],
    '/admin/v1/keys/{id}/rotate': [{}, { overlap_seconds: -1 }, { overlap_seconds: 1.5 }, { odd: 1 }],
  }

  it.each(adminRows.filter(({ method }) => method === 'POST'))('$method $path', async ({ path }) => {
    for (const body of tried[path] ?? []) {
      const { status, text } = await world.ask(
        relative('POST', path).replace('{id}', await target(path)),
        body as object,
      )
      const isDescribed = schemas.request('POST', path)(body) === ''
      expect([body, status < 300], text).toEqual([body, isDescribed])
    }
    expect(tried[path]?.length).toBeGreaterThan(2)
  })
})

describe('what applications are answered is what is described', () => {
  const said = { messages: hi }
  const picture = { model: 'demo/image', prompt: 'a heron', size: '64x64' }

  it.each([
    ['POST', '/v1/chat', { model: 'scripted/echo', ...said }],
    ['POST', '/v1/chat', { model: 'demo/chat-fast', ...said, seed: 7, n: 2 }],
    ['POST', '/v1/chat', { model: 'scripted/refuses', ...said }],
    ['POST', '/v1/chat', { model: 'scripted/limits', ...said }],
    ['POST', '/v1/chat', { model: 'nobody/x', ...said }],
    ['POST', '/v1/chat', { messages: 7 }],
    ['POST', '/v1/run/chat', { model: 'scripted/echo', ...said }],
    ['POST', '/v1/run/image', picture],
    ['POST', '/v1/run/x-echo', { text: 'again' }],
    ['POST', '/v1/run/embedding', { model: 'demo/embedding', inputs: ['a'] }],
    ['POST', '/v1/images', picture],
    ['POST', '/v1/explain', { path: '/v1/chat', body: said }],
    ['POST', '/v1/explain', { path: '/v1/nowhere', body: said }],
    ['POST', '/v1/chat/completions', { model: 'scripted/echo', ...said }],
    ['POST', '/v1/chat/completions', { model: 'scripted/refuses', ...said }],
    ['POST', '/v1/responses', { model: 'scripted/echo', input: 'hi' }],
    ['POST', '/v1/responses/input_tokens', { model: 'scripted/echo', input: 'hi' }],
    ['POST', '/v1/embeddings', { model: 'demo/embedding', input: ['a'] }],
    ['POST', '/v1/images/generations', { model: 'demo/image', prompt: 'a heron', size: '64x64' }],
    ['POST', '/anthropic/v1/messages', { model: 'scripted/echo', max_tokens: 9, ...said }],
    ['POST', '/anthropic/v1/messages', { model: 'scripted/limits', max_tokens: 9, ...said }],
    ['POST', '/anthropic/v1/messages/count_tokens', { model: 'scripted/echo', ...said }],
    ['POST', '/generate-image', { providerId: 'demo', modelId: 'image', prompt: 'a heron', size: '64x64' }],
    ['POST', '/api/generation', { providerId: 'demo', modelId: 'image', prompt: 'a heron', size: '64x64' }],
    ['POST', '/api/generation', { providerId: 'nobody', prompt: 'a heron' }],
    ['GET', '/v1/models', undefined],
    ['GET', '/v1/capabilities', undefined],
    ['GET', '/v1/webhooks/secret', undefined],
    ['GET', '/anthropic/v1/models', undefined],
    ['GET', '/health-check/image-providers', undefined],
    ['GET', '/health-check/image-providers?probe=true', undefined],
    ['GET', '/healthz', undefined],
    ['GET', '/readyz', undefined],
    ['GET', '/openapi.json', undefined],
  ])('%s %s %j', async (method, path, body) => {
    const key = await world.key()
    const answer = await fetch(world.host.url + path, {
      method,
      headers: { 'x-api-key': key.key, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const told: unknown = await answer.json()
    expect(schemas.answer(method, path.split('?')[0] ?? '', answer.status)(told), JSON.stringify(told)).toBe(
      '',
    )
  })

  it.each([
    ['generateContent', { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] }, 'scripted/echo'],
    ['countTokens', { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] }, 'scripted/echo'],
    ['embedContent', { content: { parts: [{ text: 'hi' }] } }, 'demo/embedding'],
    ['generateContent', { contents: 7 }, 'scripted/echo'],
  ])('gemini: %s', async (verb, body, model) => {
    const { key } = await world.key()
    const answer = await world.host.post(`/gemini/v1beta/models/${model}:${verb}`, body, {
      'x-goog-api-key': key,
    })
    const check = schemas.answer('POST', `/gemini/{version}/models/{model}:${verb}`, answer.status)
    expect(check(await answer.json())).toBe('')
  })

  it('a call, whole', async () => {
    for (const model of ['scripted/echo', 'scripted/limits']) {
      const answer = await world.host.post('/v1/chat', { model, ...said }, bearer)
      const id = answer.headers.get('x-lucid-request-id') ?? ''
      const call: unknown = await (
        await fetch(`${world.host.url}/v1/calls/${id}`, { headers: bearer })
      ).json()
      expect(schemas.answer('GET', '/v1/calls/{id}', 200)(call), JSON.stringify(call)).toBe('')
    }
  })

  it('a job, from its start to its removal', async () => {
    const { key } = await world.key()
    const headers = { 'x-api-key': key }
    const job = (await (await world.host.post('/v1/images', picture, headers)).json()) as {
      readonly id: string
    }
    const at = `${world.host.url}/v1/images/${job.id}`
    for (const [method, prefer] of [
      ['GET', 'wait=0'],
      ['GET', 'wait=20'],
      ['DELETE', ''],
    ] as const) {
      const answer = await fetch(at, { method, headers: { ...headers, prefer } })
      expect(schemas.answer(method, '/v1/images/{id}', answer.status)(await answer.json())).toBe('')
    }
  })

  it.each(['scripted/echo', 'demo/chat-fast'])('each event of a stream of %s', async model => {
    const text = await (await world.host.post('/v1/chat', { model, ...said, stream: true }, bearer)).text()
    const events = [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)]
    expect(events.length).toBeGreaterThan(4)
    const [part, end] = [schemas.named('ChatEvent'), schemas.named('StreamEnd')]
    for (const [, name = '', data = ''] of events)
      expect((name === 'done' ? end : part)(JSON.parse(data)), data).toBe('')
  })
})
