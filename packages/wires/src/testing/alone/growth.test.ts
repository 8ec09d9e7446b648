import type { ChatPart, SseEvent } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import * as anthropic from '../../anthropic-messages/index.ts'
import * as gemini from '../../gemini/index.ts'
import * as chat from '../../openai-chat/index.ts'
import * as responses from '../../openai-responses/index.ts'

interface Reader {
  push(event: SseEvent): readonly ChatPart[]
}

const event = (data: object, name = ''): SseEvent => ({ event: name, data: JSON.stringify(data), id: '' })
const delta = (fields: object): SseEvent =>
  event({ choices: [{ index: 0, delta: fields, finish_reason: null }] })

/** Streams in which each event brings something that the reader has to keep or to look for. */
const hostile: readonly (readonly [string, () => Reader, (n: number) => SseEvent])[] = [
  [
    'openai-chat: tool calls, each with an index of its own',
    () => chat.createStreamReader({}),
    n => delta({ tool_calls: [{ index: n, function: { name: 'f', arguments: '{' } }] }),
  ],
  [
    'openai-chat: tool calls, each with an id of its own',
    () => chat.createStreamReader({}),
    n => delta({ tool_calls: [{ id: `c${n}`, function: { name: 'f', arguments: '{' } }] }),
  ],
  [
    'openai-chat: one tool call with ever more fields',
    () => chat.createStreamReader({}),
    n => delta({ tool_calls: [{ index: 0, [`odd${n}`]: 1, function: { name: 'f', arguments: '{' } }] }),
  ],
  ['openai-chat: a list that grows', () => chat.createStreamReader({}), n => delta({ odd: [n] })],
  ['openai-chat: ever more fields', () => chat.createStreamReader({}), n => delta({ [`odd${n}`]: 1 })],
  [
    'openai-chat: log-probabilities of a refusal',
    () => chat.createStreamReader({}),
    n =>
      event({ choices: [{ index: 0, delta: { refusal: 'x' }, logprobs: { refusal: [{ token: `${n}` }] } }] }),
  ],
  [
    'openai-responses: items that never end',
    () => responses.createStreamReader({}),
    n =>
      event({
        type: 'response.output_item.added',
        output_index: n,
        item: { type: 'function_call', id: `i${n}`, call_id: `c${n}`, name: 'f', arguments: '' },
      }),
  ],
  [
    'anthropic-messages: blocks that never end',
    () => anthropic.createStreamReader({}),
    n =>
      event({
        type: 'content_block_start',
        index: n,
        content_block: { type: 'tool_use', id: `t${n}`, name: 'f', input: {} },
      }),
  ],
  [
    'gemini: ever more fields',
    () => gemini.createStreamReader({}),
    n => event({ candidates: [{ index: 0, content: { parts: [{ text: 'x' }], [`odd${n}`]: 1 } }] }),
  ],
  [
    'gemini: calls',
    () => gemini.createStreamReader({}),
    n =>
      event({
        candidates: [{ index: 0, content: { parts: [{ functionCall: { name: `f${n}`, args: {} } }] } }],
      }),
  ],
]

describe('a stream is read in time in proportion to its events', () => {
  it.each(hostile)('%s', (_what, open, eventOf) => {
    const events = Array.from({ length: 16_000 }, (_, n) => eventOf(n))
    const millis = (count: number): number => {
      const reader = open()
      const began = performance.now()
      for (let n = 0; n < count; n++) reader.push(events[n] as SseEvent)
      return performance.now() - began
    }
    const least = (count: number): number => Math.min(...[1, 2, 3].map(() => millis(count)))
    // Eight times the events take eight times as long, or 64 times if each is looked for among all, or copies all.
    expect(least(16_000) / least(2_000)).toBeLessThan(30)
  })
})
