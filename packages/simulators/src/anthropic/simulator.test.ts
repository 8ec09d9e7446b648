import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AnthropicSimulator, simulatorKey, startAnthropicSimulator } from '../index.ts'

let simulator: AnthropicSimulator
beforeAll(async () => {
  simulator = await startAnthropicSimulator()
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const user = (content: unknown): object => ({ role: 'user', content })
const assistant = (...content: object[]): object => ({ role: 'assistant', content })
const hello = { model: 'claude-sonnet-5-5', max_tokens: 500, messages: [user('hello there')] }
const old = { 'anthropic-version': '2023-06-01' }

function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.url}/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'x-api-key': simulatorKey,
      'anthropic-version': '2026-10-21',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

interface Body {
  readonly content: readonly {
    readonly type: string
    readonly text?: string
    readonly id?: string
    readonly signature?: string
    readonly citations?: readonly object[]
    readonly content?: readonly object[]
  }[]
  readonly stop_reason: string
  readonly usage: Readonly<Record<string, number>>
  readonly error: { readonly type: string; readonly message: string }
}
const ask = async (body: object, headers?: Record<string, string>): Promise<Body> =>
  (await (await send('messages', body, headers)).json()) as Body

const weather = {
  name: 'weather',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const call = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} }
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' }
const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } }

describe('what it refuses', () => {
  it.each<readonly [string, object, string | RegExp]>([
    ['an unknown field', { foo: 1 }, 'foo: Extra inputs are not permitted'],
    ['no cap', { max_tokens: undefined }, 'max_tokens: Field required'],
    ['too high a cap', { max_tokens: 1_000_000 }, /^max_tokens: 1000000 > 128000/],
    ['no messages', { messages: [] }, 'messages: at least one message is required'],
    ['a temperature, even the usual one', { temperature: 1 }, 'temperature: Extra inputs are not permitted'],
    [
      'an unknown role',
      { messages: [{ role: 'tool', content: 'a' }] },
      /^messages\.0\.role: Input should be/,
    ],
    [
      'an unknown block',
      { messages: [user([{ type: 'smell' }])] },
      /^messages\.0\.content\.0: Input tag 'smell'/,
    ],
    ['an empty text', { messages: [user([{ type: 'text', text: '' }])] }, /non-empty/],
    ['white space', { messages: [user([{ type: 'text', text: ' \n' }])] }, /non-whitespace/],
    ['a model that speaks first', { messages: [assistant(call), user([result])] }, /first message/],
    [
      'a call without a result',
      { messages: [user('a'), assistant(call), user('b')] },
      /without `tool_result`/,
    ],
    ['a result without a call', { messages: [user('a'), user([result])] }, /unexpected `tool_use_id`/],
    [
      'a result after a text',
      { messages: [user('a'), assistant(call), user([{ type: 'text', text: 'b' }, result])] },
      /must come before other content/,
    ],
    ['a last word of the model', { messages: [user('a'), { role: 'assistant', content: 'b' }] }, /prefill/],
    [
      'a forged signature',
      {
        messages: [user('a'), assistant({ type: 'thinking', thinking: 't', signature: 'forged' }), user('b')],
      },
      /Invalid `signature` in `thinking` block/,
    ],
    [
      'a document from the model',
      { messages: [user('a'), assistant(pdf), user('b')] },
      /Input tag 'document'/,
    ],
    [
      'a citation of the user',
      { messages: [user([{ type: 'text', text: 'a', citations: [{ type: 'char_location' }] }])] },
      /citations are not permitted/,
    ],
    ['a tool without a schema', { tools: [{ name: 'a' }] }, 'tools.0.input_schema: Field required'],
    ['tools of one name', { tools: [weather, weather] }, 'tools: Tool names must be unique.'],
    [
      'more strict tools than it takes',
      {
        tools: Array.from({ length: 21 }, (_, index) => ({
          name: `t${index}`,
          strict: true,
          input_schema: { type: 'object', properties: {}, additionalProperties: false },
        })),
      },
      /Too many strict tools \(21\)/,
    ],
    [
      'a limit that no answer is held to',
      {
        output_config: {
          format: {
            type: 'json_schema',
            schema: {
              type: 'object',
              properties: { minimum: { type: 'integer', minimum: 1 } },
              additionalProperties: false,
            },
          },
        },
      },
      /property 'minimum' is not supported/,
    ],
    ['a stop at white space', { stop_sequences: ['\n'] }, /non-whitespace/],
    ['a choice of no tools', { tool_choice: { type: 'auto' } }, /only be specified while providing tools/],
    ['a budget', { thinking: { type: 'enabled', budget_tokens: 2000 } }, /not supported for this model/],
    [
      'thinking before a forced call',
      { thinking: { type: 'adaptive' }, tools: [weather], tool_choice: { type: 'any' } },
      /forces tool use/,
    ],
    [
      'an open schema',
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      /additionalProperties/,
    ],
  ])('%s', async (_, fields, message) => {
    const { error } = await ask({ ...hello, ...fields })
    expect(error).toMatchObject({
      type: 'invalid_request_error',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  })

  it.each<readonly [string, Record<string, string>, number]>([
    ['no key', { 'x-api-key': '' }, 401],
    ['a wrong key', { 'x-api-key': 'sk-wrong-key' }, 401],
    ['no version', { 'anthropic-version': '' }, 400],
    ['an unknown version', { 'anthropic-version': '2024-01-01' }, 400],
    ['a beta that is none', { 'anthropic-beta': 'x' }, 400],
    ['a body that is no JSON', { 'content-type': 'text/plain' }, 400],
  ])('%s', async (_, headers, status) => {
    expect((await send('messages', hello, headers)).status).toBe(status)
  })

  it('a budget of thinking for a turn whose calls no thought stands before', async () => {
    const call = { type: 'tool_use', id: 'c', name: 'f', input: {} }
    const answer = await send(
      'messages',
      {
        model: 'claude-haiku-4-5',
        max_tokens: 3000,
        thinking: { type: 'enabled', budget_tokens: 2000 },
        tools: [{ name: 'f', input_schema: { type: 'object' } }],
        messages: [user('hi'), assistant(call), user([{ type: 'tool_result', tool_use_id: 'c' }])],
      },
      old,
    )
    expect(answer.status).toBe(400)
    const { error } = (await answer.json()) as Body
    expect(error.message).toContain('Expected `thinking` or `redacted_thinking`, but found `tool_use`')
  })

  it('what the older version takes, where the model does', async () => {
    const sampled = { ...hello, model: 'claude-haiku-4-5', temperature: 0.5 }
    expect((await ask(sampled, old)).stop_reason).toBe('end_turn')
    expect((await ask({ ...sampled, top_p: 1 }, old)).error.message).toMatch(/cannot both be specified/)
    expect((await ask({ ...hello, temperature: 0.5 }, old)).error.message).toMatch(/deprecated/)
    const documented = { ...hello, messages: [user('a'), assistant(pdf), user('b')] }
    expect((await ask(documented, old)).stop_reason).toBe('end_turn')
  })
})

describe('what it answers', () => {
  it('says what it was told, thinks where it always does, and takes its own signature back', async () => {
    const opus = { ...hello, model: 'claude-opus-5-5' }
    const first = await ask(opus)
    expect(first.content).toMatchObject([
      { type: 'thinking', thinking: '', signature: expect.stringMatching(/^EqSim/) },
      { type: 'text', text: 'You said: hello there' },
    ])
    expect(first.usage).toMatchObject({ output_tokens_details: { thinking_tokens: 64 } })
    const second = await ask({
      ...opus,
      messages: [...hello.messages, assistant(...first.content), user('and now?')],
    })
    expect(second.content.at(-1)?.text).toBe('You said: and now?')
  })

  it('calls several tools at once, and says what they gave', async () => {
    const asked = user('Look. sim:tools=2')
    const { content, stop_reason } = await ask({ ...hello, messages: [asked], tools: [weather] })
    expect([stop_reason, content.map(block => block.type)]).toEqual(['tool_use', ['tool_use', 'tool_use']])
    const results = content.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'sunny' }))
    const next = await ask({
      ...hello,
      tools: [weather],
      messages: [asked, assistant(...content), user(results)],
    })
    expect(next.content).toMatchObject([{ text: 'The tool says: sunny; sunny' }])
  })

  it('searches, cites what it found, and takes that back', async () => {
    const tools = [{ type: 'web_search_20260318', name: 'web_search' }]
    const asked = user('What is new? sim:search')
    const { content, usage } = await ask({ ...hello, messages: [asked], tools })
    expect(content.map(block => block.type)).toEqual([
      'server_tool_use',
      'web_search_tool_result',
      'text',
      'text',
    ])
    expect(usage).toMatchObject({ server_tool_use: { web_search_requests: 1 } })
    const again = await ask({ ...hello, tools, messages: [asked, assistant(...content), user('Go on.')] })
    expect(again.stop_reason).toBe('end_turn')
  })

  it.each([
    ['sim:refusal', 'refusal'],
    ['sim:length one two three', 'max_tokens'],
    ['sim:pause', 'pause_turn'],
  ])('ends as the prompt says: %s', async (prompt, reason) => {
    expect((await ask({ ...hello, messages: [user(prompt)] })).stop_reason).toBe(reason)
  })

  it('counts tokens, and bills in disjoint counts', async () => {
    const messages = [user('one two three four five six sim:cached=4 sim:cache-write=2 sim:cache-hour=1')]
    const counted = (await (
      await send('messages/count_tokens', { model: hello.model, messages })
    ).json()) as { input_tokens: number }
    const { usage } = await ask({ ...hello, messages })
    expect(usage).toMatchObject({
      input_tokens: counted.input_tokens - 7,
      cache_read_input_tokens: 4,
      cache_creation_input_tokens: 3,
      cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 1 },
    })
    expect(simulator.requests.at(-1)?.usage).toMatchObject({ promptTokens: counted.input_tokens })
  })

  it('lists its models, page by page', async () => {
    const first = (await (await send('models?limit=2', undefined)).json()) as {
      data: { id: string }[]
      has_more: boolean
      last_id: string
    }
    expect([first.data.length, first.has_more]).toEqual([2, true])
    const next = (await (
      await send(`models?after_id=${first.last_id}&limit=100`, undefined)
    ).json()) as object
    expect(next).toMatchObject({ has_more: false })
    expect((await send('models/claude-gone', undefined)).status).toBe(404)
  })

  it.each([
    ['overloaded_error', 529],
    ['billing_error', 402],
    ['spend_limit_reached', 429],
  ])('fails by name: %s', async (error, status) => {
    const response = await send('messages', { ...hello, messages: [user(`sim:error=${error}`)] })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ type: 'error', request_id: 'req_sim1' })
  })
})

describe('how it streams', () => {
  const stream = async (prompt: string): Promise<string> =>
    (await send('messages', { ...hello, stream: true, messages: [user(prompt)] })).text()

  it('by named events, from the head to the end', async () => {
    const text = await stream('hi')
    const names = text.split('\n').flatMap(line => (line.startsWith('event: ') ? [line.slice(7)] : []))
    expect([...new Set(names)]).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'ping',
      'message_delta',
      'message_stop',
    ])
    expect(text).toContain('"output_tokens":1,')
    expect(simulator.requests[0]).toMatchObject({ eventsSent: names.length, end: 'sent' })
  })

  it('with the faults that it is asked for', async () => {
    expect(await stream('sim:fault=error-event:3')).toContain('event: error\ndata: {"type":"error"')
    expect(await stream('sim:fault=garbage-event:3')).toContain(
      'event: content_block_delta\ndata: {"id": not',
    )
    expect(await stream('sim:fault=without:done')).not.toContain('message_stop')
    expect(await stream('sim:fault=without:finish')).not.toContain('message_delta')
    expect(await stream('sim:fault=without:usage')).not.toContain('usage')
  })
})
