import type { ChatResult } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamWriter, isVendorsOwn, readAnswer, writeAnswer } from './index.ts'

const head = { id: 'msg_1', model: 'm' }
const base: ChatResult = { content: [], finish: { unified: 'stop' }, usage: { meters: {} } }

describe('writeAnswer', () => {
  test('a model of another vendor that refuses ends with a refusal, and says why', () => {
    const { body, receipt } = writeAnswer({ ...base, content: [{ type: 'refusal', text: 'No.' }] }, head)
    expect(body).toMatchObject({
      content: [{ type: 'text', text: 'No.' }],
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', category: null, explanation: 'No.' },
    })
    expect(receipt.map(each => each.field)).toEqual(['content[0]', 'finish'])
  })

  test('what has no place in an answer is in the receipt', () => {
    const { body, receipt } = writeAnswer(
      {
        ...base,
        finish: { unified: 'error', raw: 'oops' },
        logprobs: [],
        alternatives: [base],
        content: [
          { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'AA==' } },
          { type: 'tool-call', id: 's', name: 'search', input: '{}', executed: true },
          { type: 'tool-result', callId: 's', content: [] },
          { type: 'source', title: 'nowhere' },
          { type: 'tool-call', id: 'c', name: 'f', input: 'no json' },
        ],
        extra: { 'openai-chat': { service_tier: 'flex' } },
      },
      head,
    )
    expect(body).toMatchObject({
      content: [{ type: 'tool_use', id: 'c', input: { input: 'no json' } }],
      stop_reason: 'error',
    })
    expect(receipt.map(each => each.field)).toEqual([
      'extra["openai-chat"]',
      'alternatives',
      'logprobs',
      'content[0]',
      'content[1]',
      'content[2]',
      'content[3]',
      'content[4].input',
      'finish',
    ])
  })
})

describe('createStreamWriter', () => {
  test('blocks that interleave keep their numbers, and are all closed at the end', () => {
    const writer = createStreamWriter(head)
    const text =
      writer.write({ type: 'start' }) +
      writer.write({ type: 'tool-call-start', id: 'a', name: 'f' }) +
      writer.write({ type: 'tool-call-start', id: 'b', name: 'g' }) +
      writer.write({ type: 'tool-call-delta', id: 'a', input: '{}' }) +
      writer.write({ type: 'tool-call-delta', id: 'b', input: '{' }) +
      writer.write({ type: 'tool-call-end', id: 'a' }) +
      writer.write({ type: 'finish', finish: { unified: 'length' } }) +
      writer.write({ type: 'text-start', id: '9', choice: 1 }) +
      writer.end()
    const told = text
      .split('\n')
      .filter(line => line.startsWith('data: '))
      .map(line => JSON.parse(line.slice(6)) as { type: string; index?: number })
      .map(({ type, index }) => `${type} ${index ?? ''}`.trim())
    expect(told).toEqual([
      'message_start',
      'content_block_start 0',
      'content_block_start 1',
      'content_block_delta 0',
      'content_block_delta 1',
      'content_block_stop 0',
      'content_block_stop 1',
      'message_delta',
      'message_stop',
    ])
    expect(writer.receipt).toMatchObject([{ field: 'alternatives' }])
  })

  test('usage that is known before the first content is told with the head', () => {
    const writer = createStreamWriter(head)
    const meters = { input: { certainty: 'known', quantity: 7 }, output: { certainty: 'unknown' } } as const
    writer.write({ type: 'usage', usage: { meters } })
    expect(writer.write({ type: 'text-start', id: '0' })).toContain('"input_tokens":7')
  })
})

test('an answer that is an error, or none, throws', () => {
  expect(() => readAnswer({ type: 'error', error: { type: 'overloaded_error', message: 'm' } })).toThrow(
    expect.objectContaining({ code: 'overloaded' }) as Error,
  )
  expect(() => readAnswer('x')).toThrow(expect.objectContaining({ reason: 'malformed' }) as Error)
  expect(() => readAnswer({ type: 'message' })).toThrow(
    expect.objectContaining({ reason: 'malformed' }) as Error,
  )
})

test.each<[string, ChatResult['content'], boolean]>([
  ['text', [{ type: 'text', text: 'a' }], true],
  [
    'thinking that the vendor signed',
    [
      {
        type: 'reasoning',
        text: 'a',
        signature: 'Eq==',
        extra: { 'anthropic-messages': { '@block': 'thinking' } },
      },
    ],
    true,
  ],
  ['thinking that nobody signed', [{ type: 'reasoning', text: 'a' }], false],
  ['thinking that another vendor signed', [{ type: 'reasoning', text: 'a', signature: 's' }], false],
  [
    'a call that another vendor signed',
    [{ type: 'tool-call', id: 'a', name: 'f', input: '{}', extra: { gemini: { thoughtSignature: 's' } } }],
    false,
  ],
  [
    'what another vendor cited',
    [
      { type: 'text', text: 'a' },
      { type: 'source', url: 'u' },
    ],
    false,
  ],
])('a conversation with %s in it is relayed, or not', (_, content, relayed) => {
  const { body } = writeAnswer({ ...base, content }, head)
  const messages = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: body.content },
  ]
  expect(isVendorsOwn(messages)).toBe(relayed)
})
