import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '../index.ts'

let simulator: OpenAISimulator
beforeAll(async () => {
  simulator = await startOpenAISimulator()
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const user = (content: unknown): object => ({ role: 'user', content })
const hello = { model: 'gpt-4o-mini', messages: [user('hello there')] }

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.url}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${simulatorKey}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

interface Body {
  readonly [key: string]: unknown
  readonly choices: readonly {
    readonly message: {
      readonly content: string | null
      readonly refusal: string | null
      readonly tool_calls?: readonly ToolCall[]
    }
    readonly finish_reason: string
    readonly logprobs: { readonly content: readonly unknown[] } | null
  }[]
  readonly usage: {
    readonly prompt_tokens: number
    readonly completion_tokens: number
    readonly prompt_tokens_details: { readonly cached_tokens: number }
    readonly completion_tokens_details: { readonly reasoning_tokens: number }
  }
  readonly error: { readonly message: string; readonly param: string | null; readonly code: string | null }
}
interface ToolCall {
  readonly id: string
  readonly function: { readonly name: string; readonly arguments: string }
}

async function ask(body: object): Promise<Body> {
  return (await (await post('chat/completions', body)).json()) as Body
}

async function events(body: object): Promise<string[]> {
  const text = await (await post('chat/completions', { ...body, stream: true })).text()
  return text
    .split('\n\n')
    .filter(Boolean)
    .map(line => line.replace(/^data: /, ''))
}

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
}
const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }

describe('what it refuses', () => {
  const cases: readonly (readonly [name: string, body: object, param: string | null, code: string | null])[] =
    [
      ['an unknown field', { ...hello, foo: 1 }, 'foo', 'unknown_parameter'],
      ['no messages', { model: 'gpt-4o' }, 'messages', 'missing_required_parameter'],
      ['an empty list of messages', { ...hello, messages: [] }, 'messages', 'empty_array'],
      ['a value of the wrong type', { ...hello, temperature: 'hot' }, 'temperature', 'invalid_type'],
      ['a value out of range', { ...hello, temperature: 3 }, 'temperature', 'decimal_above_max_value'],
      [
        'an unknown role',
        { ...hello, messages: [{ role: 'robot', content: 'x' }] },
        'messages[0].role',
        'invalid_value',
      ],
      [
        'an image from a system message',
        {
          ...hello,
          messages: [
            { role: 'system', content: [{ type: 'image_url', image_url: { url: 'https://a.b/c.png' } }] },
          ],
        },
        'messages[0].content[0].type',
        'invalid_value',
      ],
      [
        'an unknown part',
        { ...hello, messages: [user([{ type: 'smell' }])] },
        'messages[0].content[0].type',
        'invalid_value',
      ],
      [
        'a broken data URL',
        { ...hello, messages: [user([{ type: 'image_url', image_url: { url: 'data:image/png,raw' } }])] },
        'messages[0].content[0].image_url.url',
        'invalid_base64',
      ],
      [
        'a tool result without a call',
        { ...hello, messages: [user('x'), { role: 'tool', tool_call_id: 'call_1', content: 'y' }] },
        'messages.[1].role',
        null,
      ],
      [
        'a call without its result',
        { ...hello, messages: [user('x'), { role: 'assistant', tool_calls: [call] }, user('y')] },
        'messages.[2].role',
        null,
      ],
      [
        'a result for another call',
        {
          ...hello,
          messages: [
            user('x'),
            { role: 'assistant', tool_calls: [call] },
            { role: 'tool', tool_call_id: 'other', content: 'y' },
          ],
        },
        'messages.[2].tool_call_id',
        null,
      ],
      [
        'max_tokens on a reasoning model',
        { ...hello, model: 'gpt-5-mini', max_tokens: 5 },
        'max_tokens',
        'unsupported_parameter',
      ],
      [
        'temperature on a reasoning model',
        { ...hello, model: 'gpt-5-mini', temperature: 0.5 },
        'temperature',
        'unsupported_value',
      ],
      [
        'penalties on a reasoning model',
        { ...hello, model: 'gpt-5.4', presence_penalty: 1 },
        'presence_penalty',
        'unsupported_parameter',
      ],
      [
        'an effort that the model has not',
        { ...hello, model: 'o3', reasoning_effort: 'minimal' },
        'reasoning_effort',
        'unsupported_value',
      ],
      [
        'a name of a user that is too long',
        { ...hello, user: 'u'.repeat(65) },
        'user',
        'string_above_max_length',
      ],
      [
        'more output than the model writes',
        { ...hello, model: 'gpt-4o', max_tokens: 16_385 },
        'max_tokens',
        'invalid_value',
      ],
      [
        'a function that takes nothing and does not say so',
        { ...hello, tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }] },
        'tools[0].function.parameters',
        'invalid_function_parameters',
      ],
      [
        'bytes of a file without a name',
        {
          ...hello,
          messages: [
            {
              role: 'user',
              content: [{ type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0x' } }],
            },
          ],
        },
        'messages[0].content[0].file.file_id',
        'missing_required_parameter',
      ],
      ['an effort for a model that does not reason', { ...hello, reasoning_effort: 'low' }, null, null],
      [
        'stream_options without a stream',
        { ...hello, stream_options: { include_usage: true } },
        'stream_options',
        null,
      ],
      ['top_logprobs without logprobs', { ...hello, top_logprobs: 2 }, 'top_logprobs', null],
      ['tool_choice without tools', { ...hello, tool_choice: 'auto' }, 'tool_choice', null],
      [
        'json_object without the word',
        { ...hello, response_format: { type: 'json_object' } },
        'messages',
        null,
      ],
      [
        'a schema that is not strict',
        {
          ...hello,
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'o', strict: true, schema: { type: 'object', properties: {} } },
          },
        },
        'response_format',
        null,
      ],
      [
        'a tool schema with an optional property',
        {
          ...hello,
          tools: [
            {
              ...weather,
              function: {
                ...weather.function,
                parameters: { ...weather.function.parameters, required: ['city'] },
              },
            },
          ],
        },
        'tools[0].function.parameters',
        'invalid_function_parameters',
      ],
    ]
  it.each(cases)('%s', async (_name, body, param, code) => {
    const response = await post('chat/completions', body)
    expect(response.status).toBe(400)
    expect(((await response.json()) as Body).error).toMatchObject({
      type: 'invalid_request_error',
      param,
      code,
    })
  })

  it('a missing key, a wrong key, an unknown model, an unknown path, a body that is no JSON', async () => {
    const status = async (promise: Promise<Response>): Promise<unknown> => {
      const response = await promise
      return [response.status, ((await response.json()) as Body).error.code]
    }
    expect(await status(post('chat/completions', hello, { authorization: '' }))).toEqual([401, null])
    expect(await status(post('chat/completions', hello, { authorization: 'Bearer sk-wrong' }))).toEqual([
      401,
      'invalid_api_key',
    ])
    expect(await status(post('chat/completions', { ...hello, model: 'gpt-9' }))).toEqual([
      404,
      'model_not_found',
    ])
    expect(await status(post('chat/nothing', hello))).toEqual([404, null])
    expect(await status(post('chat/completions', '{"model"'))).toEqual([400, null])
  })
})

describe('what it answers', () => {
  it('says what was said', async () => {
    const body = await ask(hello)
    expect(body.choices[0]).toMatchObject({
      message: { content: 'You said: hello there' },
      finish_reason: 'stop',
    })
    expect(simulator.requests[0]?.usage?.completionTokens).toBe(body.usage.completion_tokens)
  })

  it('calls several tools at once with arguments that fit their schema', async () => {
    const body = await ask({ ...hello, messages: [user('weather sim:tools=2')], tools: [weather] })
    expect(body.choices[0]?.finish_reason).toBe('tool_calls')
    expect(body.choices[0]?.message.tool_calls).toHaveLength(2)
    expect(JSON.parse(body.choices[0]?.message.tool_calls?.[1]?.function.arguments ?? '')).toEqual({
      city: 'a city',
      days: 7,
    })
  })

  it('fills a schema, counts images, reasons, refuses, stops, and stops short', async () => {
    const schema = weather.function.parameters
    const format = { type: 'json_schema', json_schema: { name: 'o', strict: true, schema } }
    expect((await ask({ ...hello, response_format: format })).choices[0]?.message.content).toBe(
      '{"city":"a city","days":7}',
    )
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }
    expect((await ask({ ...hello, messages: [user([image, image])] })).choices[0]?.message.content).toContain(
      '2 image(s) of 6',
    )
    expect(
      (await ask({ ...hello, model: 'gpt-5-mini', reasoning_effort: 'low' })).usage.completion_tokens_details
        .reasoning_tokens,
    ).toBe(32)
    expect((await ask({ ...hello, messages: [user('sim:refusal')] })).choices[0]?.message.refusal).toContain(
      'sorry',
    )
    expect((await ask({ ...hello, stop: 'there' })).choices[0]?.message.content).toBe('You said: hello ')
    expect((await ask({ ...hello, max_tokens: 1 })).choices[0]).toMatchObject({
      message: { content: 'You' },
      finish_reason: 'length',
    })
    expect((await ask({ ...hello, n: 3 })).choices).toHaveLength(3)
    expect(
      (await ask({ ...hello, logprobs: true, top_logprobs: 2 })).choices[0]?.logprobs?.content,
    ).toHaveLength(4)
  })

  it('streams a head, pieces, a finish, the usage when asked, and an end', async () => {
    const lines = await events({ ...hello, stream_options: { include_usage: true } })
    expect(lines.at(-1)).toBe('[DONE]')
    const chunks = lines.slice(0, -1).map(line => JSON.parse(line) as Record<string, never>)
    expect(chunks[0]).toMatchObject({
      object: 'chat.completion.chunk',
      usage: null,
      choices: [{ delta: { role: 'assistant', content: '' } }],
    })
    expect(chunks[1]).toHaveProperty('obfuscation')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 13 } })
    expect(simulator.requests[0]).toMatchObject({ end: 'sent', tokensSent: 4 })
  })

  it('streams the arguments of tools in fragments under their index', async () => {
    const lines = await events({ ...hello, messages: [user('weather sim:tools=2')], tools: [weather] })
    const deltas = lines
      .slice(0, -1)
      .flatMap(
        line =>
          (JSON.parse(line) as { choices: { delta: { tool_calls?: { index: number; id?: string }[] } }[] })
            .choices[0]?.delta.tool_calls ?? [],
      )
    expect(deltas.filter(delta => delta.id !== undefined).map(delta => delta.index)).toEqual([0, 1])
    expect(deltas.length).toBeGreaterThan(6)
  })

  it('embeds the same text the same way, as numbers or as base64', async () => {
    const of = async (body: object): Promise<unknown> =>
      (
        (await (
          await post('embeddings', { model: 'text-embedding-3-small', dimensions: 8, input: 'x', ...body })
        ).json()) as { data: { embedding: unknown }[] }
      ).data[0]?.embedding
    const floats = (await of({})) as number[]
    const packed = Buffer.from((await of({ encoding_format: 'base64' })) as string, 'base64')
    expect([...new Float32Array(packed.buffer, packed.byteOffset, 8)]).toEqual(floats)
    expect(
      (await post('embeddings', { model: 'text-embedding-ada-002', input: 'x', dimensions: 8 })).status,
    ).toBe(400)
  })

  it('moderates, and lists its models', async () => {
    const judged = (await (await post('moderations', { input: ['I will kill you', 'fine'] })).json()) as {
      results: { flagged: boolean }[]
    }
    expect(judged.results.map(result => result.flagged)).toEqual([true, false])
    const get = (path: string): Promise<Response> =>
      fetch(`${simulator.url}/${path}`, { headers: { authorization: `Bearer ${simulatorKey}` } })
    expect(await (await get('models')).json()).toMatchObject({ object: 'list' })
    expect((await get('models/gpt-9')).status).toBe(404)
  })
})

describe('how it fails', () => {
  it('by the names of errors, with the headers asked for', async () => {
    simulator.script({ error: 'rate_limit_exceeded', headers: { 'retry-after': '7' } })
    const response = await post('chat/completions', hello)
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
    expect((await ask({ ...hello, messages: [user('sim:error=insufficient_quota')] })).error.code).toBe(
      'insufficient_quota',
    )
  })

  it.each(['reset', 'close'] as const)('by a %s before the head, and after some events', async kind => {
    simulator.script({ fault: { kind } }, { fault: { kind, after: 2 } })
    await expect(events(hello)).rejects.toThrow()
    const response = await post('chat/completions', { ...hello, stream: true })
    const reader = response.body?.getReader()
    let text = ''
    await expect(async () => {
      for (;;) {
        const next = await reader?.read()
        if (!next || next.done) return
        text += Buffer.from(next.value).toString()
      }
    }).rejects.toThrow()
    expect(text.match(/data: /g)).toHaveLength(2)
    expect(simulator.requests.at(-1)).toMatchObject({ end: 'cut', eventsSent: 2, tokensSent: 1 })
  })

  it('by an early end, an error in the stream, and missing pieces', async () => {
    simulator.script({ fault: { kind: 'end', after: 3 } }, { fault: { kind: 'error-event', after: 1 } })
    expect(await events(hello)).toHaveLength(3)
    expect((await events(hello)).at(-1)).toContain('"error"')
    for (const what of ['done', 'finish'] as const) {
      simulator.script({ fault: { kind: 'without', what } })
      expect((await events(hello)).join()).not.toContain(
        what === 'done' ? '[DONE]' : '"finish_reason":"stop"',
      )
    }
  })

  it('with the same bytes, however they are cut', async () => {
    const whole = await events(hello)
    simulator.reset()
    simulator.script({ fault: { kind: 'split', size: 1 } })
    expect(await events(hello)).toEqual(whole)
  })

  it('notices a client that goes away', async () => {
    simulator.script({ fault: { kind: 'hang', after: 1 } })
    const gone = new AbortController()
    const response = await fetch(`${simulator.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${simulatorKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...hello, stream: true }),
      signal: gone.signal,
    })
    await response.body?.getReader().read()
    gone.abort()
    await simulator.requests[0]?.ended
    expect(simulator.requests[0]?.end).toBe('client-gone')
  })
})
