import { chat, type ChatPart, type SseEvent } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamReader } from './index.ts'

type Event = Readonly<Record<string, unknown>>

const response = { id: 'resp_1', created_at: 5, model: 'm', status: 'in_progress', output: [] }
const created = { type: 'response.created', response }
const usage = { input_tokens: 3, output_tokens: 4 }
const completed = { type: 'response.completed', response: { ...response, status: 'completed', usage } }

const sse = (data: string): SseEvent => ({ data, event: '', id: '' })

function read(events: readonly Event[]): readonly ChatPart[] {
  const reader = createStreamReader()
  const parts = events.flatMap(event => [...reader.push(sse(JSON.stringify(event)))])
  return [...parts, ...reader.end()]
}

const collected = (events: readonly Event[]) => chat.collect?.([...read([created, ...events, completed])])

const message = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed' }
const text = (said: string, more: object = {}) => ({
  type: 'output_text',
  text: said,
  annotations: [],
  ...more,
})
const added = (item: object, output_index = 0) => ({ type: 'response.output_item.added', output_index, item })
const done = (item: object, output_index = 0) => ({ type: 'response.output_item.done', output_index, item })

describe('a stream', () => {
  test('tells of the answer before its content, and of its use at the end', () => {
    const parts = read([created, { type: 'response.in_progress', response }, completed])
    expect(parts.map(part => part.type)).toEqual(['start', 'usage', 'finish'])
    expect(parts[0]).toMatchObject({ id: 'resp_1', model: 'm', created: 5 })
  })

  test.each([
    [
      'by its pieces',
      [
        added({ ...message, content: [] }),
        { type: 'response.content_part.added', output_index: 0, content_index: 0, part: text('') },
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'a' },
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'b' },
        { type: 'response.content_part.done', output_index: 0, content_index: 0, part: text('ab') },
        done({ ...message, content: [text('ab')] }),
      ],
    ],
    [
      'without its parts being announced',
      [
        added({ ...message, content: [] }),
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'ab' },
        done({ ...message, content: [text('ab')] }),
      ],
    ],
    [
      'by ids that change, as the place says to which item a piece belongs',
      [
        added({ ...message, content: [] }),
        {
          type: 'response.content_part.added',
          item_id: 'x',
          output_index: 0,
          content_index: 0,
          part: text(''),
        },
        { type: 'response.output_text.delta', item_id: 'y', output_index: 0, content_index: 0, delta: 'ab' },
        done({ ...message, id: 'z', content: [text('ab')] }),
      ],
    ],
    [
      'whole, when the part is done',
      [
        added({ ...message, content: [] }),
        { type: 'response.content_part.added', output_index: 0, content_index: 0, part: text('') },
        { type: 'response.content_part.done', output_index: 0, content_index: 0, part: text('ab') },
        done({ ...message, content: [text('ab')] }),
      ],
    ],
    [
      'whole, when the item is done',
      [added({ ...message, content: [] }), done({ ...message, content: [text('ab')] })],
    ],
    ['in an item that was not announced', [done({ ...message, content: [text('ab')] })]],
    [
      'in an item without a place',
      [{ type: 'response.output_item.done', item: { ...message, content: [text('ab')] } }],
    ],
  ])('gives a text %s', (_how, events) => {
    expect(collected(events)?.content).toEqual([
      { type: 'text', text: 'ab', extra: { 'openai-responses': { '@id': 'msg_1' } } },
    ])
  })

  test.each([
    [
      'in fragments',
      [
        { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a"' },
        { type: 'response.function_call_arguments.delta', output_index: 0, delta: ':1}' },
        { type: 'response.function_call_arguments.done', output_index: 0, arguments: '{"a":1}' },
      ],
    ],
    ['at the end alone', []],
  ])('gives a call whose input comes %s', (_how, events) => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '' }
    const result = collected([added(call), ...events, done({ ...call, arguments: '{"a":1}' })])
    expect(result).toMatchObject({
      content: [{ type: 'tool-call', id: 'call_1', name: 'f', input: '{"a":1}' }],
      finish: { unified: 'tool-calls', raw: 'completed' },
    })
  })

  test('gives items that take turns', () => {
    const call = (id: string) => ({
      type: 'function_call',
      id: `fc_${id}`,
      call_id: id,
      name: 'f',
      arguments: '',
    })
    const piece = (output_index: number, delta: string) => ({
      type: 'response.function_call_arguments.delta',
      output_index,
      delta,
    })
    const events = [
      added(call('a')),
      added(call('b'), 1),
      piece(0, '{"x"'),
      piece(1, '{"y"'),
      piece(0, ':1}'),
      piece(1, ':2}'),
      done({ ...call('b'), arguments: '{"y":2}' }, 1),
      done({ ...call('a'), arguments: '{"x":1}' }),
    ]
    expect(collected(events)?.content).toMatchObject([{ input: '{"x":1}' }, { input: '{"y":2}' }])
  })

  test('gives pieces of reasoning set apart, and what seals them', () => {
    const item = { type: 'reasoning', id: 'rs_1', summary: [] }
    const at = (summary_index: number) => ({ output_index: 0, summary_index })
    const result = collected([
      added(item),
      { type: 'response.reasoning_summary_part.added', ...at(0) },
      { type: 'response.reasoning_summary_text.delta', ...at(0), delta: 'One' },
      { type: 'response.reasoning_summary_part.added', ...at(1) },
      { type: 'response.reasoning_summary_text.delta', ...at(1), delta: 'Two' },
      done({
        ...item,
        summary: [
          { type: 'summary_text', text: 'One' },
          { type: 'summary_text', text: 'Two' },
        ],
        encrypted_content: 'gA',
      }),
    ])
    expect(result?.content).toEqual([
      {
        type: 'reasoning',
        text: 'One\n\nTwo',
        encrypted: 'gA',
        extra: {
          'openai-responses': {
            '@id': 'rs_1',
            '@pieces': [
              ['summary', 3],
              ['summary', 3],
            ],
          },
        },
      },
    ])
  })

  test('gives the reasoning of open models, which is no summary', () => {
    const result = collected([
      added({ type: 'reasoning', id: 'rs_1', summary: [] }),
      { type: 'response.reasoning_text.delta', output_index: 0, content_index: 0, delta: 'Hm' },
      done({ type: 'reasoning', id: 'rs_1', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }] }),
    ])
    expect(result?.content).toMatchObject([
      { type: 'reasoning', text: 'Hm', extra: { 'openai-responses': { '@pieces': [['content', 2]] } } },
    ])
  })

  test('gives what the vendor ran: the call when it begins, what it was when it is done', () => {
    const search = { type: 'web_search_call', id: 'ws_1', status: 'in_progress' }
    const whole = { ...search, status: 'completed', action: { type: 'search', query: 'q' } }
    const parts = read([
      created,
      added(search),
      { type: 'response.web_search_call.searching', output_index: 0, item_id: 'ws_1' },
      done(whole),
      completed,
    ])
    expect(parts[1]).toMatchObject({
      type: 'tool-call-start',
      id: 'ws_1',
      name: 'web_search',
      executed: true,
    })
    expect(chat.collect?.([...parts])).toMatchObject({
      content: [{ input: '{"type":"search","query":"q"}', extra: { 'openai-responses': whole } }],
      finish: { unified: 'stop' },
    })
  })

  test('gives what tools of the vendor gave, and keeps their items whole', () => {
    const code = {
      type: 'code_interpreter_call',
      id: 'ci_1',
      status: 'completed',
      code: '1+1',
      container_id: 'c',
      outputs: [{ type: 'logs', logs: '2' }],
    }
    const mcp = {
      type: 'mcp_call',
      id: 'mcp_1',
      name: 'find',
      server_label: 's',
      arguments: '{"a":1}',
      output: null,
      error: { type: 'http_error', code: 500, message: 'no' },
    }
    expect(collected([done(code), done(mcp, 1)])?.content).toMatchObject([
      { type: 'tool-call', name: 'code_interpreter', executed: true, input: '{"code":"1+1"}' },
      { type: 'tool-result', callId: 'ci_1', content: [{ text: '[{"type":"logs","logs":"2"}]' }] },
      {
        type: 'tool-call',
        name: 'find',
        executed: true,
        input: '{"a":1}',
        extra: { 'openai-responses': mcp },
      },
      { type: 'tool-result', callId: 'mcp_1', failed: true },
    ])
  })

  test('gives calls of the caller’s own machine as calls to answer', () => {
    const shell = {
      type: 'local_shell_call',
      id: 'ls_1',
      call_id: 'c',
      action: { type: 'exec', command: ['ls'] },
    }
    expect(collected([done(shell)])).toMatchObject({
      content: [
        { type: 'tool-call', id: 'c', name: 'local_shell', input: '{"type":"exec","command":["ls"]}' },
      ],
      finish: { unified: 'tool-calls' },
    })
  })

  test('keeps an item of a type that is not known', () => {
    const item = { type: 'new_thing', id: 'n', what: 1 }
    expect(collected([added(item), done(item)])?.content).toEqual([
      { type: 'text', text: '', extra: { 'openai-responses': item } },
    ])
  })

  test('cites once, where a source comes on its own and with its text', () => {
    const annotation = { type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 1 }
    const whole = text('ab', { annotations: [annotation] })
    const at = { output_index: 0, content_index: 0 }
    const events = [
      added({ ...message, content: [] }),
      { type: 'response.content_part.added', ...at, part: text('') },
      { type: 'response.output_text.delta', ...at, delta: 'ab' },
      { type: 'response.content_part.done', ...at, part: whole },
      done({ ...message, content: [whole] }),
    ]
    const live = [
      ...events.slice(0, 3),
      { type: 'response.output_text.annotation.added', ...at, annotation },
      ...events.slice(3),
    ]
    for (const each of [events, live]) {
      expect(collected(each)?.content.filter(part => part.type === 'source')).toEqual([
        { type: 'source', url: 'u', title: 't', start: 0, end: 1 },
      ])
    }
  })

  test.each([
    ['nested', { type: 'error', error: { code: 'server_is_overloaded', message: 'busy' } }, 'overloaded'],
    ['flat', { type: 'error', code: 'rate_limit_exceeded', message: 'busy', param: null }, 'rate_limit'],
    [
      'in a failure',
      {
        type: 'response.failed',
        response: { ...response, status: 'failed', error: { code: 'invalid_prompt', message: 'busy' } },
      },
      'content_filter',
    ],
  ])('throws what an error says, %s', (_form, event, code) => {
    expect(() => read([created, event])).toThrow(expect.objectContaining({ code, message: 'busy' }) as Error)
  })

  test('is not whole without its last event, and nothing comes after that', () => {
    expect(() => read([created])).toThrow(expect.objectContaining({ reason: 'truncated' }) as Error)
    expect(() => createStreamReader().push(sse('{oops'))).toThrow(/no JSON/)
    const reader = createStreamReader()
    reader.push(sse(JSON.stringify(created)))
    expect(reader.ended).toBe(false)
    reader.push(sse(JSON.stringify(completed)))
    expect(reader.ended).toBe(true)
    expect(reader.push(sse('[DONE]'))).toEqual([])
    expect(reader.push(sse('junk'))).toEqual([])
  })

  test.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content-filter'],
    ['steered', 'other'],
  ])('that ended early for %s says so', (reason, unified) => {
    const body = { ...response, status: 'incomplete', incomplete_details: { reason } }
    const parts = read([created, { type: 'response.incomplete', response: body }])
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finish: { unified, raw: reason } })
  })
})
