import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testWorld, type TestWorld } from '../../testing/vendors.ts'

/** What a coding agent sends that was made for this dialect alone, to models that it was not made for. */
let world: TestWorld
beforeAll(async () => {
  world = await testWorld({ decoded: false })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const betas = 'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27'
const user_id = `user_${'a'.repeat(64)}_account_0b7a1f6e-0000-4000-8000-0123456789ab_session_1`
const cache_control = { type: 'ephemeral' }
const agent = {
  max_tokens: 32_000,
  metadata: { user_id },
  system: [
    { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1' },
    { type: 'text', text: 'You help with code.', cache_control },
  ],
  tools: [
    {
      name: 'Read',
      description: 'Reads a file.',
      input_schema: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: { path: { type: 'string' }, limit: { type: 'number', exclusiveMinimum: 0 } },
        required: ['path'],
        additionalProperties: false,
      },
      cache_control,
    },
  ],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello', cache_control }] }],
}
const post = (body: object): Promise<Response> =>
  world.host.post('/anthropic/v1/messages?beta=true', body, {
    'x-api-key': world.key,
    'anthropic-version': '2023-06-01',
    'anthropic-beta': betas,
    'x-app': 'cli',
  })

describe.each(['openai', 'responses', 'anthropic', 'google'] as const)('with %s behind', id => {
  it.each([
    ['as it is', {}],
    ['with its thinking off', { thinking: { type: 'disabled' } }],
    ['with a budget', { thinking: { type: 'enabled', budget_tokens: 31_999 } }],
    ['with the most effort', { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } }],
  ])('an agent is answered %s', async (_name, fields) => {
    const { thinking } = fields as { readonly thinking?: { readonly type: string } }
    const newest = id === 'anthropic' && thinking?.type === 'enabled'
    const model = newest ? 'anthropic/claude-haiku-4-5' : world.vendors[id].thinker
    const answer = await post({ model, ...agent, ...fields })
    expect(await answer.json()).toMatchObject({ type: 'message', stop_reason: 'end_turn' })
  })
})

it('a user whose name is too long for the vendor is told apart by a hash of it', async () => {
  const named = async (id: 'openai' | 'responses' | 'compatible', user: string): Promise<unknown> => {
    world.reset()
    const { model, requests } = world.vendors[id]
    const answer = await post({ model, ...agent, metadata: { user_id: user } })
    expect(answer.headers.get('x-lucid-receipt')).toContain('coerced user')
    const sent = JSON.stringify(requests[0]?.body)
    return /"(?:user|safety_identifier)":"(.*?)"/.exec(sent)?.[1]
  }
  const hash = await named('openai', user_id)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(await named('responses', user_id)).toBe(hash)
  expect(await named('compatible', user_id)).toBe(hash)
  expect(await named('openai', `${user_id}2`)).not.toBe(hash)
})

it('an agent that allows more output than the model has is told what it gets, and answered', async () => {
  const answer = await post({ model: 'openai/gpt-4o', ...agent })
  expect(answer.headers.get('x-lucid-receipt')).toContain('coerced maxOutputTokens')
  expect(await answer.json()).toMatchObject({ stop_reason: 'end_turn' })
  expect(world.vendors.openai.requests[0]?.body).toMatchObject({ max_completion_tokens: 16_384 })
})

it.each([false, true])(
  "a tool of a long name is called by it where the vendor's are shorter, streamed: %s",
  async stream => {
    const name = `mcp__${'server_'.repeat(8)}__${'tool_'.repeat(8)}`
    const called = { type: 'tool_use', id: 'toolu_1', name, input: {} }
    for (const id of ['openai', 'responses', 'google'] as const) {
      world.reset()
      const answer = await post({
        model: world.vendors[id].model,
        ...agent,
        stream,
        tools: [{ name, input_schema: { type: 'object' } }],
        tool_choice: { type: 'tool', name },
        messages: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: [called] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'done' }] },
          { role: 'assistant', content: 'Done.' },
          { role: 'user', content: 'Again.' },
        ],
      })
      const text = await answer.text()
      expect(text).toContain(`"name":"${name}"`)
      expect(text).toContain('tool_use')
      expect(JSON.stringify(world.vendors[id].requests[0]?.body).includes(name)).toBe(id === 'google')
    }
  },
)

it('tools that take nothing, or a list of anything, are tools for a vendor who wants that said', async () => {
  const tools = [
    { name: 'nothing', input_schema: { type: 'object' } },
    { name: 'anything', input_schema: { type: 'object', properties: { list: { type: 'array' } } } },
  ]
  for (const id of ['openai', 'responses'] as const) {
    const answer = await post({ model: world.vendors[id].model, ...agent, tools })
    expect(await answer.json()).toMatchObject({ type: 'message' })
  }
})
