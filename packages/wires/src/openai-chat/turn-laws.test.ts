import {
  type AssistantContent,
  chat,
  type ChatResult,
  type JsonObject,
  knownUsage,
  type ReasoningPart,
} from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { createStreamWriter, hasSealed, readAnswer, readRequest, writeAnswer, writeRequest } from './index.ts'

const seed = seeded(20_261_129)
const head = { id: 'chatcmpl-1', model: 'm', created: 1_770_933_892 }

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T

const proven = fc
  .record({
    text: fc.string({ maxLength: 12 }),
    signature: some(text),
    encrypted: some(text),
    extra: fc.constantFrom(
      { 'anthropic-messages': { '@block': 'thinking' } },
      { gemini: { thoughtSignature: 'c2ln' } },
      { 'openai-responses': { '@id': 'rs_1' } },
    ),
  })
  .map(each => present({ type: 'reasoning', ...each }) as ReasoningPart)
const unproven = text.map(each => ({ type: 'reasoning', text: `(${each})` }) as ReasoningPart)
const call = fc
  .record({
    id: fc.stringMatching(/^[\w.-]{1,12}$/),
    extra: some(
      fc.constantFrom(
        { gemini: { thoughtSignature: 'c2ln' } },
        { 'openai-responses': { '@id': 'fc_1', x: 1 } },
      ),
    ),
  })
  .map(each => present({ type: 'tool-call', name: 'f', input: '{}', ...each }) as AssistantContent)

/** What is before the text, or within it, stands before the calls; then calls, each with its own before it. */
const turn = fc
  .record({
    said: fc.array(fc.record({ thoughts: fc.array(proven, { maxLength: 2 }), text: some(text) }), {
      maxLength: 2,
    }),
    calls: fc.uniqueArray(fc.record({ thoughts: fc.array(proven, { maxLength: 2 }), call }), {
      maxLength: 3,
      selector: each => (each.call as { readonly id: string }).id,
    }),
  })
  .map(({ said, calls }): readonly AssistantContent[] => [
    ...said.flatMap(({ thoughts, text: words }) => [
      ...thoughts,
      ...(words === undefined ? [] : [{ type: 'text', text: words } as const]),
    ]),
    ...calls.flatMap(each => [...each.thoughts, each.call]),
  ])

const resultOf = (content: readonly AssistantContent[]): ChatResult => ({
  content,
  finish: { unified: 'stop', raw: 'stop' },
  usage: knownUsage({ input: 1, output: 1 }),
})

const unary = (content: readonly AssistantContent[]): JsonObject => {
  const { body } = writeAnswer(resultOf(content), head)
  const [{ message }] = JSON.parse(JSON.stringify(body.choices)) as [{ message: JsonObject }]
  return message
}

/** As clients put a message together: strings grow, and all else is what came last. */
async function streamed(content: readonly AssistantContent[]): Promise<JsonObject> {
  const writer = createStreamWriter({ ...head, includeUsage: false })
  let wire = ''
  for (const part of chat.split?.(resultOf(content)) ?? []) wire += writer.write(part)
  const message: Record<string, unknown> = {}
  const calls: { id: string; type: string; function: { name: string; arguments: string } }[] = []
  for await (const { data } of sseEvents(bytesOf(wire + writer.end()))) {
    if (data === '[DONE]') break
    const { choices } = JSON.parse(data) as { choices: [{ delta: Record<string, unknown> }] }
    const { tool_calls: pieces, ...delta } = choices[0].delta
    for (const { index, ...piece } of (pieces ?? []) as ((typeof calls)[number] & { index: number })[]) {
      const known = calls[index]
      if (known) known.function.arguments += piece.function.arguments
      else calls[index] = piece
    }
    for (const [name, value] of Object.entries(delta)) {
      const before = message[name]
      message[name] = typeof before === 'string' && typeof value === 'string' ? before + value : value
    }
  }
  return { ...message, ...(calls.length > 0 ? { tool_calls: calls } : {}) } as JsonObject
}

async function* bytesOf(wire: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(wire)
}

const read = (message: JsonObject): readonly AssistantContent[] => {
  const { request } = readRequest({ model: 'm', messages: [message] })
  return request.messages[0]?.content as readonly AssistantContent[]
}

/** Texts in a row are one on this wire. */
function joined(content: readonly AssistantContent[]): readonly AssistantContent[] {
  const all: AssistantContent[] = []
  for (const part of content) {
    const last = all.at(-1)
    if (part.type === 'text' && last?.type === 'text')
      all[all.length - 1] = { ...last, text: last.text + part.text }
    else all.push(part)
  }
  return all.filter(part => part.type !== 'text' || part.text !== '')
}

describe('openai-chat: a turn of another vendor', { timeout }, () => {
  test.each(['whole', 'as a stream'])('comes back from a client, %s, as its vendor said it', async how => {
    await fc.assert(
      fc.asyncProperty(turn, async content => {
        const message = how === 'whole' ? unary(content) : await streamed(content)
        expect(joined(read(message))).toEqual(joined(content))
      }),
      { numRuns, seed },
    )
  })

  test('comes back from a client that keeps nothing but text and calls, wherever there is a call', () => {
    fc.assert(
      fc.property(turn, content => {
        const { role, content: said, tool_calls } = unary(content)
        if (tool_calls === undefined) return
        const last = content.findLastIndex(part => part.type === 'tool-call')
        const back = read({ role, content: said, tool_calls } as JsonObject)
        expect(joined(back)).toEqual(joined(content.slice(0, last + 1)))
      }),
      { numRuns, seed },
    )
  })

  test('reasoning that nobody signed comes back once, signed or not what is beside it', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(unproven, proven), { maxLength: 3 }), call, (thoughts, called) => {
        const back = read(unary([...thoughts, called]))
        const words = (content: readonly AssistantContent[]) =>
          content.map(part => (part.type === 'reasoning' ? part.text : '')).join('')
        expect(words(back)).toBe(words(thoughts))
      }),
      { numRuns, seed },
    )
  })

  test('is never sent to a vendor of this wire, and is not fit to be passed on', () => {
    fc.assert(
      fc.property(turn, content => {
        const message = unary(content)
        const results = ((message.tool_calls ?? []) as { readonly id: string }[]).map(({ id }) => ({
          role: 'tool',
          tool_call_id: id,
          content: 'fine',
        }))
        const { request } = readRequest({ model: 'm', messages: [message, ...results] } as JsonObject)
        const { body } = writeRequest(request, { model: 'm', stream: false })
        const sent = JSON.stringify(body)
        expect(sent).not.toMatch(/lucid1|reasoning_details|thoughtSignature/)
        const ids = content.flatMap(part => (part.type === 'tool-call' ? [part.id] : []))
        expect((body.messages as readonly JsonObject[]).flatMap(each => each.tool_call_id ?? [])).toEqual(ids)
        const sealed = [message, ...results].some(each => hasSealed(each))
        expect(sealed).toBe(/lucid1/.test(JSON.stringify([message, ...results])))
      }),
      { numRuns, seed },
    )
  })

  test('that was tampered with is an id and nothing else', () => {
    const forged = (payload: unknown): string =>
      `call_1.lucid1.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`
    const back = (id: string) =>
      read({
        role: 'assistant',
        tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
      })
    const plain = { type: 'tool-call', id: 'call_1', name: 'f', input: '{}' }
    for (const id of [
      'call_1.lucid1.',
      'call_1.lucid1.%%',
      forged(null),
      forged([1]),
      forged({ thoughts: 'x' }),
    ])
      expect(back(id)).toEqual([plain])
    expect(
      back(forged({ thoughts: [1, { text: 4, after: -1, signature: {}, extra: [] }], extra: 'x' })),
    ).toEqual([{ type: 'reasoning', text: '' }, plain])
    expect(back('.lucid1.e30')).toEqual([{ ...plain, id: '.lucid1.e30' }])
  })

  test('that is too long for an id is left out, and the receipt says so', () => {
    const content: AssistantContent[] = [
      { type: 'reasoning', text: 'x'.repeat(20_000), signature: 's' },
      { type: 'tool-call', id: 'call_1', name: 'f', input: '{}' },
    ]
    const { body, receipt } = writeAnswer(resultOf(content), head)
    expect(JSON.stringify(body)).not.toContain('lucid1')
    expect(receipt).toEqual([expect.objectContaining({ action: 'dropped', field: 'content[0].signature' })])
  })

  test('has citations with all their fields, which clients check, or else none', () => {
    const content: AssistantContent[] = [
      { type: 'text', text: 'a' },
      { type: 'source', url: 'https://a.test' },
      { type: 'source', title: 'of a file' },
    ]
    const { body, receipt } = writeAnswer(resultOf(content), head)
    const url_citation = { url: 'https://a.test', title: '', start_index: 0, end_index: 0 }
    expect(body.choices).toMatchObject([
      { message: { annotations: [{ type: 'url_citation', url_citation }] } },
    ])
    expect(receipt.map(({ action, field }) => [action, field])).toEqual([['dropped', 'content[2]']])
    const read = readAnswer(JSON.parse(JSON.stringify(body))).content
    expect(read.filter(part => part.type === 'source')).toEqual([content[1]])
  })

  test('tells in the receipt what was sealed', () => {
    const content: AssistantContent[] = [
      { type: 'reasoning', text: 'x', signature: 's' },
      { type: 'tool-call', id: 'call_1', name: 'f', input: '{}' },
      { type: 'reasoning', text: 'y', signature: 't' },
    ]
    expect(writeAnswer(resultOf(content), head).receipt.map(({ action, field }) => [action, field])).toEqual([
      ['emulated', 'content[1].id'],
      ['emulated', 'content[2]'],
    ])
  })
})
