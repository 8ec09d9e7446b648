import type { ChatRequest, JsonObject, Message } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { type MessagesQuirks, readRequest, writeRequest } from './index.ts'

const user = { role: 'user', content: [{ type: 'text', text: 'hi' }] } as const
const target = { model: 'claude-x-1', maxTokens: 8000, stream: false, version: '2026-10-21' } as const

const write = (request: Partial<ChatRequest>, quirks: MessagesQuirks = {}) =>
  writeRequest({ messages: [user], ...request }, { ...target, quirks })
const warned = (request: Partial<ChatRequest>, quirks?: MessagesQuirks) =>
  write(request, quirks).warnings.map(each => `${each.type} ${each.field}`)

describe('writeRequest', () => {
  test('a message is needed that is no instruction', () => {
    expect(() => write({ messages: [{ role: 'system', content: [{ type: 'text', text: 's' }] }] })).toThrow(
      expect.objectContaining({ code: 'invalid_request', reason: 'no_messages' }) as Error,
    )
  })

  test('the results of parallel calls, each a message elsewhere, are one with what the user says next', () => {
    const { body } = write({
      messages: [
        user,
        {
          role: 'assistant',
          content: [
            { type: 'tool-call', id: 'call.1:a', name: 'f', input: '{}' },
            { type: 'tool-call', id: 'b', name: 'f', input: '[1]' },
          ],
        },
        { role: 'tool', content: [{ type: 'tool-result', callId: 'call.1:a', content: [] }] },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              callId: 'b',
              failed: true,
              content: [
                { type: 'text', text: 'r' },
                { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'AA==' } },
              ],
            },
          ],
        },
        { role: 'user', content: [{ type: 'text', text: 'go on' }] },
      ],
    })
    expect(body.messages).toMatchObject([
      { role: 'user', content: 'hi' },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'call_1_a', input: {} },
          { type: 'tool_use', id: 'b', input: { input: [1] } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1_a' },
          {
            type: 'tool_result',
            tool_use_id: 'b',
            is_error: true,
            content: [{ text: 'r' }, { type: 'image' }],
          },
          { type: 'text', text: 'go on' },
        ],
      },
    ])
  })

  test('instructions between messages stand after a user, and go before all others elsewhere', () => {
    const system = (text: string) => ({ role: 'system', content: [{ type: 'text', text }] }) as const
    const messages = [system('a'), user, system('b'), { ...user, role: 'assistant' } as const, system('c')]
    expect(write({ messages }).body).toMatchObject({
      system: [{ text: 'a' }, { text: 'c' }],
      messages: [{ role: 'user' }, { role: 'system', content: 'b' }, { role: 'assistant' }],
    })
    const older = write({ messages }, { systemMessages: false })
    expect(older.body).toMatchObject({
      system: [{ text: 'a' }, { text: 'b' }, { text: 'c' }],
      messages: [{ role: 'user' }, { role: 'assistant' }],
    })
    expect(older.warnings.map(each => each.field)).toEqual(['messages[2]', 'messages[4]'])
  })

  test('a turn of a tool that began without a thought is not asked to go on with one, which the vendor refuses', () => {
    const thought = {
      type: 'reasoning',
      text: 't',
      signature: 's',
      extra: { 'anthropic-messages': { '@block': 'thinking' } },
    } as const
    const call = { type: 'tool-call', id: 'c', name: 'f', input: '{}' } as const
    const result = { role: 'tool', content: [{ type: 'tool-result', callId: 'c', content: [] }] } as const
    const after = (...content: readonly (typeof thought | typeof call)[]) => ({
      messages: [user, { role: 'assistant', content } as const, result],
      reasoning: { budgetTokens: 2000 },
    })
    expect(write(after(call)).body).not.toHaveProperty('thinking')
    expect(warned(after(call))).toEqual(['dropped reasoning'])
    expect(write(after(thought, call)).body).toMatchObject({ thinking: { type: 'enabled' } })
    expect(write(after(call), { thinking: 'adaptive' }).body).toMatchObject({
      thinking: { type: 'adaptive' },
    })
  })

  test('search results and documents in pieces are words on other wires, and go back as they came', () => {
    const found = {
      type: 'search_result',
      title: 'T',
      source: 'https://example.test',
      content: [
        { type: 'text', text: 'one' },
        { type: 'text', text: 'two' },
      ],
      citations: { enabled: true },
    }
    const pieces = { type: 'document', title: 'D', source: { type: 'content', content: 'three' } }
    const { request } = readRequest({
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user', content: [found, pieces] }],
    })
    expect(request.messages[0]?.content).toMatchObject([
      { type: 'text', text: 'T\nhttps://example.test\none\ntwo' },
      { type: 'text', text: 'D\nthree' },
    ])
    expect(write({ messages: request.messages }).body.messages).toEqual([
      { role: 'user', content: [found, pieces] },
    ])
    const changed = JSON.parse(JSON.stringify(request.messages), (key, value: unknown) =>
      key === 'text' && value !== 'text' && String(value).length > 3 ? 'redacted' : value,
    ) as Message[]
    const [message] = write({ messages: changed }).body.messages as JsonObject[]
    expect(message?.content).toEqual([
      { type: 'text', text: 'redacted' },
      { type: 'text', text: 'redacted' },
    ])
  })

  test('an answer is not told to stop at white space, which the vendor refuses', () => {
    const { body, warnings } = write({ stop: ['\n', 'END', ''] })
    expect(body.stop_sequences).toEqual(['END'])
    expect(warnings.map(({ field }) => field)).toEqual(['stop[0]', 'stop[2]'])
    expect(write({ stop: ['\n'] }).body.stop_sequences).toBeUndefined()
  })

  test('a picture of the type that many call image/jpg is one that the vendor takes', () => {
    const data = { kind: 'base64', base64: 'aaaa' } as const
    const content = [{ type: 'file', mediaType: 'image/jpg', data }] as const
    const { body } = write({ messages: [{ role: 'user', content }] })
    expect(JSON.stringify(body.messages)).toContain('"media_type":"image/jpeg"')
  })

  test('a field of another wire that is null says nothing that could be lost', () => {
    expect(warned({ extra: { 'openai-chat': { service_tier: null } } })).toEqual([])
    expect(warned({ extra: { 'openai-chat': { service_tier: 'flex' } } })).toEqual([
      'dropped extra["openai-chat"]',
    ])
  })

  test('a model that is asked for JSON of any kind is told so, behind what it is told else', () => {
    const json = { responseFormat: { type: 'json' } } as const
    const told = { type: 'text', text: expect.stringContaining('one JSON object') }
    const system = (...words: readonly string[]) =>
      ({ role: 'system', content: words.map(text => ({ type: 'text', text }) as const) }) as const
    expect(write(json).body.system).toEqual([told])
    expect(write({ ...json, messages: [system('S'), user] }).body.system).toEqual([
      { type: 'text', text: 'S' },
      told,
    ])
    const { body, warnings } = write({ ...json, messages: [system('S', 'T'), user] })
    expect(body.system).toEqual([{ type: 'text', text: 'S' }, { type: 'text', text: 'T' }, told])
    expect(body.output_config).toBeUndefined()
    expect(warnings).toMatchObject([{ type: 'emulated', field: 'responseFormat' }])
  })

  test('a schema of another wire is closed, and the model is told of limits that no answer is held to', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        minimum: { type: 'integer', minimum: 0, description: 'The least.' },
        list: { type: ['array', 'null'], minItems: 2, items: { $ref: '#/$defs/each' } },
        when: {
          oneOf: [
            { type: 'string', format: 'date' },
            { type: 'string', format: 'week' },
          ],
        },
      },
      required: ['minimum'],
      propertyOrdering: ['minimum', 'list'],
      $defs: { each: { type: 'object', properties: {}, additionalProperties: { type: 'string' } } },
    }
    const closed = {
      type: 'object',
      properties: {
        minimum: { type: 'integer', description: 'The least.\n\n{minimum: 0}' },
        list: {
          type: ['array', 'null'],
          items: { $ref: '#/$defs/each' },
          description: '{minItems: 2}',
        },
        when: {
          anyOf: [
            { type: 'string', format: 'date' },
            { type: 'string', description: '{format: "week"}' },
          ],
        },
      },
      required: ['minimum'],
      $defs: { each: { type: 'object', properties: {}, additionalProperties: false } },
      additionalProperties: false,
      description: '{propertyOrdering: ["minimum","list"]}',
    }
    const { body, warnings } = write({
      responseFormat: { type: 'json-schema', name: 'o', schema },
      tools: [
        { type: 'function', name: 'f', strict: true, parameters: schema },
        { type: 'function', name: 'g', parameters: schema },
      ],
    })
    expect(body).toMatchObject({ output_config: { format: { schema: closed } } })
    expect(body.tools).toEqual([
      { name: 'f', strict: true, input_schema: closed },
      { name: 'g', input_schema: schema },
    ])
    expect(warnings.map(({ type, field }) => `${type} ${field}`)).toEqual([
      'coerced tools[0].parameters',
      'coerced tools[0].parameters',
      'dropped responseFormat.name',
      'coerced responseFormat.schema',
      'coerced responseFormat.schema',
    ])
  })

  test('of more strict tools than the vendor takes, the rest are sent without that', () => {
    const strict = (name: string, properties: JsonObject, required: readonly string[] = []) => ({
      type: 'function' as const,
      name,
      strict: true,
      parameters: { type: 'object', properties, required, additionalProperties: false },
    })
    const sent = (tools: NonNullable<ChatRequest['tools']>, rest: Partial<ChatRequest> = {}) =>
      (write({ ...rest, tools }).body.tools as readonly JsonObject[]).map(tool => tool.strict)
    const many = Array.from({ length: 22 }, (_, index) => strict(`t${index}`, {}))
    expect(sent(many)).toEqual([...Array.from({ length: 20 }, () => true), false, false])
    const fields = (count: number, field: JsonObject) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, field]))
    const text = { type: 'string' }
    expect(sent([strict('a', fields(25, text)), strict('b', fields(24, text))])).toEqual([false, true])
    const mixed = fields(10, { type: ['string', 'null'] })
    const all = Object.keys(mixed)
    expect(sent([strict('a', mixed, all), strict('b', mixed, all), strict('c', {})])).toEqual([
      true,
      false,
      true,
    ])
    const schema = { type: 'object', properties: mixed, required: all, additionalProperties: false }
    expect(
      sent([strict('a', mixed, all)], { responseFormat: { type: 'json-schema', name: 'o', schema } }),
    ).toEqual([false])
    expect(warned({ tools: many })).toEqual(['coerced tools[20].strict', 'coerced tools[21].strict'])
  })

  test('a schema that the vendor takes goes as it is', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'array', items: { type: 'string', enum: ['x'] } } },
      additionalProperties: false,
    }
    const { body, warnings } = write({
      responseFormat: { type: 'json-schema', name: 'o', schema, strict: true },
    })
    expect(body).toMatchObject({ output_config: { format: { schema } } })
    expect(warnings.map(({ field }) => field)).toEqual(['responseFormat.name'])
  })

  test('a schema says that it is of an object, and only allowed tools are sent', () => {
    const tools = [
      { type: 'function', name: 'f' },
      { type: 'function', name: 'g', parameters: { properties: {} } },
    ] as const
    const { body, warnings } = write({
      tools,
      toolChoice: { type: 'allowed', mode: 'required', names: ['g'] },
    })
    expect(body).toMatchObject({
      tools: [{ name: 'g', input_schema: { type: 'object', properties: {} } }],
      tool_choice: { type: 'any' },
    })
    expect(warnings.map(each => each.field)).toEqual(['tools[0]', 'toolChoice'])
  })

  test.each<[string, Partial<ChatRequest>, MessagesQuirks, JsonObject, string[]]>([
    [
      'an effort, to a model that takes one',
      { reasoning: { effort: 'minimal' } },
      { thinking: 'adaptive' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
      ['coerced reasoning.effort'],
    ],
    [
      'an effort, to a model that takes a budget',
      { reasoning: { effort: 'high', summary: 'detailed' } },
      { thinking: 'budget' },
      { thinking: { type: 'enabled', budget_tokens: 7999, display: 'summarized' } },
      ['coerced reasoning.effort', 'coerced reasoning.summary'],
    ],
    [
      'a budget, to a model that takes an effort',
      { reasoning: { budgetTokens: 5000 } },
      { thinking: 'adaptive' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } },
      ['coerced reasoning.budgetTokens'],
    ],
    [
      'a budget below the least',
      { reasoning: { budgetTokens: 10 } },
      {},
      { thinking: { type: 'enabled', budget_tokens: 1024 } },
      ['coerced reasoning.budgetTokens'],
    ],
    [
      'a budget that does not fit',
      { reasoning: { budgetTokens: 2000 }, maxOutputTokens: 1000 },
      {},
      { max_tokens: 1000 },
      ['dropped reasoning.budgetTokens'],
    ],
    [
      'none, to a model that always thinks',
      { reasoning: { effort: 'none' } },
      { thinkingOff: false },
      { output_config: { effort: 'low' } },
      ['coerced reasoning.effort'],
    ],
    [
      'thinking before a call that has to be made',
      {
        reasoning: { effort: 'low' },
        tools: [{ type: 'function', name: 'f' }],
        toolChoice: { type: 'required' },
      },
      {},
      { output_config: { effort: 'low' }, tool_choice: { type: 'any' } },
      ['coerced reasoning'],
    ],
  ])('reasoning: %s', (_, request, quirks, expected, warnings) => {
    const { body } = write(request, quirks)
    expect(body).toMatchObject(expected)
    expect(body.thinking === undefined).toBe(expected.thinking === undefined)
    expect(warned(request, quirks)).toEqual(warnings)
  })

  test('sampling depends on version and model', () => {
    const request: ChatRequest = { messages: [user], temperature: 1.5, topP: 0.5, topK: 3 }
    const old = { ...target, version: '2023-06-01', quirks: { oneSampler: true } } as const
    expect(writeRequest(request, old)).toMatchObject({
      body: { temperature: 1, top_k: 3 },
      headers: { 'anthropic-version': '2023-06-01' },
      warnings: [{ field: 'temperature' }, { field: 'topP' }],
    })
    const { body, warnings } = writeRequest(request, target)
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages'])
    expect(warnings.map(each => each.field)).toEqual(['temperature', 'temperature', 'topP', 'topK'])
  })

  test('betas of the account and of the request go in one header, each once', () => {
    const extra = { 'anthropic-messages': { 'anthropic-beta': ['a', 'b'] } }
    const { headers, body } = writeRequest({ messages: [user], extra }, { ...target, betas: ['c', 'a'] })
    expect(headers['anthropic-beta']).toBe('c,a,b')
    expect(body).not.toHaveProperty('anthropic-beta')
  })

  test('a version that takes no documents from the model is sent none', () => {
    const file = {
      type: 'file',
      mediaType: 'application/pdf',
      data: { kind: 'base64', base64: 'AA==' },
    } as const
    const request: ChatRequest = {
      messages: [user, { role: 'assistant', content: [{ type: 'text', text: 'a' }, file] }],
    }
    expect(writeRequest(request, target).warnings).toMatchObject([{ field: 'messages[1].content[1]' }])
    expect(writeRequest(request, { ...target, version: '2023-06-01' }).warnings).toEqual([])
  })

  test('a citation that was made up for a client is not given to the vendor', () => {
    const citation = { type: 'web_search_result_location', url: 'u', title: null, encrypted_index: '' }
    const { request } = readRequest({
      model: 'm',
      max_tokens: 1,
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: [{ type: 'text', text: 'b', citations: [citation] }] },
      ],
    })
    const { body, warnings } = writeRequest(request, target)
    expect(JSON.stringify(body)).not.toContain('citations')
    expect(warnings).toMatchObject([{ type: 'dropped', field: 'messages[1].content[1]' }])
  })

  test('quirks of some models only', () => {
    const quirks = { rules: [{ models: /^claude-x/, quirks: { unsupported: ['stop_sequences'] } }] }
    expect(warned({ stop: ['x'] }, quirks)).toEqual(['dropped stop_sequences'])
    expect(write({ stop: ['x'] }).body.stop_sequences).toEqual(['x'])
  })
})

describe('readRequest', () => {
  const base = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'a' }] }

  test.each<[JsonObject, string]>([
    [{ messages: [] }, 'messages'],
    [{ messages: 'x' }, 'messages'],
    [{ messages: [{ role: 'robot', content: 'a' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [{ text: 'a' }] }] }, 'messages[0].content[0].type'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', data: 'a' } }] }] },
      'messages[0].content[0].source.media_type',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] },
      'messages[0].content[0].tool_use_id',
    ],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input: '{}' }] }] },
      'messages[0].content[0].input',
    ],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: 't' }] }] },
      'messages[0].content[0].signature',
    ],
    [{ tools: [{ type: 'custom' }] }, 'tools[0].name'],
    [{ tool_choice: {} }, 'tool_choice.type'],
    [{ tool_choice: { type: 'tool' } }, 'tool_choice.name'],
    [{ thinking: {} }, 'thinking.type'],
    [{ max_tokens: 'many' }, 'max_tokens'],
    [{ metadata: { user_id: 5 } }, 'metadata.user_id'],
    [{ model: '' }, 'model'],
    [{ system: 5 }, 'system'],
  ])('refuses %j, naming "%s"', (fields, param) => {
    expect(() => readRequest({ ...base, ...fields })).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }) as Error,
    )
  })

  test('results of tools that come after text are put before it, with a receipt', () => {
    const content = [
      { type: 'text', text: 'first' },
      { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'r' }] },
    ]
    const { request, receipt } = readRequest({ ...base, messages: [{ role: 'user', content }] })
    expect(request.messages.map(message => message.role)).toEqual(['tool', 'user'])
    expect(receipt).toMatchObject([{ action: 'coerced', field: 'messages[0].content' }])
  })
})
