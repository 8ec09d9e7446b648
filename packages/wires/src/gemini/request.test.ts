import type { ChatRequest, JsonObject } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { readRequest, writeRequest } from './index.ts'

const address = { model: 'gemini-3.8-flash', stream: false }
const read = (body: object) => readRequest(body as JsonObject, address)
const ask = { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] }
const write = (request: Partial<ChatRequest>, model = address.model) =>
  writeRequest(
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }], ...request },
    { model },
  )

describe('what callers send', () => {
  test('is read in either spelling, and with single values for lists', () => {
    const { request } = read({
      system_instruction: { parts: { text: 'Be brief.' } },
      contents: { parts: [{ text: 'hi' }, { inline_data: { mime_type: 'image/png', data: 'AAAA' } }] },
      generation_config: {
        max_output_tokens: 5,
        thinking_config: { thinking_level: 'LOW', include_thoughts: true },
      },
      tools: { function_declarations: { name: 'f', parameters_json_schema: { type: 'object' } } },
      tool_config: { function_calling_config: { mode: 'any', allowed_function_names: ['f'] } },
      safety_settings: [{ category: 'C' }],
    })
    expect(request).toEqual({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'hi' },
            { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'AAAA' } },
          ],
        },
      ],
      maxOutputTokens: 5,
      reasoning: { effort: 'low', summary: 'auto' },
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
      toolChoice: { type: 'tool', name: 'f' },
      extra: { gemini: { safetySettings: [{ category: 'C' }] } },
    })
  })

  test('says of calls without ids which result is whose, by name and order', () => {
    const { request } = read({
      contents: [
        ...ask.contents,
        {
          role: 'model',
          parts: ['a', 'b', 'a'].map(name => ({ functionCall: { name, args: {} } })),
        },
        {
          role: 'user',
          parts: [
            ...['a', 'a', 'b', 'c'].map((name, at) => ({ functionResponse: { name, response: { at } } })),
            { text: 'well?' },
          ],
        },
      ],
    })
    const [, model, results, said] = request.messages
    const ids = model?.role === 'assistant' ? model.content.map(part => 'id' in part && part.id) : []
    expect(new Set(ids).size).toBe(3)
    expect(results?.role === 'tool' && results.content.map(({ callId }) => callId)).toEqual([
      ids[0],
      ids[2],
      ids[1],
      'gemini-call-stray-0',
    ])
    expect(said).toEqual({ role: 'user', content: [{ type: 'text', text: 'well?' }] })
    expect(JSON.stringify(writeRequest(request, address).body)).not.toContain('gemini-call')
  })

  test('a schema of the vendor’s own kind is one of JSON', () => {
    const parameters = {
      type: 'OBJECT',
      properties: {
        size: { type: 'STRING', format: 'enum', enum: ['s'], nullable: true },
        tags: { type: 'ARRAY', items: { type: 'INTEGER' }, min_items: '1', example: [1] },
        either: { any_of: [{ type: 'NUMBER' }], nullable: true },
      },
    }
    const { request } = read({ ...ask, tools: [{ functionDeclarations: [{ name: 'f', parameters }] }] })
    expect(request.tools).toEqual([
      {
        type: 'function',
        name: 'f',
        parameters: {
          type: 'object',
          properties: {
            size: { type: ['string', 'null'], enum: ['s', null] },
            tags: { type: 'array', items: { type: 'integer' }, minItems: 1, examples: [[1]] },
            either: { anyOf: [{ type: 'number' }, { type: 'null' }] },
          },
        },
      },
    ])
  })

  test('calls that must fit their schemas are strict tools', () => {
    const body = {
      ...ask,
      tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }] }],
      toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } },
    }
    const { request } = read(body)
    expect(request.tools?.map(tool => 'strict' in tool && tool.strict)).toEqual([true, true])
    expect(writeRequest(request, address)).toEqual({ body, warnings: [] })
  })

  test.each([
    [{}, 'contents'],
    [{ contents: [] }, 'contents'],
    [{ contents: [3] }, 'contents[0]'],
    [{ contents: [{ role: 'assistant', parts: [{ text: 'a' }] }] }, 'contents[0].role'],
    [{ contents: [{ parts: [{ text: 7 }] }] }, 'contents[0].parts[0].text'],
    [{ contents: [{ parts: [{}] }] }, 'contents[0].parts[0]'],
    [
      { contents: [{ role: 'model', parts: [{ functionCall: {} }] }] },
      'contents[0].parts[0].functionCall.name',
    ],
    [
      { contents: [{ parts: [{ functionResponse: { name: 'f', response: 'x' } }] }] },
      'contents[0].parts[0].functionResponse.response',
    ],
    [{ ...ask, generationConfig: { temperature: 'hot' } }, 'generationConfig.temperature'],
    [
      { ...ask, generationConfig: { thinkingConfig: { thinkingBudget: -2 } } },
      'generationConfig.thinkingConfig.thinkingBudget',
    ],
    [{ ...ask, tools: [{ functionDeclarations: [{}] }] }, 'tools[0].functionDeclarations[0].name'],
    [
      { ...ask, toolConfig: { functionCallingConfig: { mode: 'SOME' } } },
      'toolConfig.functionCallingConfig.mode',
    ],
    [{ ...ask, labels: { a: 1 } }, 'labels.a'],
  ])('%j is refused at %s', (body, param) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'invalid_request', param }))
  })

  test('a name that is everybody’s is no name of ours', () => {
    const body = JSON.parse('{"contents":[{"parts":[{"text":"a","__proto__":{"x":1}}]}]}') as JsonObject
    expect(JSON.stringify(writeRequest(read(body).request, address).body)).toContain('"text":"a"')
    expect(({} as { x?: number }).x).toBeUndefined()
  })
})

describe('what the vendor is sent', () => {
  const messages = (role: 'system' | 'developer', ...texts: string[]) =>
    texts.map(text => ({ role, content: [{ type: 'text', text }] }) as const)

  test('instructions stand together, wherever they stood', () => {
    const user = { role: 'user', content: [{ type: 'text', text: 'hi' }] } as const
    const { body, warnings } = write({
      messages: [...messages('system', 'a'), user, ...messages('developer', 'b')],
    })
    expect(body).toMatchObject({
      systemInstruction: { parts: [{ text: 'a' }, { text: 'b' }] },
      contents: [{}],
    })
    expect(warnings).toMatchObject([{ type: 'coerced', field: 'messages[2]' }])
  })

  test('a tool of another wire, a choice without tools and calls one by one are warned of', () => {
    const { body, warnings } = write({
      tools: [
        { type: 'vendor', name: 'web_search', extra: { 'anthropic-messages': { type: 'web_search' } } },
      ],
      toolChoice: { type: 'required' },
      parallelToolCalls: false,
    })
    expect(Object.keys(body)).toEqual(['contents'])
    expect(warnings.map(({ field }) => field)).toEqual(['tools[0]', 'toolChoice', 'parallelToolCalls'])
  })

  test('strict is said of all tools or of none', () => {
    const tool = (name: string, strict: boolean) => ({ type: 'function', name, strict }) as const
    expect(write({ tools: [tool('a', true), tool('b', true)] })).toMatchObject({
      body: { toolConfig: { functionCallingConfig: { mode: 'VALIDATED' } } },
      warnings: [],
    })
    expect(write({ tools: [tool('a', true), tool('b', false)] }).warnings).toMatchObject([
      { field: 'tools[0].strict' },
    ])
    expect(
      write({ tools: [tool('a', true), tool('b', false)], toolChoice: { type: 'required' } }).warnings,
    ).toEqual([])
  })

  test('a schema’s name and description stand in it, where there is room', () => {
    const format = { type: 'json-schema', name: 'o', description: 'd', strict: true } as const
    expect(write({ responseFormat: { ...format, schema: { type: 'object' } } })).toMatchObject({
      body: { generationConfig: { responseJsonSchema: { type: 'object', title: 'o', description: 'd' } } },
      warnings: [],
    })
    const taken = write({ responseFormat: { ...format, schema: { $ref: '#/$defs/a' } } })
    expect(taken.body).toMatchObject({ generationConfig: { responseJsonSchema: { $ref: '#/$defs/a' } } })
    expect(taken.warnings.map(({ field }) => field)).toEqual([
      'responseFormat.name',
      'responseFormat.description',
    ])
  })

  test('an input that is no object, and a picture without a type, are coerced', () => {
    const { body, warnings } = write({
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'file',
              mediaType: 'image/*',
              data: { kind: 'url', url: 'https://example.test/a.webp?x' },
            },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'f', input: '{"broken' }] },
      ],
    })
    expect(body.contents).toEqual([
      {
        role: 'user',
        parts: [{ fileData: { mimeType: 'image/webp', fileUri: 'https://example.test/a.webp?x' } }],
      },
      { role: 'model', parts: [{ functionCall: { id: 'c', name: 'f', args: { input: '{"broken' } } }] },
    ])
    expect(warnings.map(({ type, field }) => [type, field])).toEqual([
      ['coerced', 'messages[0].content[0].mediaType'],
      ['coerced', 'messages[1].content[0].input'],
    ])
  })

  test('calls in pieces are not asked for, since answers are read whole', () => {
    const { body, warnings } = write({
      tools: [{ type: 'function', name: 'f' }],
      extra: { gemini: { toolConfig: { functionCallingConfig: { streamFunctionCallArguments: true } } } },
    })
    expect(JSON.stringify(body)).not.toContain('streamFunctionCallArguments')
    expect(warnings).toHaveLength(1)
  })
})
