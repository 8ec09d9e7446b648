import { chat, type ChatResult, knownUsage, type ReceiptEntry } from '@lucid-gateway/core'
import { expect, test } from 'vitest'
import * as messages from '../../anthropic-messages/index.ts'
import * as completions from '../../openai-chat/index.ts'
import { writeStream } from '../streams.ts'
import { sides, streamed } from './wire-sides.ts'

const tokens = [{ token: 'No', logprob: -0.5, bytes: null, top_logprobs: [] }]
const refused = {
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: null, refusal: 'No' },
      logprobs: { content: null, refusal: tokens },
      finish_reason: 'stop',
    },
  ],
}
const [chatSide, ...others] = sides

function fieldsOf(receipt: readonly ReceiptEntry[]): readonly string[] {
  return receipt.map(({ field }) => field)
}

function streamReceipt(side: (typeof sides)[number], result: ChatResult): readonly ReceiptEntry[] {
  const writer = side.streamWriter()
  writeStream(writer, chat.split?.(result) ?? [])
  return writer.receipt
}

test('log-probabilities of a refusal were replaced with null on their own wire', () => {
  const { body } = completions.writeAnswer(completions.readAnswer(refused), {
    id: 'a',
    model: 'm',
    created: 1,
  })
  expect(body).toMatchObject({ choices: [{ logprobs: { content: null, refusal: tokens } }] })
})

test('log-probabilities of a refusal were not read of a stream', async () => {
  const reader = completions.createStreamReader()
  const chunk = (choice: object) => ({
    event: '',
    id: '',
    data: JSON.stringify({ id: 'a', model: 'm', created: 1, choices: [{ index: 0, ...choice }] }),
  })
  const parts = [
    ...reader.push(chunk({ delta: { refusal: 'N' }, logprobs: { refusal: [{ token: 'N' }] } })),
    ...reader.push(chunk({ delta: { refusal: 'o' }, logprobs: { refusal: [{ token: 'o' }] } })),
    ...reader.push(chunk({ delta: {}, finish_reason: 'stop' })),
    ...reader.end(),
  ]
  const kept = { choices: [{ logprobs: { refusal: [{ token: 'N' }, { token: 'o' }] } }] }
  expect(chat.collect?.(parts).extra).toEqual({ 'openai-chat': kept })
  const again = await streamed(chatSide as (typeof sides)[number], chat.collect?.(parts) as ChatResult)
  expect(chat.collect?.(again).extra).toEqual({ 'openai-chat': kept })
})

test('fields of another wire’s sources and files were lost without a word in a stream of openai-chat', () => {
  const result: ChatResult = {
    content: [
      { type: 'source', url: 'https://example.test', extra: { other: { quote: 'q' } } },
      {
        type: 'file',
        mediaType: 'image/png',
        data: { kind: 'base64', base64: 'aGk=' },
        extra: { another: { sign: 's' } },
      },
    ],
    finish: { unified: 'stop' },
    usage: knownUsage({ input: 1, output: 1 }),
  }
  expect(fieldsOf(streamReceipt(chatSide as (typeof sides)[number], result))).toEqual([
    'source.extra["other"]',
    'file.extra["another"]',
  ])
})

test('searches that a vendor ran and billed were missing from usage without a word', () => {
  const result: ChatResult = {
    content: [{ type: 'text', text: 'a' }],
    finish: { unified: 'stop' },
    usage: knownUsage({ input: 1, output: 1, search: 2 }),
  }
  for (const side of sides) {
    const expected = side.wire === 'anthropic-messages' ? [] : ['usage.search']
    expect(fieldsOf(side.writeAnswer(result).receipt), side.wire).toEqual(expected)
    expect(fieldsOf(streamReceipt(side, result)), `${side.wire}, streamed`).toEqual(expected)
  }
})

test('what was written to a cache for an hour was missing from the usage of openai-chat', () => {
  const usage = knownUsage({ input: 5, output: 1, cache_write: 2, cache_write_1h: 4 })
  expect(completions.writeUsage(usage)).toMatchObject({
    prompt_tokens: 11,
    prompt_tokens_details: { cache_write_tokens: 6 },
  })
})

test('at which tier an answer was given was lost, even on its own wire', () => {
  const body = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'text', text: 'a' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 1, output_tokens: 1, service_tier: 'priority', inference_geo: null },
  }
  const result = messages.readAnswer(body)
  expect(result.extra).toEqual({ 'anthropic-messages': { usage: { service_tier: 'priority' } } })
  const { body: again } = messages.writeAnswer(result, { id: 'msg_1', model: 'm' })
  expect(again.usage).toMatchObject({ input_tokens: 1, service_tier: 'priority' })
})

test('a tool that no vendor but its own has could still be the one that must be called', () => {
  const lookup = { type: 'function', name: 'lookup' } as const
  const vendors = { type: 'vendor', name: 'search', extra: { other: { type: 'search' } } } as const
  const request = {
    messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }],
    toolChoice: { type: 'tool', name: 'search' },
  } as const
  for (const { wire, ways } of [chatSide as (typeof sides)[number], ...others]) {
    for (const { write, title } of ways) {
      const some = write({ ...request, tools: [lookup, vendors] })
      expect(JSON.stringify(some.body), title).not.toContain('search')
      expect(
        some.warnings.map(({ field }) => field),
        title,
      ).toEqual(['tools[1]', 'toolChoice'])
      const none = write({ ...request, tools: [vendors] })
      expect(none.body, wire).not.toHaveProperty('tool_choice')
      expect(none.body, wire).not.toHaveProperty('toolConfig')
      expect(
        none.warnings.map(({ field }) => field),
        title,
      ).toEqual(['tools[0]', 'toolChoice'])
    }
  }
})
