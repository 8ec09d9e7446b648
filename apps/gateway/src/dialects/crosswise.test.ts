import type { RecordedRequest } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anthropicClient } from '../testing/clients/anthropic-client.ts'
import { geminiClient } from '../testing/clients/gemini-client.ts'
import { openaiClient } from '../testing/clients/openai-client.ts'
import { type Question, type Said, type TestClient, user } from '../testing/clients/test-client.ts'
import { type TestVendor, testWorld, type TestWorld, vendorIds } from '../testing/vendors.ts'

/** Every vendor's unchanged SDK, each with every vendor behind the gateway; on its own wire translated too. */
const clients = { openai: openaiClient, anthropic: anthropicClient, gemini: geminiClient } as const
const ownVendor = { openai: 'openai', anthropic: 'anthropic', gemini: 'google' } as const

const weather = {
  name: 'weather',
  schema: { properties: { city: { type: 'string' } }, required: ['city'] },
}
const city = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
}
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const gemini = (status: number) => ({ name: 'ApiError', status })

/** What each vendor calls a case, and what each SDK throws for it. */
const failures = [
  {
    of: 'too many requests',
    vendors: { openai: 'rate_limit_exceeded', anthropic: 'rate_limit_error', google: 'rate_limit' },
    sdk: {
      openai: { name: 'RateLimitError', status: 429 },
      anthropic: { name: 'RateLimitError', status: 429 },
      gemini: gemini(429),
    },
  },
  {
    of: 'an account without credit',
    vendors: { openai: 'insufficient_quota', anthropic: 'billing_error', google: 'daily_quota' },
    sdk: {
      openai: { name: 'RateLimitError', status: 429 },
      anthropic: { name: 'PaymentRequiredError', status: 402 },
      gemini: gemini(429),
    },
  },
  {
    of: 'a vendor without capacity',
    vendors: { openai: 'server_is_overloaded', anthropic: 'overloaded_error', google: 'overloaded' },
    sdk: {
      openai: { name: 'InternalServerError', status: 503 },
      anthropic: { name: 'OverloadedError', status: 529 },
      gemini: gemini(503),
    },
  },
  {
    of: 'a vendor that fails',
    vendors: { openai: 'server_error', anthropic: 'api_error', google: 'internal' },
    sdk: {
      openai: { name: 'InternalServerError', status: 502 },
      anthropic: { name: 'InternalServerError', status: 502 },
      gemini: gemini(502),
    },
  },
  {
    of: 'a vendor that takes too long',
    vendors: { openai: undefined, anthropic: 'timeout_error', google: 'deadline' },
    sdk: {
      openai: { name: 'InternalServerError', status: 504 },
      anthropic: { name: 'GatewayTimeoutError', status: 504 },
      gemini: gemini(504),
    },
  },
  {
    of: 'a prompt that is too long',
    vendors: { openai: 'context_length_exceeded', anthropic: 'prompt_too_long', google: 'context_length' },
    sdk: {
      openai: { name: 'BadRequestError', status: 400 },
      anthropic: { name: 'BadRequestError', status: 400 },
      gemini: gemini(400),
    },
  },
  {
    of: 'a model that the vendor does not have',
    vendors: { openai: 'model_not_found', anthropic: 'not_found_error', google: 'model_not_found' },
    sdk: {
      openai: { name: 'NotFoundError', status: 404 },
      anthropic: { name: 'NotFoundError', status: 404 },
      gemini: gemini(404),
    },
  },
  {
    of: "the operator's key, which is no fault of the caller",
    vendors: { openai: 'invalid_api_key', anthropic: 'authentication_error', google: 'api_key_invalid' },
    sdk: {
      openai: { name: 'InternalServerError', status: 502 },
      anthropic: { name: 'InternalServerError', status: 502 },
      gemini: gemini(502),
    },
  },
  {
    of: "what the operator's account may not do",
    vendors: { openai: 'missing_scope', anthropic: 'permission_error', google: 'permission_denied' },
    sdk: {
      openai: { name: 'InternalServerError', status: 502 },
      anthropic: { name: 'InternalServerError', status: 502 },
      gemini: gemini(502),
    },
  },
] as const

describe.each(['relayed where it can be', 'translated'] as const)('%s', path => {
  let world: TestWorld
  beforeAll(async () => {
    world = await testWorld({ decoded: path === 'translated' })
  })
  afterAll(() => world[Symbol.asyncDispose]())
  beforeEach(() => world.reset())

  const pairs = (Object.keys(clients) as (keyof typeof clients)[]).flatMap(client =>
    vendorIds
      .filter(vendor => path === 'relayed where it can be' || vendor === ownVendor[client])
      .map(vendor => [client, vendor] as const),
  )

  describe.each(pairs)('the SDK of %s with %s behind', (clientId, vendorId) => {
    let client: TestClient
    let vendor: TestVendor
    beforeAll(() => {
      client = clients[clientId](world.host.url, world.key)
      vendor = world.vendors[vendorId]
    })

    const both = async (question: Question): Promise<readonly [Said, Said]> => [
      await client.ask(question),
      await client.stream(question),
    ]
    const billed = (at: number) => vendor.requests[at]?.usage

    it('answers text, with usage to the token', async () => {
      const question = { model: vendor.model, system: 'Be brief.', turns: [user('Hello there sim:cached=4')] }
      for (const [at, said] of (await both(question)).entries()) {
        expect(said.text).toBe('You said: Hello there')
        expect(said.finish.toLowerCase()).toMatch(/^(stop|end_turn)$/)
        expect(said.cached).toBe(4)
        expect(said.input).toBe(billed(at)?.promptTokens)
        expect(said.output).toBe(billed(at)?.completionTokens)
      }
    })

    it('says when it was cut short', async () => {
      for (const said of await both({ model: vendor.model, turns: [user('Count to ten sim:length')] }))
        expect(said.finish.toLowerCase()).toMatch(/^(length|max_tokens)$/)
    })

    it('takes pictures', async () => {
      const said = await client.ask({ model: vendor.model, turns: [user('What is this?', pixel)] })
      expect(said.text).toMatch(/^I see 1 image\(s\) of \d+ inline bytes/)
      expect(bodyOf(vendor.requests[0])).toContain(pixel)
    })

    it('holds an answer to a schema', async () => {
      for (const said of await both({ model: vendor.model, turns: [user('A city')], schema: city }))
        expect(JSON.parse(said.text)).toHaveProperty('name')
    })

    it('calls tools in parallel, and takes their results in the next turn', async () => {
      const first = { model: vendor.model, turns: [user('How is it? sim:tools=2')], tools: [weather] }
      for (const said of await both(first)) {
        expect(said.calls.map(({ name, input }) => [name, input])).toEqual([
          ['weather', { city: expect.any(String) }],
          ['weather', { city: expect.any(String) }],
        ])
        const results = said.calls.map((call, index) => ({ call, text: `${18 + index} degrees` }))
        const turns = [...first.turns, { said }, { results }]
        const next = await client.ask({ ...first, turns })
        expect(next.text).toContain('18 degrees')
        expect(next.text).toContain('19 degrees')
      }
    })

    it('keeps what was reasoned over the turns of a tool', async () => {
      const first = { model: vendor.thinker, turns: [user('sim:tools=2')], tools: [weather], thinks: true }
      for (const said of await both(first)) {
        expect(said.calls).toHaveLength(2)
        if (shows(vendorId, clientId)) expect(said.thoughts).toContain('think')
        const results = said.calls.map(call => ({ call, text: 'fine' }))
        const next = await client.ask({ ...first, turns: [...first.turns, { said }, { results }] })
        expect(next.text).toContain('fine')
        if (clientId !== 'openai') expect(bodyOf(vendor.requests.at(-1))).toMatch(proofs[vendorId])
      }
    })

    it('says how much was thought', async () => {
      const question = { model: vendor.thinker, turns: [user('Think. sim:reasoning=16')], thinks: true }
      for (const said of await both(question)) {
        expect(said.thought).toBe(16)
        expect(said.text).toBe('You said: Think.')
      }
    })

    it('names what an answer rests on', async () => {
      const question = { model: vendor.model, turns: [user('News? sim:cite sim:search')] }
      for (const said of await both(question))
        expect(said.sources).toContainEqual(expect.stringMatching(/^https:\/\/example\.com\/[ab]$/))
    })

    it.each(failures)("throws the SDK's own error for $of", async ({ vendors, sdk }) => {
      const name = vendors[vendorId]
      if (name === undefined) return
      const question = { model: vendor.model, turns: [user(`sim:error=${name}`)] }
      for (const asked of [client.ask(question), client.stream(question)]) {
        const thrown: unknown = await asked.catch((error: unknown) => error)
        expect(client.failureOf(thrown)).toEqual(sdk[clientId])
        expect(String(thrown)).not.toContain('sk-')
      }
    })

    it.each(['reset:2', 'close:2', 'end:2', 'error-event:2'])('fails a stream that %s cuts', async fault => {
      const question = { model: vendor.model, turns: [user(`Count to ten sim:fault=${fault}`)] }
      await expect(client.stream(question)).rejects.toThrow()
    })
  })
})

describe('a conversation that changes its vendor', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await testWorld({ decoded: false })
  })
  afterAll(() => world[Symbol.asyncDispose]())
  beforeEach(() => world.reset())

  const switches = vendorIds.flatMap(from => others(from).map(to => [from, to]))

  describe.each(Object.keys(clients) as (keyof typeof clients)[])('the SDK of %s', clientId => {
    it.each(switches)(
      'begins with %s and goes on with %s, without what was meant for the first',
      async (...ids) => {
        const [from, to] = ids.map(id => world.vendors[id as TestVendor['id']]) as [TestVendor, TestVendor]
        const client = clients[clientId](world.host.url, world.key)
        const first = { model: from.thinker, turns: [user('sim:tools=2')], tools: [weather], thinks: true }
        const said = await client.stream(first)
        const results = said.calls.map((call, index) => ({ call, text: `${18 + index} degrees` }))
        const turns = [...first.turns, { said }, { results }]
        const next = await client.ask({ ...first, model: to.thinker, turns })
        expect(next.text).toContain('19 degrees')
        const sent = bodyOf(to.requests[0])
        for (const [id, proof] of Object.entries(proofs)) {
          if (id !== 'openai') expect(sent).not.toMatch(proof)
        }
        expect(sent).not.toContain('lucid')
        const back = await client.ask({ ...first, turns })
        expect(back.text).toContain('19 degrees')
        if (clientId !== 'openai') expect(bodyOf(from.requests.at(-1))).toMatch(proofs[from.id])
      },
    )
  })
})

const others = (of: TestVendor['id']): readonly TestVendor['id'][] => vendorIds.filter(id => id !== of)

const bodyOf = (request: RecordedRequest | undefined): string => Buffer.from(request?.raw ?? []).toString()

/** What a vendor wants back to go on from what it reasoned. OpenAI's chat has no such thing, neither to give nor to keep. */
const proofs = {
  openai: /./,
  anthropic: /"signature":"EqSim[^"]{8,}"/,
  google: /"thoughtSignature":"(?!skip)[^"]{4,}"/,
}

/** Whether a vendor shows what it thinks, on a wire that has a place for it. */
const shows = (vendor: TestVendor['id'], client: TestClient['id']): boolean =>
  vendor !== 'openai' && client !== 'openai'
