import { type ChatPart, type ChatResult, chat } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamReader, type ReadOptions } from './index.ts'

const event = (data: unknown, name = '') => ({
  event: name,
  data: typeof data === 'string' ? data : JSON.stringify(data),
  id: '',
})
const chunk = (delta: unknown, finish: string | null = null, more: object = {}) => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
})
const piece = (call: object) => chunk({ tool_calls: [call] })

function read(chunks: readonly unknown[], options?: ReadOptions): readonly ChatPart[] {
  const reader = createStreamReader(options)
  return [...chunks.flatMap(each => [...reader.push(event(each))]), ...reader.end()]
}

function collect(chunks: readonly unknown[], options?: ReadOptions): ChatResult {
  return chat.collect?.(read(chunks, options)) as ChatResult
}

const calls = (chunks: readonly unknown[]) =>
  collect([...chunks, chunk({}, 'tool_calls')]).content.map(part =>
    part.type === 'tool-call' ? [part.id, part.name, part.input] : part.type,
  )

describe('tool calls in pieces', () => {
  test('by index, interleaved', () => {
    expect(
      calls([
        piece({ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
        piece({ index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: '{"x"' } }),
        piece({ index: 0, function: { arguments: '{"y":1}' } }),
        piece({ index: 1, function: { arguments: ':2}' } }),
      ]),
    ).toEqual([
      ['a', 'f', '{"y":1}'],
      ['b', 'g', '{"x":2}'],
    ])
  })

  test('an id that comes with every piece, and names that are empty later', () => {
    expect(
      calls([
        piece({ index: 0, id: 'a', function: { name: 'f', arguments: '{' } }),
        piece({ index: 0, id: 'a', function: { name: '', arguments: '}' } }),
      ]),
    ).toEqual([['a', 'f', '{}']])
  })

  test('two calls of a server that gives both the index 0', () => {
    expect(
      calls([
        piece({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
        piece({ index: 0, id: 'b', function: { name: 'f', arguments: '{"n":2}' } }),
      ]),
    ).toEqual([
      ['a', 'f', '{}'],
      ['b', 'f', '{"n":2}'],
    ])
  })

  test('no index and no type: by id, then to the last one', () => {
    expect(
      calls([
        piece({ id: 'a', function: { name: 'f', arguments: '{"a"' } }),
        piece({ function: { arguments: ':1}' } }),
        piece({ id: 'b', function: { name: 'g', arguments: '{}' } }),
      ]),
    ).toEqual([
      ['a', 'f', '{"a":1}'],
      ['b', 'g', '{}'],
    ])
  })

  test('no id at all gets one; empty and null arguments are an empty object; an object is its text', () => {
    expect(
      calls([
        piece({ index: 0, function: { name: 'f', arguments: '' } }),
        piece({ index: 1, function: { name: 'g', arguments: null } }),
        piece({ index: 2, function: { name: 'h', arguments: { a: 1 } } }),
      ]),
    ).toEqual([
      ['call_0_0', 'f', '{}'],
      ['call_0_1', 'g', '{}'],
      ['call_0_2', 'h', '{"a":1}'],
    ])
  })

  test('arguments that come before the name', () => {
    expect(
      calls([
        piece({ index: 0, id: 'a', function: { arguments: '{"a"' } }),
        piece({ index: 0, function: { name: 'f', arguments: ':1}' } }),
      ]),
    ).toEqual([['a', 'f', '{"a":1}']])
  })

  test('the old form, function_call', () => {
    expect(
      calls([
        chunk({ function_call: { name: 'f', arguments: '{"a"' } }),
        chunk({ function_call: { arguments: ':1}' } }),
      ]),
    ).toEqual([['call_0_0', 'f', '{"a":1}']])
  })

  test('a stop after a call is a stop for its tools; a cut answer stays cut', () => {
    const call = piece({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } })
    expect(collect([call, chunk({}, 'stop')]).finish).toEqual({ unified: 'tool-calls', raw: 'stop' })
    expect(collect([call, chunk({}, 'length')]).finish).toEqual({ unified: 'length', raw: 'length' })
  })
})

describe('content', () => {
  test('a role-only chunk gives the start and no content', () => {
    expect(
      createStreamReader().push(event(chunk({ role: 'assistant', content: '', refusal: null }))),
    ).toEqual([{ type: 'start', id: 'c1', model: 'm', created: 1 }])
  })

  test('reasoning under either name, null or text, then text', () => {
    const result = collect([
      chunk({ role: 'assistant', content: null, reasoning_content: 'a' }),
      chunk({ content: null, reasoning: 'b', reasoning_content: 'b' }),
      chunk({ content: 'c', reasoning: null }),
      chunk({}, 'stop'),
    ])
    expect(result.content).toEqual([
      { type: 'reasoning', text: 'ab' },
      { type: 'text', text: 'c' },
    ])
  })

  test('content as an array of parts', () => {
    const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }]
    expect(
      collect([chunk({ content: thinking }), chunk({ content: [{ type: 'text', text: 'a' }] }, 'stop')])
        .content,
    ).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'a' },
    ])
  })

  test('a first chunk without choices, and an unknown event, are no content', () => {
    const filtered = { id: '', model: '', created: 0, choices: [], prompt_filter_results: [1] }
    const result = collect([filtered, { type: 'ping' }, chunk({ content: 'a' }, 'stop')])
    expect(result).toMatchObject({ id: 'c1', extra: { 'openai-chat': { prompt_filter_results: [1] } } })
  })

  test('sound in pieces, each base64 of its own', () => {
    const { content } = collect([
      chunk({ audio: { id: 'a', data: 'QQ==', transcript: 'x' } }),
      chunk({ audio: { data: 'Qg==', transcript: 'y', expires_at: 5 } }, 'stop'),
    ])
    expect(content).toEqual([
      {
        type: 'file',
        mediaType: 'audio/*',
        data: { kind: 'base64', base64: 'QUI=' },
        extra: { 'openai-chat': { id: 'a', expires_at: 5, transcript: 'xy' } },
      },
    ])
  })

  test('unknown fields stay where they stood; lists of a message go on from chunk to chunk', () => {
    const { extra } = collect([
      chunk({ content: 'a', reasoning_details: [1] }, null, { service_tier: 'default' }),
      chunk({ reasoning_details: [2] }, 'stop', { service_tier: 'default', citations: ['u'] }),
    ])
    expect(extra).toEqual({
      'openai-chat': {
        service_tier: 'default',
        citations: ['u'],
        choices: [{ message: { reasoning_details: [1, 2] } }],
      },
    })
  })
})

describe('usage', () => {
  test('the last one stated counts, whether on a choice, alone, or on each chunk', () => {
    const usage = (prompt_tokens: number, completion_tokens: number) => ({
      usage: { prompt_tokens, completion_tokens },
    })
    const result = collect([
      chunk({ content: 'a' }, null, usage(5, 1)),
      chunk({ content: 'b' }, 'stop', usage(5, 2)),
      { choices: [], ...usage(5, 3) },
      { choices: [], usage: null },
    ])
    expect(result.usage.meters).toEqual({
      input: { certainty: 'known', quantity: 5 },
      output: { certainty: 'known', quantity: 3 },
    })
  })
})

describe('the end', () => {
  test('a missing terminator after a finish is no error; events after the terminator are none', () => {
    expect(read([chunk({ content: 'a' }, 'stop')]).at(-1)).toEqual({
      type: 'finish',
      finish: { unified: 'stop', raw: 'stop' },
    })
    const reader = createStreamReader()
    reader.push(event(chunk({ content: 'a' }, 'stop')))
    expect(reader.push(event('[DONE]'))).toHaveLength(1)
    expect([reader.push(event('junk')), reader.end()]).toEqual([[], []])
  })

  test.each([
    ['nothing', []],
    ['content', [chunk({ content: 'a' })]],
    ['content and the terminator', [chunk({ content: 'a' }), '[DONE]']],
  ])('a stream that ends after %s is truncated, never a success', (_, chunks) => {
    expect(() => read(chunks)).toThrow(
      expect.objectContaining({ code: 'upstream', reason: 'truncated' }) as Error,
    )
  })

  test('an answer of several that is not finished is truncated', () => {
    const second = { ...chunk({}), choices: [{ index: 1, delta: { content: 'b' }, finish_reason: null }] }
    expect(() => read([chunk({ content: 'a' }, 'stop'), second])).toThrow(/before the answer was finished/)
  })

  test('an event that is no JSON is an upstream error', () => {
    expect(() => read(['<html>'])).toThrow(expect.objectContaining({ reason: 'malformed' }) as Error)
  })

  test.each([
    [{ error: { message: 'm', code: 'rate_limit_exceeded' } }, '', 'rate_limit', 'provider'],
    [
      { error: { message: 'm', type: 'insufficient_quota', code: 'insufficient_quota' } },
      '',
      'quota',
      'provider',
    ],
    [
      { error: { message: 'm', code: 502 }, choices: [{ finish_reason: 'error' }] },
      '',
      'upstream',
      'provider',
    ],
    [{ error: { message: 'm', code: 'invalid_api_key' } }, '', 'auth', 'provider'],
    [{ error: 'went wrong' }, '', 'upstream', 'provider'],
    [{ message: 'm', type: 'overloaded_error' }, 'error', 'overloaded', 'provider'],
    ['not even JSON', 'error', 'upstream', 'provider'],
  ])('an error inside the stream: %j', (data, name, code, origin) => {
    expect(() => createStreamReader().push(event(data, name))).toThrow(
      expect.objectContaining({ code, origin }) as Error,
    )
  })

  test('a vendor’s own words and errors, by option', () => {
    const options: ReadOptions = {
      finishReasons: { eos: 'stop' },
      error: () => new RangeError('mine') as never,
    }
    expect(collect([chunk({ content: 'a' }, 'eos')], options).finish).toEqual({ unified: 'stop', raw: 'eos' })
    expect(() => read([{ error: {} }], options)).toThrow('mine')
  })
})
