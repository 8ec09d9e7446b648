import type { ChatRequest, FilePart, JsonObject, TextPart } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { type ChatQuirks, quirksFor, readRequest, writeRequest } from './index.ts'

const hi = { role: 'user', content: 'hi' }
const body = (fields: object): JsonObject => ({ model: 'm', messages: [hi], ...fields })
const messages = (...list: readonly object[]) => body({ messages: list })

describe('readRequest', () => {
  test('reads every field that the canonical model has a word for', () => {
    const { request, receipt, ...aside } = readRequest({
      model: 'gpt-5.4-mini',
      messages: [
        { role: 'developer', content: 'S', name: 'n' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'https://example.test/a' } },
            { type: 'input_audio', input_audio: { data: 'aGk=', format: 'mp3' } },
            { type: 'file', file: { file_data: 'data:application/pdf;base64,aGk=', filename: 'a.pdf' } },
            { type: 'file', file: { file_id: 'file-1' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
            { id: 'b', type: 'custom', custom: { name: 'g', input: 'x' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: '18C' },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }], audio: { id: 'au' } },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: true } }],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'f' } }] },
      },
      response_format: { type: 'json_schema', json_schema: { name: 'o', schema: { type: 'object' } } },
      max_tokens: 5,
      stop: 'x',
      n: 2,
      logprobs: true,
      top_logprobs: 3,
      reasoning_effort: 'low',
      verbosity: 'low',
      safety_identifier: 'u',
      metadata: { a: 'b' },
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
      temperature: null,
    })
    expect(aside).toEqual({
      model: 'gpt-5.4-mini',
      stream: true,
      includeUsage: true,
      maxTokensField: 'max_tokens',
    })
    expect(receipt).toEqual([])
    expect(request).toEqual({
      messages: [
        { role: 'developer', name: 'n', content: [{ type: 'text', text: 'S' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'aGk=' }, detail: 'low' },
            { type: 'file', mediaType: 'image/*', data: { kind: 'url', url: 'https://example.test/a' } },
            { type: 'file', mediaType: 'audio/mpeg', data: { kind: 'base64', base64: 'aGk=' } },
            {
              type: 'file',
              mediaType: 'application/pdf',
              filename: 'a.pdf',
              data: { kind: 'base64', base64: 'aGk=' },
            },
            { type: 'file', mediaType: '*/*', data: { kind: 'reference', id: 'file-1' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool-call', id: 'a', name: 'f', input: '{}' },
            {
              type: 'tool-call',
              id: 'b',
              name: 'g',
              input: 'x',
              extra: { 'openai-chat': { type: 'custom' } },
            },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', callId: 'a', content: [{ type: 'text', text: '18C' }] }],
        },
        {
          role: 'assistant',
          content: [
            { type: 'refusal', text: 'no' },
            { type: 'file', mediaType: 'audio/*', data: { kind: 'reference', id: 'au' } },
          ],
        },
      ],
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' }, strict: true }],
      toolChoice: { type: 'allowed', mode: 'required', names: ['f'] },
      responseFormat: { type: 'json-schema', name: 'o', schema: { type: 'object' } },
      maxOutputTokens: 5,
      stop: ['x'],
      candidates: 2,
      logprobs: { top: 3 },
      reasoning: { effort: 'low' },
      verbosity: 'low',
      user: 'u',
      metadata: { a: 'b' },
      extra: { 'openai-chat': { stream_options: { include_obfuscation: false } } },
    })
  })

  test.each([
    [{ messages: [hi] }, 'model'],
    [{ model: 'm' }, 'messages'],
    [messages(), 'messages'],
    [body({ messages: 'hi' }), 'messages'],
    [messages({ role: 'robot', content: 'x' }), 'messages[0].role'],
    [messages(hi, { role: 'user' }), 'messages[1].content'],
    [messages({ role: 'user', content: [{ type: 'text' }] }), 'messages[0].content[0].text'],
    [messages({ role: 'user', content: [{ text: 'x' }] }), 'messages[0].content[0].type'],
    [
      messages({ role: 'user', content: [hi, { type: 'image_url', image_url: {} }].slice(1) }),
      'messages[0].content[0].image_url.url',
    ],
    [
      messages({ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'x' } }] }),
      'messages[0].content[0].input_audio.format',
    ],
    [messages({ role: 'user', content: [{ type: 'file', file: {} }] }), 'messages[0].content[0].file'],
    [messages({ role: 'tool', content: 'x' }), 'messages[0].tool_call_id'],
    [
      messages({ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f' } }] }),
      'messages[0].tool_calls[0].function.arguments',
    ],
    [messages({ role: 'function', name: 'f', content: 'x' }), 'messages[0].name'],
    [body({ tools: [{ type: 'function', function: {} }] }), 'tools[0].function.name'],
    [body({ tools: [{}] }), 'tools[0].type'],
    [body({ tool_choice: 'maybe' }), 'tool_choice'],
    [body({ tool_choice: { type: 'function' } }), 'tool_choice.function'],
    [
      body({ tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'x', tools: [] } } }),
      'tool_choice.allowed_tools.mode',
    ],
    [body({ response_format: {} }), 'response_format.type'],
    [
      body({ response_format: { type: 'json_schema', json_schema: { schema: {} } } }),
      'response_format.json_schema.name',
    ],
    [body({ temperature: 'hot' }), 'temperature'],
    [body({ n: 0 }), 'n'],
    [body({ max_completion_tokens: 0.5 }), 'max_completion_tokens'],
    [body({ stop: [1] }), 'stop[0]'],
    [body({ top_logprobs: 2 }), 'top_logprobs'],
    [body({ stream: 'yes' }), 'stream'],
    [body({ stream_options: { include_usage: 1 } }), 'stream_options.include_usage'],
    [body({ metadata: { a: 1 } }), 'metadata.a'],
  ])('%j is refused at the field', (bad, param) => {
    let thrown: unknown
    try {
      readRequest(bad as JsonObject)
    } catch (caught) {
      thrown = caught
    }
    expect(thrown).toMatchObject({ code: 'invalid_request', origin: 'caller', status: 400, param })
    expect((thrown as { hint?: string }).hint).toBeTruthy()
  })

  test('functions of before tool calls become tools, and the receipt says so', () => {
    const { request, receipt } = readRequest({
      model: 'm',
      messages: [
        hi,
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: 'ok' },
      ],
      functions: [{ name: 'f', parameters: {} }],
      function_call: { name: 'f' },
    })
    expect(receipt.map(entry => [entry.action, entry.field])).toEqual([
      ['coerced', 'messages[1].function_call'],
      ['coerced', 'messages[2]'],
      ['coerced', 'functions'],
    ])
    expect(writeRequest(request, { model: 'm', stream: false }).body).toMatchObject({
      messages: [
        hi,
        { tool_calls: [{ id: 'call_legacy_0', type: 'function', function: { name: 'f', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'call_legacy_0', content: 'ok' },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
      tool_choice: { type: 'function', function: { name: 'f' } },
    })
  })

  test('both bounds: the newer field counts, and the receipt names the other', () => {
    const read = readRequest(body({ max_tokens: 5, max_completion_tokens: 6 }))
    expect([read.request.maxOutputTokens, read.maxTokensField]).toEqual([6, 'max_completion_tokens'])
    expect(read.receipt).toMatchObject([{ action: 'dropped', field: 'max_tokens' }])
  })

  test('a key named __proto__ stays a key', () => {
    const source = JSON.parse(
      '{"model":"m","messages":[{"role":"user","content":"hi","__proto__":{"a":1}}],"__proto__":{"b":1}}',
    ) as JsonObject
    const { request } = readRequest(source)
    expect(Object.getPrototypeOf(request.extra?.['openai-chat'])).toBe(Object.prototype)
    expect(JSON.stringify(writeRequest(request, { model: 'm', stream: false }).body)).toBe(
      '{"__proto__":{"b":1},"model":"m","messages":[{"__proto__":{"a":1},"role":"user","content":"hi"}]}',
    )
  })
})

describe('writeRequest', () => {
  const reasoner: ChatQuirks = {
    rules: [
      {
        models: /^o\d|^gpt-5/,
        quirks: { systemRole: 'developer', unsupported: ['presence_penalty'] },
      },
      { models: /^o\d|^gpt-5/, unlessEffort: ['none'], quirks: { unsupported: ['temperature'] } },
    ],
  }
  const source = readRequest({
    ...messages({ role: 'system', content: 'S' }),
    temperature: 1,
    presence_penalty: 1,
    max_tokens: 9,
    top_k: 4,
  }).request

  test('quirks by model drop with a warning, and only where the rule holds', () => {
    const { body: out, warnings } = writeRequest(source, { model: 'gpt-5', stream: false, quirks: reasoner })
    expect(out).toEqual({
      model: 'gpt-5',
      messages: [{ role: 'developer', content: 'S' }],
      max_completion_tokens: 9,
    })
    expect(warnings.map(each => [each.type, each.field])).toEqual([
      ['dropped', 'topK'],
      ['dropped', 'presence_penalty'],
      ['dropped', 'temperature'],
    ])
    expect(quirksFor(reasoner, 'gpt-5', 'none').unsupported).toEqual(['presence_penalty'])
    expect(quirksFor(reasoner, 'gpt-4o').unsupported).toBeUndefined()
  })

  test('a vendor of older words', () => {
    const quirks: ChatQuirks = {
      maxTokensField: 'max_tokens',
      topK: true,
      toolChoiceRequired: 'any',
      streamUsage: false,
    }
    const { body: out, warnings } = writeRequest(
      { ...source, toolChoice: { type: 'required' } },
      { model: 'x', stream: true, quirks },
    )
    expect(out).toMatchObject({ max_tokens: 9, top_k: 4, tool_choice: 'any', stream: true })
    expect(out.stream_options).toBeUndefined()
    expect(warnings).toEqual([])
  })

  test('text-only models get one string, and a warning for what is no text', () => {
    const { request } = readRequest(
      messages({
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: { url: 'u' } },
          { type: 'text', text: 'b' },
        ],
      }),
    )
    const { body: out, warnings } = writeRequest(request, {
      model: 'x',
      stream: false,
      quirks: { textOnly: true },
    })
    expect(out.messages).toEqual([{ role: 'user', content: 'a\nb' }])
    expect(warnings).toMatchObject([{ type: 'dropped', field: 'messages[0].content[1]' }])
  })

  test('a list of nothing to stop at is none, which the vendor refuses', () => {
    expect(readRequest(body({ stop: [] })).request.stop).toBeUndefined()
    expect(writeRequest({ messages: [], stop: [] }, { model: 'x', stream: false }).body).not.toHaveProperty(
      'stop',
    )
  })

  test('pictures that tools gave go in a message behind all results of the turn', () => {
    const picture = (base64: string) =>
      ({ type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64 } }) as const
    const text = (words: string) => ({ type: 'text', text: words }) as const
    const result = (callId: string, ...content: readonly (TextPart | FilePart)[]) =>
      ({ role: 'tool', content: [{ type: 'tool-result', callId, content }] }) as const
    const request: ChatRequest = {
      messages: [
        result('a', text('seen'), picture('aaaa')),
        result('b', picture('bbbb')),
        { role: 'user', content: [text('And now?')] },
        result('c', text('done')),
        result('d', picture('dddd')),
      ],
    }
    const shown = (...all: readonly string[]) => ({
      role: 'user',
      content: all.map(base64 => ({
        type: 'image_url',
        image_url: { url: `data:image/png;base64,${base64}` },
      })),
    })
    const { body: out, warnings } = writeRequest(request, { model: 'x', stream: false })
    expect(out.messages).toEqual([
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'seen' }] },
      { role: 'tool', tool_call_id: 'b', content: '' },
      shown('aaaa', 'bbbb'),
      { role: 'user', content: 'And now?' },
      { role: 'tool', tool_call_id: 'c', content: 'done' },
      { role: 'tool', tool_call_id: 'd', content: '' },
      shown('dddd'),
    ])
    expect(warnings.map(({ type, field }) => `${type} ${field}`)).toEqual([
      'emulated messages[0].content[0].content[1]',
      'emulated messages[1].content[0].content[0]',
      'emulated messages[4].content[0].content[0]',
    ])
    const blind = writeRequest(request, { model: 'x', stream: false, quirks: { textOnly: true } })
    expect(JSON.stringify(blind.body)).not.toContain('image_url')
    expect(blind.warnings.map(({ type }) => type)).toEqual(['dropped', 'dropped', 'dropped'])
  })

  test('reasoning of earlier turns goes back where the vendor takes it, and is warned of where not', () => {
    const { request } = readRequest(messages({ role: 'assistant', content: 'a', reasoning_content: 'r' }))
    const sent = (quirks: ChatQuirks) => writeRequest(request, { model: 'x', stream: false, quirks })
    expect(sent({ reasoningField: 'reasoning' }).body.messages).toEqual([
      { role: 'assistant', reasoning: 'r', content: 'a' },
    ])
    expect(sent({}).body.messages).toEqual([{ role: 'assistant', content: 'a' }])
    expect(sent({}).warnings).toMatchObject([{ type: 'dropped', field: 'messages[0].content[0]' }])
  })

  test('stream options go with streams only', () => {
    const { request } = readRequest(body({ stream: true, stream_options: { include_obfuscation: false } }))
    expect(writeRequest(request, { model: 'm', stream: false }).body.stream_options).toBeUndefined()
    expect(writeRequest(request, { model: 'm', stream: true }).body.stream_options).toEqual({
      include_usage: true,
      include_obfuscation: false,
    })
  })
})
