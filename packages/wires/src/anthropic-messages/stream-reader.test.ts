import { chat, type ChatPart, type JsonObject, type SseEvent } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamReader } from './index.ts'

const sse = (data: JsonObject & { type: string }): SseEvent => ({
  event: data.type,
  data: JSON.stringify(data),
  id: '',
})
const delta = (index: number, fields: JsonObject) =>
  sse({ type: 'content_block_delta', index, delta: fields })
const block = (index: number, content_block: JsonObject) =>
  sse({ type: 'content_block_start', index, content_block })
const end = (index: number) => sse({ type: 'content_block_stop', index })
const start = sse({
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude',
    container: null,
    usage: {
      input_tokens: 9,
      cache_creation_input_tokens: 5,
      cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 4 },
      output_tokens: 1,
    },
  },
})
const done = (reason = 'end_turn', more: JsonObject = {}) => [
  sse({
    type: 'message_delta',
    delta: { stop_reason: reason, stop_sequence: null, ...more },
    usage: {
      input_tokens: null,
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 12 },
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
    },
  }),
  sse({ type: 'message_stop' }),
]

function read(...events: readonly SseEvent[]): ChatPart[] {
  const reader = createStreamReader()
  return [...events.flatMap(event => reader.push(event)), ...reader.end()]
}
const collect = (...events: readonly SseEvent[]) => chat.collect?.(read(...events))

describe('createStreamReader', () => {
  test('thinking, text with citations and parallel calls', () => {
    const citation = { type: 'char_location', cited_text: 'c', document_index: 0, document_title: 'D' }
    const result = collect(
      start,
      block(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
      delta(0, { type: 'signature_delta', signature: 'Eq==' }),
      end(0),
      sse({ type: 'ping' }),
      block(1, { type: 'redacted_thinking', data: 'xx' }),
      end(1),
      block(2, { type: 'text', text: '' }),
      delta(2, { type: 'citations_delta', citation }),
      delta(2, { type: 'text_delta', text: 'Hi' }),
      end(2),
      block(3, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
      delta(3, { type: 'input_json_delta', partial_json: '' }),
      delta(3, { type: 'input_json_delta', partial_json: '{"a"' }),
      delta(3, { type: 'input_json_delta', partial_json: ': 1}' }),
      end(3),
      block(4, { type: 'tool_use', id: 'toolu_2', name: 'g', input: {}, caller: { type: 'direct' } }),
      end(4),
      ...done('tool_use'),
    )
    const own = (fields: JsonObject) => ({ extra: { 'anthropic-messages': fields } })
    expect(result).toMatchObject({
      id: 'msg_1',
      model: 'claude',
      finish: { unified: 'tool-calls', raw: 'tool_use' },
      content: [
        { type: 'reasoning', text: 'Hm', signature: 'Eq==', ...own({ '@block': 'thinking' }) },
        { type: 'reasoning', text: '', encrypted: 'xx', ...own({ '@block': 'redacted_thinking' }) },
        { type: 'text', text: 'Hi' },
        { type: 'source', title: 'D', ...own(citation) },
        { type: 'tool-call', id: 'toolu_1', name: 'f', input: '{"a": 1}' },
        { type: 'tool-call', id: 'toolu_2', name: 'g', input: '{}', ...own({ '@direct': true }) },
      ],
    })
    expect(result?.usage.meters).toEqual(
      Object.fromEntries(
        Object.entries({
          input: 9,
          cache_write: 1,
          cache_write_1h: 4,
          output: 8,
          reasoning: 12,
          search: 2,
        }).map(([meter, quantity]) => [meter, { certainty: 'known', quantity }]),
      ),
    )
  })

  test('tools of the vendor’s own, and blocks that nobody knows', () => {
    const result = collect(
      start,
      block(0, { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"query":"q"}' }),
      end(0),
      block(1, { type: 'web_search_tool_result', tool_use_id: 'srv_1', content: [] }),
      end(1),
      block(2, { type: 'compaction', content: 'a' }),
      delta(2, { type: 'compaction_delta', content: 'b', tokens: 3 }),
      end(2),
      sse({ type: 'from_the_future' }),
      delta(2, { type: 'late' }),
      ...done('pause_turn', { container: { id: 'c' } }),
    )
    expect(result).toMatchObject({
      finish: { unified: 'other', raw: 'pause_turn' },
      extra: { 'anthropic-messages': { container: { id: 'c' } } },
      content: [
        { type: 'tool-call', executed: true, input: '{"query":"q"}' },
        { type: 'tool-result', callId: 'srv_1' },
        { extra: { 'anthropic-messages': { type: 'compaction', content: 'ab', tokens: 3 } } },
      ],
    })
  })

  test('a refusal has its details', () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: 'e' }
    expect(collect(start, ...done('refusal', { stop_details }))).toMatchObject({
      content: [],
      finish: { unified: 'content-filter', raw: 'refusal' },
      extra: { 'anthropic-messages': { stop_details } },
    })
  })

  test('nothing that commits comes before the first word', () => {
    const reader = createStreamReader()
    const parts = [start, block(0, { type: 'text', text: '' }), sse({ type: 'ping' })].flatMap(event =>
      reader.push(event),
    )
    expect(parts.some(part => chat.commits(part))).toBe(false)
  })

  test('the output is unknown until the vendor states it', () => {
    const [, usage] = createStreamReader().push(start)
    expect(usage).toMatchObject({
      type: 'usage',
      usage: { meters: { input: { quantity: 9 }, output: { certainty: 'unknown' } } },
    })
  })

  test('a stream that ends without saying how is truncated, and one that lacks its last event is not', () => {
    expect(() => read(start, block(0, { type: 'text', text: 'a' }))).toThrow(
      expect.objectContaining({ reason: 'truncated' }) as Error,
    )
    expect(read(start, block(0, { type: 'text', text: 'a' }), done()[0] as SseEvent).at(-1)).toMatchObject({
      type: 'finish',
    })
  })

  test.each([
    ['overloaded_error', 'overloaded'],
    ['rate_limit_error', 'rate_limit'],
    ['authentication_error', 'auth'],
    ['billing_error', 'quota'],
    ['timeout_error', 'timeout'],
    ['new_error', 'upstream'],
  ])('an error event of type %s throws "%s"', (type, code) => {
    expect(() => read(start, sse({ type: 'error', error: { type, message: 'm' } }))).toThrow(
      expect.objectContaining({ code, origin: 'provider', upstream: { type } }) as Error,
    )
  })

  test('what is no JSON throws', () => {
    expect(() => read({ event: 'message_start', data: '{', id: '' })).toThrow(
      expect.objectContaining({ reason: 'malformed' }) as Error,
    )
    expect(() => read({ event: 'error', data: 'oops', id: '' })).toThrow('oops')
  })
})
