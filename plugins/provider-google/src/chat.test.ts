import type { ChatRequest, JsonObject, Message } from '@lucid-gateway/core'
import { relayBody, writeAnswer } from '@lucid-gateway/wires/gemini'
import { describe, expect, it } from 'vitest'
import { openBench } from './test/bench.ts'

const { attempts, plugin, simulator } = await openBench()

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] })
const tools = [
  {
    type: 'function',
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
] as const
const warned = (attempt: { readonly warnings: readonly { type: string; field?: string }[] }) =>
  attempt.warnings.map(({ type, field }) => [type, field])

describe('tools over two turns', () => {
  it.each(['gemini-3.8-flash', 'gemini-3.1-pro-preview', 'gemini-2.5-flash'])(
    'are signed where the vendor signs them, and answered: %s',
    async model => {
      const asked: ChatRequest = { messages: [user('Use weather. sim:tools=2')], tools }
      const first = await plugin.chat.generate(asked, attempts.next(model))
      expect(first.finish).toEqual({ unified: 'tool-calls', raw: 'STOP' })
      const calls = first.content.filter(part => part.type === 'tool-call')
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
      const messages: readonly Message[] = [
        ...asked.messages,
        { role: 'assistant', content: first.content },
        // As other vendors' callers say it: a message for each result, and no names.
        ...calls.map(({ id }): Message => ({
          role: 'tool',
          content: [{ type: 'tool-result', callId: id, content: [{ type: 'text', text: 'sunny' }] }],
        })),
      ]
      const attempt = attempts.next(model)
      const second = await plugin.chat.generate({ messages, tools }, attempt)
      expect(second.content[0]).toMatchObject({
        type: 'text',
        text: 'The tool says: {"output":"sunny"}; {"output":"sunny"}',
      })
      expect(attempt.warnings).toEqual([])
    },
  )

  const foreign: readonly Message[] = [
    user('Use weather.'),
    {
      role: 'assistant',
      content: [
        {
          type: 'reasoning',
          text: 'Hm.',
          signature: 'of another',
          extra: { 'anthropic-messages': { type: 'thinking' } },
        },
        { type: 'tool-call', id: 'toolu_1', name: 'weather', input: '{"city":"Ulm"}' },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          callId: 'toolu_1',
          content: [
            { type: 'text', text: 'sunny' },
            { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'AAAA' } },
          ],
        },
      ],
    },
  ]

  it('go on from another vendor, whose signatures stay behind', async () => {
    const attempt = attempts.next('gemini-3.8-flash')
    await plugin.chat.generate({ messages: foreign, tools }, attempt)
    expect(warned(attempt)).toEqual([
      ['dropped', 'messages[1].content[0].extra["anthropic-messages"]'],
      ['dropped', 'messages[1].content[0].signature'],
      ['emulated', 'messages[1].content'],
    ])
    expect(JSON.stringify(simulator.requests[0]?.body)).not.toContain('of another')
  })

  it('have their pictures beside them where a model takes text only', async () => {
    const attempt = attempts.next('gemini-2.5-flash')
    await plugin.chat.generate({ messages: foreign, tools }, attempt)
    expect(warned(attempt)).toContainEqual(['emulated', 'messages[2].content[0].content[1]'])
    expect(simulator.requests[0]?.body).toMatchObject({
      contents: [
        {},
        {},
        { parts: [{ functionResponse: { name: 'weather' } }, { inlineData: { data: 'AAAA' } }] },
      ],
    })
  })
})

describe('how much to think', () => {
  const thinking = async (model: string, reasoning: ChatRequest['reasoning']) => {
    const attempt = attempts.next(model)
    await plugin.chat.generate({ messages: [user('hi')], ...(reasoning ? { reasoning } : {}) }, attempt)
    const body = simulator.requests.at(-1)?.body as { generationConfig?: { thinkingConfig?: unknown } }
    return [body.generationConfig?.thinkingConfig, attempt.warnings.map(({ type }) => type)]
  }

  it('is said in the words of the model', async () => {
    expect(await thinking('gemini-3.8-flash', { effort: 'low' })).toEqual([{ thinkingLevel: 'LOW' }, []])
    expect(await thinking('gemini-3.8-flash', { effort: 'none' })).toEqual([
      { thinkingLevel: 'MINIMAL' },
      ['coerced'],
    ])
    expect(await thinking('gemini-3.8-flash', { effort: 'max' })).toEqual([
      { thinkingLevel: 'HIGH' },
      ['coerced'],
    ])
    expect(await thinking('gemini-3.1-pro-preview', { effort: 'minimal' })).toEqual([
      { thinkingLevel: 'LOW' },
      ['coerced'],
    ])
    expect(await thinking('gemini-2.5-flash', { effort: 'none' })).toEqual([{ thinkingBudget: 0 }, []])
    expect(await thinking('gemini-2.5-pro', { effort: 'none' })).toEqual([
      { thinkingBudget: 128 },
      ['coerced'],
    ])
    expect(await thinking('gemini-2.5-flash', { budgetTokens: 99 })).toEqual([{ thinkingBudget: 99 }, []])
    expect(await thinking('gemini-2.0-flash', { effort: 'high' })).toEqual([undefined, ['dropped']])
  })

  it('shows thoughts where they are asked for, and counts them apart', async () => {
    const result = await plugin.chat.generate(
      { messages: [user('sim:thoughts=hm hi')], reasoning: { summary: 'auto' } },
      attempts.next('gemini-3.8-flash'),
    )
    expect(result.content[0]).toEqual({ type: 'reasoning', text: 'hm' })
    expect(result.usage.meters['reasoning']).toEqual({ certainty: 'known', quantity: 32 })
  })
})

describe('usage', () => {
  it('is the vendor’s own, on disjoint meters', async () => {
    simulator.script({
      cachedTokens: 2,
      audioTokens: 6,
      toolUseTokens: 9,
      thoughtsTokens: 5,
      text: 'one two',
    })
    const { usage } = await plugin.chat.generate(
      { messages: [user('a b c')] },
      attempts.next('gemini-2.5-flash'),
    )
    const { promptTokens = 0 } = simulator.requests[0]?.usage ?? {}
    const known = (quantity: number) => ({ certainty: 'known', quantity })
    expect(usage.meters).toEqual({
      input: known(promptTokens + 9 - 2 - 6),
      cache_read: known(2),
      input_audio: known(6),
      output: known(2),
      reasoning: known(5),
    })
  })

  it('is what the count says of the input', async () => {
    const request: ChatRequest = {
      messages: [{ role: 'system', content: [{ type: 'text', text: 's' }] }, user('a b')],
      tools,
    }
    const counted = await plugin.chat.count(request, attempts.next('gemini-3.8-flash'))
    const { usage } = await plugin.chat.generate(request, attempts.next('gemini-3.8-flash'))
    expect(counted.meters['input']).toEqual(usage.meters['input'])
  })
})

describe('a body that is passed on', () => {
  it('goes where the attempt says, byte for byte', async () => {
    const text =
      '{ "contents" : [{"parts":{"text":"hi"}}], "model":"google/other", "generation_config":{"temperature":1.0} }'
    const raw = relayBody(Buffer.from(text), JSON.parse(text) as never, false)
    const answer = await plugin.chat.relay.send(raw, attempts.next('gemini-2.0-flash'))
    if (answer.kind !== 'answer') throw new Error('No stream was asked for.')
    const [request] = simulator.requests
    expect(request?.path).toBe('/v1/models/gemini-2.0-flash:generateContent')
    expect(Buffer.from(request?.raw ?? []).toString()).toBe(text.replace(' "model":"google/other",', ''))
    expect(answer.result.content).toEqual([{ type: 'text', text: 'You said: hi' }])
    expect(answer.bytes('openai-chat')).toBeUndefined()
  })

  it('goes without what another vendor signed', async () => {
    const head = { id: 'r', model: 'm', created: 1 }
    const content = [{ type: 'reasoning', text: 'Hm.', signature: 'of another vendor' }] as const
    const { body: told } = writeAnswer(
      {
        content: [...content, { type: 'text', text: 'Hi.' }],
        finish: { unified: 'stop' },
        usage: { meters: {} },
      },
      head,
    )
    const [candidate] = told['candidates'] as readonly { readonly content: JsonObject }[]
    const body = {
      contents: [{ parts: [{ text: 'a' }] }, candidate?.content ?? {}, { parts: [{ text: 'b' }] }],
    }
    const raw = relayBody(Buffer.from(JSON.stringify(body)), body, true)
    const attempt = attempts.next('gemini-3.8-flash')
    const stream = await plugin.chat.relay.send(raw, attempt)
    if (stream.kind !== 'stream') throw new Error('A stream was asked for.')
    expect(Buffer.concat(await Array.fromAsync(stream.bytes('gemini') ?? [])).toString()).toContain(
      '"text":" b"',
    )
    expect(simulator.requests[0]?.body).toMatchObject({
      contents: [{}, { parts: [{ text: 'Hm.', thought: true }, { text: 'Hi.' }] }, {}],
    })
    expect(warned(attempt)).toEqual([['dropped', 'contents[1]']])
  })

  it('has the vendor’s word on calls that it did not sign, and passes else as it is', async () => {
    const part = '{"function_call":{"name":"weather","args":{"n":1.0}}}'
    const rest = '{"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"a":1}}}]}'
    const text = `{ "contents":[{"parts":[{"text":"a"}]},{"role":"model","parts":[${part}]},${rest}], "store" : false }`
    const raw = relayBody(Buffer.from(text), JSON.parse(text) as never, false)
    const attempt = attempts.next('gemini-3.8-flash')
    await plugin.chat.relay.send(raw, attempt)
    expect(warned(attempt)).toEqual([['emulated', 'contents[1]']])
    expect(Buffer.from(simulator.requests[0]?.raw ?? []).toString()).toMatch(/"store" : false \}$/)
    const older = attempts.next('gemini-2.5-flash')
    await plugin.chat.relay.send(raw, older)
    expect(Buffer.from(simulator.requests[1]?.raw ?? []).toString()).toBe(text)
    expect(older.warnings).toEqual([])
  })
})
