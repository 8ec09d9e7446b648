import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
