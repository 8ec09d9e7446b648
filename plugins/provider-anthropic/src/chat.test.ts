import { chat, type ChatRequest, type JsonObject, type Message } from '@lucid-gateway/core'
import { simulatorKey } from '@lucid-gateway/simulators'
import { anthropicWire } from '@lucid-gateway/wires/anthropic-messages'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { readRequest as readOpenAI } from '@lucid-gateway/wires/openai-chat'
import { describe, expect, it } from 'vitest'
import { openBench } from './test/bench.ts'
import { startedPlugin } from './test/started-plugin.ts'

const { attempts, plugin, simulator } = await openBench()

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] })
const model = 'claude-opus-5-5'

describe('over turns', () => {
  it.each(['whole', 'streamed'])('what was thought, called, found and cited goes back, %s', async form => {
    const answer = async (request: ChatRequest) => {
      if (form === 'whole') return plugin.chat.generate(request, attempts.next(model))
      const parts = await Array.fromAsync(plugin.chat.stream(request, attempts.next(model)))
      const collected = chat.collect?.(parts)
      if (!collected) throw new Error('Chat collects its parts.')
      return collected
    }
    const search = { type: 'web_search_20260318', name: 'web_search' }
    const request: ChatRequest = {
      messages: [user('What is the weather? sim:search sim:redacted')],
      tools: [
        { type: 'function', name: 'weather' },
        { type: 'vendor', name: 'web_search', extra: { 'anthropic-messages': search } },
      ],
    }
    const first = await answer(request)
    expect(first.content.map(part => part.type)).toEqual([
      'reasoning',
      'tool-call',
      'tool-result',
      'text',
      'source',
      'tool-call',
    ])
    const call = first.content.at(-1)
    if (call?.type !== 'tool-call') throw new Error('It calls a tool at last.')
    const attempt = attempts.next(model)
    const second = await plugin.chat.generate(
      {
        ...request,
        messages: [
          ...request.messages,
          { role: 'assistant', content: first.content },
          {
            role: 'tool',
            content: [{ type: 'tool-result', callId: call.id, content: [{ type: 'text', text: 'sunny' }] }],
          },
        ],
      },
      attempt,
    )
    expect(attempt.warnings).toEqual([])
    expect(second.content).toContainEqual({ type: 'text', text: 'The tool says: sunny' })
  })

  it('reasoning that another vendor signed is not sent, and is warned of', async () => {
    const attempt = attempts.next(model)
    const extra = { 'openai-responses': { id: 'rs_1' } }
    await plugin.chat.generate(
      {
        messages: [
          user('a'),
          {
            role: 'assistant',
            content: [
              { type: 'reasoning', text: 'hm', encrypted: 'xyz', extra },
              { type: 'text', text: 'b' },
            ],
          },
          user('c'),
        ],
      },
      attempt,
    )
    expect(JSON.stringify(simulator.requests[0]?.body)).not.toContain('xyz')
    expect(attempt.warnings).toMatchObject([{ type: 'dropped', field: 'messages[1].content[0]' }])
  })
})

it('a request of another wire, with all it may ask for, is one that the vendor takes', async () => {
  const { request } = readOpenAI({
    model,
    messages: [
      { role: 'system', content: 'Be brief.', name: 'rules' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Use weather.' },
          { type: 'text', text: '' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'high' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=', filename: 'a.pdf' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call.1', type: 'function', function: { name: 'weather', arguments: '{"city":"Ulm"}' } },
          { id: 'call.2', type: 'function', function: { name: 'weather', arguments: '' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call.1', content: 'sunny' },
      { role: 'tool', tool_call_id: 'call.2', content: '' },
    ],
    tools: [
      { type: 'function', function: { name: 'weather', parameters: { type: 'object' }, strict: false } },
    ],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    response_format: { type: 'json_object' },
    reasoning_effort: 'low',
    temperature: 0.2,
    seed: 1,
    n: 2,
    user: 'u',
  } as JsonObject)
  const attempt = attempts.next(model)
  const { content } = await plugin.chat.generate(request, attempt)
  expect(content.at(-1)).toMatchObject({ text: 'The tool says: sunny; ' })
  expect(attempt.warnings.map(({ type, field }) => `${type} ${field}`)).toEqual([
    'dropped messages[0].name',
    'dropped messages[1].content[1]',
    'dropped messages[1].content[2].detail',
    'coerced messages[2].content[0].id',
    'coerced messages[2].content[1].id',
    'dropped temperature',
    'emulated responseFormat',
    'dropped seed',
    'dropped candidates',
  ])
})

describe('usage', () => {
  const asked = 'one two three four sim:cached=3 sim:cache-write=2 sim:cache-hour=1 sim:reasoning=9'
  it.each(['generate', 'stream'] as const)('is what the vendor bills: %s', async form => {
    const request = { messages: [user(asked)] }
    const usage =
      form === 'generate'
        ? (await plugin.chat.generate(request, attempts.next(model))).usage
        : (await Array.fromAsync(plugin.chat.stream(request, attempts.next(model)))).findLast(
            part => part.type === 'usage',
          )?.usage
    const truth = simulator.requests[0]?.usage
    const quantities = Object.fromEntries(
      Object.entries(usage?.meters ?? {}).map(([meter, reading]) => [
        meter,
        reading?.certainty === 'known' ? reading.quantity : undefined,
      ]),
    )
    expect(quantities).toEqual({
      input: (truth?.promptTokens ?? 0) - 6,
      cache_read: 3,
      cache_write: 2,
      cache_write_1h: 1,
      output: (truth?.completionTokens ?? 0) - 9,
      reasoning: 9,
    })
  })

  it('of an answer that states none is unknown, never 0', async () => {
    simulator.script({ fault: { kind: 'without', what: 'usage' } })
    const { usage } = await plugin.chat.generate({ messages: [user('a')] }, attempts.next(model))
    expect(usage.meters).toEqual({ input: { certainty: 'unknown' }, output: { certainty: 'unknown' } })
  })
})

describe('the relay', () => {
  const body = {
    model: 'x',
    max_tokens: 9,
    stream: true,
    messages: [{ role: 'user', content: 'a b c' }],
  }
  const raw = (fields: object, headers?: Readonly<Record<string, string>>) => {
    const bytes = Buffer.from(JSON.stringify({ ...body, ...fields }))
    return relayBody(bytes, JSON.parse(bytes.toString()) as JsonObject, headers)
  }

  it('takes both versions, and tells which one it speaks by itself', () => {
    expect(plugin.chat.relay).toMatchObject({
      wire: anthropicWire('2026-10-21'),
      alsoTakes: [anthropicWire('2023-06-01')],
    })
  })

  it('leaves what another vendor signed to translation', () => {
    const thinking = { type: 'thinking', thinking: 'hm', signature: '' }
    const messages = [{ role: 'assistant', content: [thinking] }]
    expect(plugin.chat.relay.takes?.(raw({ messages }), model)).toBe(false)
    expect(plugin.chat.relay.takes?.(raw({}), model)).toBe(true)
  })

  it('sends the version and the betas of the caller, and those of the account', async () => {
    const own = await startedPlugin({ baseUrl: simulator.url, betas: ['context-1m-2025-08-07'] })
    const headers = { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'a-2025-01-01' }
    const outcome = await own.chat.relay.send(raw({}, headers), attempts.next('claude-haiku-4-5'))
    expect(simulator.requests[0]).toMatchObject({
      headers: {
        'anthropic-version': '2023-06-01',
        'anthropic-beta': 'context-1m-2025-08-07,a-2025-01-01',
        'x-api-key': simulatorKey,
      },
      body: { model: 'claude-haiku-4-5' },
    })
    expect(outcome.bytes(anthropicWire('2023-06-01'))).toBeDefined()
    expect(outcome.bytes(anthropicWire('2026-10-21'))).toBeUndefined()
    if (outcome.kind === 'stream') outcome.cancel()
  })

  it('gives an answer that another dialect can read', async () => {
    const outcome = await plugin.chat.relay.send(raw({ stream: false, max_tokens: 90 }), attempts.next(model))
    expect(outcome.kind === 'answer' && outcome.result.content.at(-1)).toMatchObject({ type: 'text' })
  })

  it('a caller that goes away takes the connection to the vendor along', async () => {
    simulator.script({ fault: { kind: 'hang', after: 5 } })
    const gone = new AbortController()
    const outcome = await plugin.chat.relay.send(raw({}), attempts.next(model, { signal: gone.signal }))
    if (outcome.kind !== 'stream') throw new Error('A stream was asked for.')
    const reading = Array.fromAsync(outcome.parts).catch((error: unknown) => error)
    gone.abort()
    expect(await reading).toMatchObject({ code: 'cancelled' })
    expect((await outcome.done).usage.meters).toMatchObject({ output: { certainty: 'unknown' } })
    await simulator.requests[0]?.ended
    expect(simulator.requests[0]?.end).toBe('client-gone')
  })
})
