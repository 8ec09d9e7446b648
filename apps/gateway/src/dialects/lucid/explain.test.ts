import google from '@lucid-gateway/provider-google'
import { simulatorServiceAccount, startGeminiSimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { type TestVendor, testWorld, type TestWorld, vendorIds } from '../../testing/vendors.ts'

let world: TestWorld
beforeAll(async () => {
  world = await testWorld({ decoded: false })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

interface Told {
  readonly targets: readonly {
    readonly account: string
    readonly model: string
    readonly path: string
    readonly losses: readonly unknown[]
    readonly [more: string]: unknown
  }[]
  readonly excluded: readonly { readonly account: string; readonly reason: string }[]
}

const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  world.host.post(path, body, { authorization: `Bearer ${world.key}`, ...headers })

const explain = async (path: string, body: object, headers = {}): Promise<Told> => {
  const answer = await post('/v1/explain', { path, body }, headers)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Told
}

const text = 'What is the weather in Rome?'
const schema = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false }

/** Requests of each dialect, plain ones and such as some vendor can't take whole. */
const corpus: Readonly<Record<string, readonly object[]>> = {
  '/v1/chat/completions': [
    { messages: [{ role: 'user', content: text }] },
    { messages: [{ role: 'user', content: text }], seed: 7, logit_bias: { 5: 1 }, n: 1, max_tokens: 64 },
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: text, name: 'ann' },
      ],
      tools: [{ type: 'function', function: { name: 'weather', parameters: schema, strict: true } }],
      tool_choice: 'auto',
      parallel_tool_calls: false,
      reasoning_effort: 'low',
      verbosity: 'low',
      stream: true,
      later: { than: 'known' },
    },
  ],
  '/v1/responses': [
    { input: text, store: false },
    {
      input: [{ role: 'user', content: [{ type: 'input_text', text }] }],
      tools: [{ type: 'function', name: 'weather', parameters: schema, strict: false }],
      max_output_tokens: 64,
      top_logprobs: 2,
      truncation: 'auto',
      store: false,
      stream: true,
    },
  ],
  '/anthropic/v1/messages': [
    { messages: [{ role: 'user', content: text }], max_tokens: 64 },
    {
      messages: [{ role: 'user', content: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] }],
      max_tokens: 64,
      top_k: 5,
      stop_sequences: ['.'],
      metadata: { user_id: 'ann' },
      stream: true,
    },
  ],
  '/gemini/v1beta/models/$model:generateContent': [
    { contents: [{ role: 'user', parts: [{ text }] }] },
    {
      contents: [{ role: 'user', parts: [{ text }] }],
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      generationConfig: { topK: 5, seed: 7, maxOutputTokens: 64, responseMimeType: 'application/json' },
    },
  ],
  '/gemini/v1/models/$model:streamGenerateContent?alt=sse': [
    { contents: [{ role: 'user', parts: [{ text }] }], generationConfig: { topK: 5 } },
  ],
  '/v1/chat': [
    { messages: [{ role: 'user', content: [{ type: 'text', text }] }], seed: 7, topK: 5 },
    {
      messages: [{ role: 'user', content: [{ type: 'text', text }] }],
      verbosity: 'low',
      frequencyPenalty: 1,
      stream: true,
    },
  ],
}

const cases = Object.entries(corpus).flatMap(([path, bodies]) =>
  bodies.flatMap((body, index) => vendorIds.map(id => ({ path, index, body, id }))),
)

/** What a call's receipt says, but for what was lost in its answer, which nobody can foresee. Its vendor may refuse it. */
async function receiptOf(path: string, body: object): Promise<object> {
  const answer = await post(path, body)
  const id = answer.headers.get('x-lucid-request-id')
  await answer.text()
  expect([200, 400]).toContain(answer.status)
  const found = await fetch(`${world.host.url}/v1/calls/${id}`, { headers: { 'x-api-key': world.key } })
  const { receipt } = (await found.json()) as { receipt: { entries: readonly { in?: string }[] } }
  return { ...receipt, entries: receipt.entries.filter(entry => entry.in !== 'answer') }
}

describe('what is explained is what happens', () => {
  it.each(cases)('$path $index to $id', async ({ path, body, id }) => {
    for (const name of ['model', 'thinker'] as const) {
      const vendor: TestVendor = world.vendors[id]
      const concrete = path.replace('$model', vendor[name])
      const sent = path.includes('$model') ? body : { model: vendor[name], ...body }
      const told = await explain(concrete, sent)
      expect(vendor.requests).toHaveLength(0)
      const [first] = told.targets
      expect(await receiptOf(concrete, sent)).toEqual({
        target: `${first?.account}/${first?.model}`,
        why: first?.['why'],
        path: first?.path,
        entries: first?.losses,
      })
      expect(vendor.requests).toHaveLength(1)
      world.reset()
    }
  })
})

describe('POST /v1/explain', () => {
  const hello = { model: 'anthropic/claude-haiku-4-5', messages: [{ role: 'user', content: 'Hello' }] }

  it('tells input, output and cost, and who is left out', async () => {
    const told = await explain('/v1/chat/completions', { ...hello, max_tokens: 64 })
    expect(told).toMatchObject({
      targets: [
        {
          account: 'anthropic',
          input: { tokens: expect.any(Number), certainty: 'estimated' },
          output: { expected_tokens: 32, most_tokens: 64 },
          cost: { expected_usd: expect.any(Number), worst_usd: expect.any(Number) },
        },
      ],
      excluded: [
        { account: 'openai', model: null, reason: 'not_named' },
        { account: 'google', model: null, reason: 'not_named' },
        { account: 'compatible', model: null, reason: 'not_named' },
      ],
    })
    const { targets } = await explain('/v1/chat/completions', hello)
    expect(targets[0]).toMatchObject({ output: { expected_tokens: null }, cost: { expected_usd: null } })
  })

  it.each([
    ['/v1/embeddings', { model: 'openai/text-embedding-3-small', input: ['a', 'b'] }, 'relay'],
    ['/v1/embeddings', { model: 'google/gemini-embedding-001', input: ['a', 'b'] }, 'decoded'],
    [
      '/gemini/v1/models/openai/text-embedding-3-small:embedContent',
      { content: { parts: [{ text: 'a' }] } },
      'decoded',
    ],
    ['/v1/moderations', { model: 'openai/omni-moderation-latest', input: 'a' }, 'decoded'],
    ['/v1/run/chat', { model: 'openai/gpt-4.1-mini', messages: [{ role: 'user', content: [] }] }, 'decoded'],
  ])('explains %s too', async (path, body, way) => {
    const told = await explain(path, body)
    expect(told.targets).toMatchObject([{ path: way }])
    for (const { requests } of Object.values(world.vendors)) expect(requests).toHaveLength(0)
  })

  it('heeds the headers that the call would have', async () => {
    const body = { ...hello, seed: 7 }
    const strict = await explain('/v1/chat/completions', body, { 'x-lucid-strict': '1' })
    expect(strict.targets).toEqual([])
    expect(strict.excluded[0]).toMatchObject({ account: 'anthropic', reason: 'would_lose' })
    const answer = await post(
      '/v1/explain',
      { path: '/anthropic/v1/messages', body: { ...hello, max_tokens: 64 } },
      { 'anthropic-version': '1999-01-01' },
    )
    expect(await answer.json()).toMatchObject({ error: { reason: 'unknown_version' } })
  })

  it.each([
    ['a path that makes no call', { path: '/v1/models', body: {} }, 'not_a_call'],
    ['no path', { body: {} }, 'invalid_field'],
    ['no body', { path: '/v1/chat' }, 'invalid_field'],
    ['a field that is not known', { path: '/v1/chat', body: {}, channel: 'fast' }, 'invalid_field'],
    ['a body that its path refuses', { path: '/v1/chat/completions', body: {} }, 'invalid_field'],
    [
      'a model that is not there',
      { path: '/v1/chat/completions', body: { ...hello, model: 'nobody/none' } },
      'unknown_account',
    ],
  ])('refuses %s', async (_what, body, reason) => {
    const answer = await post('/v1/explain', body)
    expect(await answer.json()).toMatchObject({ error: { reason } })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})

it('asks for no token either, and a call made meanwhile gets its own', async () => {
  await using simulator = await vertex()
  await using host = await testGateway({
    plugins: [google],
    env: { GOOGLE_SERVICE_ACCOUNT: JSON.stringify(simulatorServiceAccount) },
    config: { accounts: { google: { provider: 'google', config: simulator.config } } },
  })
  const path = '/v1/chat/completions'
  const body = {
    model: 'google/gemini-2.5-flash',
    messages: [{ role: 'user', content: text }],
    logit_bias: { 5: 1 },
  }
  const told = (await (await host.post('/v1/explain', { path, body })).json()) as Told
  expect(told.targets[0]?.losses).toMatchObject([{ field: 'extra["openai-chat"]' }])
  expect(simulator.requests).toHaveLength(0)
  const answers = await Promise.all([
    host.post('/v1/explain', { path, body }),
    host.post(path, body),
    host.post('/v1/explain', { path, body }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
})

async function vertex() {
  const { url, requests, close } = await startGeminiSimulator()
  const project = { project: 'sim-project', location: 'europe-west4' }
  return {
    requests,
    config: { baseUrl: url, vertex: { ...project, tokenUrl: `${url}/token`, metadataUrl: url } },
    [Symbol.asyncDispose]: () => close(),
  }
}
