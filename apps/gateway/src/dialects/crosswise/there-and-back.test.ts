import type { JsonObject } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { bodyOf, hasProof, proofs, useWorld } from '../../testing/matrix.ts'
import type { BehindId, TestVendor } from '../../testing/vendors.ts'

/** A caller of one of the four wires, by hand: the bodies that its clients send, and what they keep of an answer. */
interface Caller {
  /** The vendor whose wire it is. */
  readonly own: BehindId
  path(model: string): string
  /** A question that is to be cached, where the wire has a word for it. */
  readonly question: JsonObject
  readonly rest: JsonObject
  turns(...turns: readonly JsonObject[]): JsonObject
  /** What goes back into the conversation, and the results of its calls. */
  back(answer: JsonObject): readonly JsonObject[]
  /** How a receipt names the mark of the cache. */
  readonly cached?: RegExp
}

type Fields = Record<string, never>

const schema = { type: 'object', properties: { city: { type: 'string' } } }
const prompt = 'How is it? sim:tools=1'

const callers: Readonly<Record<string, Caller>> = {
  'openai-chat': {
    own: 'openai',
    path: () => '/v1/chat/completions',
    question: { role: 'user', content: prompt },
    rest: {
      reasoning_effort: 'low',
      tools: [{ type: 'function', function: { name: 'weather', parameters: schema } }],
    },
    turns: (...messages) => ({ messages }),
    back: answer => {
      const [{ message }] = answer.choices as unknown as [{ message: JsonObject }]
      const calls = message.tool_calls as unknown as readonly { readonly id: string }[]
      return [message, ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'Snow' }))]
    },
  },
  'openai-responses': {
    own: 'responses',
    path: () => '/v1/responses',
    question: { role: 'user', content: prompt },
    rest: {
      store: false,
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'low', summary: 'auto' },
      tools: [{ type: 'function', name: 'weather', parameters: schema, strict: false }],
    },
    turns: (...input) => ({ input: input.flat() }),
    back: answer => {
      const output = answer.output as readonly JsonObject[]
      const calls = output.filter(({ type }) => type === 'function_call')
      const results = calls.map(({ call_id }) => ({ type: 'function_call_output', call_id, output: 'Snow' }))
      return [...output, ...results]
    },
  },
  'anthropic-messages': {
    own: 'anthropic',
    path: () => '/anthropic/v1/messages',
    question: {
      role: 'user',
      content: [{ type: 'text', text: prompt, cache_control: { type: 'ephemeral' } }],
    },
    rest: {
      max_tokens: 4000,
      thinking: { type: 'adaptive', display: 'summarized' },
      tools: [{ name: 'weather', input_schema: schema }],
    },
    turns: (...messages) => ({ messages }),
    back: answer => {
      const content = answer.content as readonly JsonObject[]
      const calls = content.filter(({ type }) => type === 'tool_use')
      const results = calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'Snow' }))
      return [
        { role: 'assistant', content },
        { role: 'user', content: results },
      ]
    },
    cached: /dropped messages\[0\]\.content\[0\]\.extra\["anthropic-messages"\]/,
  },
  gemini: {
    own: 'google',
    path: model => `/gemini/v1beta/models/${model}:generateContent`,
    question: { role: 'user', parts: [{ text: prompt }] },
    rest: {
      generationConfig: { thinkingConfig: { includeThoughts: true } },
      tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: schema }] }],
    },
    turns: (...contents) => ({ contents }),
    back: answer => {
      const [{ content }] = answer.candidates as unknown as [{ content: JsonObject }]
      const calls = (content.parts as readonly JsonObject[]).flatMap(part => part.functionCall ?? [])
      const parts = (calls as unknown as readonly Fields[]).map(({ id, name }) => ({
        functionResponse: { id, name, response: { output: 'Snow' } },
      }))
      return [content, { role: 'user', parts }]
    },
  },
}

const world = useWorld(false)

interface Answered {
  readonly body: JsonObject
  readonly receipt: string
}

async function ask(caller: Caller, vendor: TestVendor, ...turns: readonly JsonObject[]): Promise<Answered> {
  const body = { model: vendor.thinker, ...caller.rest, ...caller.turns(caller.question, ...turns) }
  const { model: _, ...withoutModel } = body
  const sent = caller.own === 'google' ? withoutModel : body
  const authorization = `Bearer ${world().key}`
  const answer = await world().host.post(caller.path(vendor.thinker), sent, { authorization })
  const told = (await answer.json()) as JsonObject
  expect(answer.status, JSON.stringify(told)).toBe(200)
  return { body: told, receipt: answer.headers.get('x-lucid-receipt') ?? '' }
}

describe.each(Object.keys(callers))('a conversation on %s', wire => {
  const caller = callers[wire] as Caller
  // OpenAI would answer a caller of its newer wire on that one.
  const chat = caller.own === 'responses' ? 'compatible' : 'openai'
  const vendorIds = [chat, 'responses', 'anthropic', 'google'] as const

  it.each(vendorIds)('goes to %s and back, and keeps what that vendor issued', async id => {
    const vendor = world().vendors[id]
    const first = await ask(caller, vendor)
    const next = await ask(caller, vendor, ...caller.back(first.body))
    expect(bodyOf(vendor.requests.at(-1))).toMatch(proofs[id])
    expect(JSON.stringify(next.body)).toContain('Snow')
    expect(next.receipt).not.toMatch(/signature|encrypted|reasoning"/)
    if (!caller.cached) return
    const marked = bodyOf(vendor.requests.at(-1)).includes('"cache_control":{"type":"ephemeral"}')
    expect(marked).toBe(id === caller.own)
    if (id === caller.own) expect(next.receipt).not.toMatch(caller.cached)
    else expect(next.receipt).toMatch(caller.cached)
  })

  const pairs = vendorIds
    .filter(hasProof)
    .flatMap(from => vendorIds.filter(to => to !== from).map(to => [from, to] as const))

  it.each(pairs)('goes from %s to %s with a line of the receipt for what stays behind', async (from, to) => {
    const { vendors } = world()
    const first = await ask(caller, vendors[from])
    const back = caller.back(first.body)
    const next = await ask(caller, vendors[to], ...back)
    const sent = bodyOf(vendors[to].requests.at(-1))
    expect(sent).not.toMatch(proofs[from])
    expect(sent).not.toContain('lucid1')
    expect(next.receipt).toMatch(/dropped (messages\[1\]|contents\[1\])/)
    const again = await ask(caller, vendors[from], ...back)
    expect(bodyOf(vendors[from].requests.at(-1))).toMatch(proofs[from])
    expect(JSON.stringify(again.body)).toContain('Snow')
  })
})

it('names in the receipt a cache that belongs to a vendor which is not asked', async () => {
  const { vendors } = world()
  const gemini = callers['gemini'] as Caller
  const rest = { ...gemini.rest, cachedContent: 'cachedContents/1' }
  const { receipt } = await ask({ ...gemini, rest }, vendors.anthropic)
  expect(receipt).toMatch(/dropped extra\["gemini"\]/)
  expect(bodyOf(vendors.anthropic.requests.at(-1))).not.toContain('cachedContent')
})
