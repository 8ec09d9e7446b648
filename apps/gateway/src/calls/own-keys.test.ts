import anthropic from '@lucid-gateway/provider-anthropic'
import openai from '@lucid-gateway/provider-openai'
import { type Simulator, startAnthropicSimulator, startOpenAISimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

const callers = Array.from({ length: 200 }, (_, n) => `sk-own-${String(n).padStart(4, '0')}-canary`)
const operators = 'sk-operator-0123456789'
const key = newKey()
const limited = newKey()
const bearer = { authorization: `Bearer ${key}` }
const hello = [{ role: 'user', content: 'Hello' }]

let vendors: { readonly openai: Simulator<never>; readonly anthropic: Simulator<never> }
let host: TestGateway
beforeAll(async () => {
  const keys = [operators, ...callers]
  vendors = {
    openai: await startOpenAISimulator({ keys }),
    anthropic: await startAnthropicSimulator({ keys }),
  }
  host = await start()
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  await Promise.all(Object.values(vendors).map(vendor => vendor.close()))
})
beforeEach(() => Object.values(vendors).forEach(vendor => vendor.reset()))

/** Anthropic has a key of the operator's; OpenAI has none. */
function start(config: object = {}): Promise<TestGateway> {
  return testGateway({
    env: { LUCID_API_KEY: key, LIMITED_KEY: limited, ANTHROPIC_API_KEY: operators },
    config: {
      retry: { attempts: 1 },
      accounts: {
        openai: { provider: 'openai', config: { baseUrl: vendors.openai.url } },
        anthropic: { provider: 'anthropic', config: { baseUrl: vendors.anthropic.url } },
      },
      ...config,
    },
    plugins: [openai, anthropic],
  })
}

/** One call in each dialect to each vendor, so that each is relayed once and translated once. */
const dialects = [
  ['openai', '/v1/chat/completions', (model: string) => ({ model, messages: hello })],
  ['anthropic', '/anthropic/v1/messages', (model: string) => ({ model, messages: hello, max_tokens: 64 })],
] as const
const models = { openai: 'openai/gpt-4.1-mini', anthropic: 'anthropic/claude-haiku-4-5' } as const
const vendorIds = ['openai', 'anthropic'] as const

/** The key that the vendor saw. */
function sentTo(id: (typeof vendorIds)[number]): readonly (string | undefined)[] {
  return vendors[id].requests.map(
    ({ headers }) => headers['x-api-key'] ?? headers['authorization']?.replace('Bearer ', ''),
  )
}

describe.each(dialects)('in the dialect of %s', (_id, path, bodyFor) => {
  it.each(vendorIds)("a caller's own key goes to %s, and the caller pays", async id => {
    const own = callers[7] as string
    const answer = await host.post(path, bodyFor(models[id]), { ...bearer, [`x-user-${id}-key`]: own })
    expect(answer.status).toBe(200)
    expect(sentTo(id)).toEqual([own])
    const call = await fetch(`${host.url}/v1/calls/${answer.headers.get('x-lucid-request-id')}`, {
      headers: bearer,
    })
    const told = await call.text()
    expect(JSON.parse(told)).toMatchObject({ attempts: [{ account: id, payer: 'caller' }] })
    expect(told + host.logged()).not.toContain('canary')
  })

  it.each(vendorIds)(
    "a stream with a caller's own key comes whole from %s, and as from the operator's",
    async id => {
      const body = { ...bodyFor(models[id]), stream: true }
      const streamed = async (headers: object) => {
        const answer = await host.post(path, body, { ...bearer, ...headers })
        const text = await answer.text()
        return {
          status: answer.status,
          events: text.match(/"(?:content|text)": ?"[^"]*"|^event: .*$|\\[DONE\\]/gm),
        }
      }
      const own = await streamed({ [`x-user-${id}-key`]: callers[3] as string })
      expect(own.status).toBe(200)
      expect(own.events?.length).toBeGreaterThan(2)
      if (id === 'anthropic') expect(own).toEqual(await streamed({}))
      expect(host.logged()).not.toContain('canary')
    },
  )

  it.each(vendorIds)("a caller's own key that %s refuses is the caller's fault", async id => {
    const own = 'sk-wrong-canary-0123456789'
    const answer = await host.post(path, bodyFor(models[id]), {
      ...bearer,
      'x-user-api-keys': JSON.stringify({ [id]: { apiKey: own } }),
    })
    expect(answer.status).toBe(401)
    expect((await answer.text()) + host.logged()).not.toContain('canary')
  })

  it.each([
    [{ 'x-user-opnai-key': 'sk-canary' }, 'Did you mean openai'],
    [{ 'x-user--key': 'sk-canary' }, 'no such account or provider'],
    [{ 'x-user-replicate-key': 'sk-canary' }, 'only where the config lists its plugin'],
    [{ 'x-user-api-keys': 'sk-canary' }, 'x-user-api-keys'],
    [{ 'x-user-api-keys': '{"openai":7}' }, 'x-user-api-keys'],
    [{ 'x-user-api-keys': '{"openai":{"token":"sk-canary"}}' }, 'It takes apiKey'],
    [{ 'x-user-api-keys': '{"openai":"a","OPENAI":"b"}' }, 'Two keys'],
    [{ 'x-user-openai-key': 'sk-canary', 'x-user-api-keys': '{"openai":"b"}' }, 'Two keys'],
  ])('what is no key is refused before anybody is asked: %j', async (headers, told) => {
    const answer = await host.post(path, bodyFor(models.openai), { ...bearer, ...headers } as never)
    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(text).toContain(told)
    expect(text + host.logged()).not.toContain('canary')
    expect(sentTo('openai')).toEqual([])
  })
})

it('200 calls at once with 200 keys over two vendors go out with a key each', async () => {
  const answers = await Promise.all(
    callers.map((own, n) => {
      const id = vendorIds[n % 2] as 'openai' | 'anthropic'
      const [, path, bodyFor] = dialects[(n >> 1) % 2] as (typeof dialects)[number]
      const body = { ...bodyFor(models[id]), messages: [{ role: 'user', content: `I am ${own}` }] }
      return host.post(path, body, { ...bearer, [`x-user-${id}-key`]: own })
    }),
  )
  expect(answers.map(({ status }) => status)).toEqual(callers.map(() => 200))
  await Promise.all(answers.map(answer => answer.text()))
  for (const id of vendorIds) {
    const keys = sentTo(id)
    expect(new Set(keys).size).toBe(100)
    for (const [at, { body }] of vendors[id].requests.entries())
      expect(JSON.stringify(body)).toContain(`I am ${keys[at]}`)
  }
  expect(host.logged()).not.toContain('canary')
})

it("without a caller's key the operator's is used, and one that there is not is still not there", async () => {
  const [, path, bodyFor] = dialects[0]
  expect((await host.post(path, bodyFor(models.anthropic), bearer)).status).toBe(200)
  expect(sentTo('anthropic')).toEqual([operators])
  expect((await host.post(path, bodyFor(models.openai), bearer)).status).toBe(503)
})

it('tokens are counted, and calls explained, with the same key', async () => {
  const own = {
    ...bearer,
    'x-user-anthropic-key': callers[1] as string,
    'x-user-openai-key': callers[2] as string,
  }
  const body = { model: models.anthropic, messages: hello }
  expect((await host.post('/anthropic/v1/messages/count_tokens', body, own)).status).toBe(200)
  expect(sentTo('anthropic')).toEqual([callers[1]])
  const asked = { path: '/v1/chat/completions', body: { model: models.openai, messages: hello } }
  const explained = await host.post('/v1/explain', asked, own)
  expect(await explained.json()).toMatchObject({ targets: [{ account: 'openai' }] })
})

it('is refused, with what to do, where the operator does not want it', async () => {
  await using closed = await start({ ownKeys: false })
  const [, path, bodyFor] = dialects[0]
  const answer = await closed.post(path, bodyFor(models.openai), {
    ...bearer,
    'x-user-openai-key': 'sk-canary',
  })
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ error: { code: 'own_keys_refused' } })
})

describe('a key of the gateway that is limited', () => {
  it.each([
    ['an answer that is kept', 'GET', '/v1/responses/resp_1', { 'x-user-zzz-key': 'sk-canary' }],
    ['a call', 'POST', '/v1/chat/completions', { 'x-user-zzz-key': 'sk-canary' }],
    ['a count', 'POST', '/anthropic/v1/messages/count_tokens', { 'x-user-zzz-key': 'sk-canary' }],
    ['an explanation', 'POST', '/v1/explain', { 'x-user-zzz-key': 'sk-canary' }],
    [
      'a call with two',
      'POST',
      '/v1/chat/completions',
      { 'x-user-api-keys': '{"anthropic":"a","Anthropic":"b"}' },
    ],
  ])(
    'is told of no other account by what is wrong with its own keys: %s',
    async (_what, method, path, own) => {
      await using closed = await start({
        accounts: {
          openai: {
            provider: 'openai',
            config: { baseUrl: vendors.openai.url },
            credentials: { apiKey: 'env:ANTHROPIC_API_KEY' },
          },
          anthropic: { provider: 'anthropic', enabled: false },
          hidden: { provider: 'anthropic', config: { baseUrl: vendors.anthropic.url } },
        },
        keys: [{ name: 'app', key: 'env:LIMITED_KEY', models: ['openai/*'] }],
      })
      const body = { model: models.openai, messages: hello, max_tokens: 5 }
      const answer = await fetch(closed.url + path, {
        method,
        headers: { 'x-api-key': limited, ...own, 'content-type': 'application/json' } as never,
        ...(method === 'POST'
          ? { body: JSON.stringify(path === '/v1/explain' ? { path: '/v1/chat/completions', body } : body) }
          : {}),
      })
      const text = await answer.text()
      expect([answer.status, text]).toEqual([400, expect.not.stringMatching(/hidden|canary/)])
    },
  )
})
