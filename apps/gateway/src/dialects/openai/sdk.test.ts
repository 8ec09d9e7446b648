import openaiPlugin from '@lucid-gateway/provider-openai'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../../access/app-key.ts'
import { testGateway, type TestGateway } from '../../testing/test-gateway.ts'

/** The unchanged SDK, once on the path without translation, and once with a layer that makes the gateway translate. */
const paths = ['relay', 'decoded'] as const

let simulator: OpenAISimulator
beforeAll(async () => {
  simulator = await startOpenAISimulator()
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const key = newKey()
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} as const

describe.each(paths)('the openai SDK through the host, %s', path => {
  let host: TestGateway
  let client: OpenAI
  beforeAll(async () => {
    host = await testGateway({
      env: { LUCID_API_KEY: key, OPENAI_API_KEY: simulatorKey, CIRCUIT_BREAKER_FAILURE_THRESHOLD: '1000' },
      config: {
        plugins: [],
        retry: { attempts: 1 },
        hooks:
          path === 'relay'
            ? []
            : [
                {
                  kind: 'call',
                  name: 'reader',
                  phase: 'guard',
                  needsContent: true,
                  run: (_call, next) => next(),
                },
              ],
        accounts: { openai: { provider: 'openai', config: { baseUrl: simulator.url } } },
      },
      plugins: [openaiPlugin],
    })
    client = new OpenAI({ apiKey: key, baseURL: `${host.url}/v1`, maxRetries: 0 })
  })
  afterAll(() => host[Symbol.asyncDispose]())

  const model = 'openai/gpt-4.1-mini'
  const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }] })

  it('answers text, with usage to the token and what the gateway knows in headers', async () => {
    const { data, response } = await client.chat.completions.create(ask('Hello sim:cached=4')).withResponse()
    expect(data.choices[0]?.message.content).toBeTruthy()
    expect(data.choices[0]?.finish_reason).toBe('stop')
    expect(data.usage?.prompt_tokens_details?.cached_tokens).toBe(4)
    expect(data.usage?.total_tokens).toBe(
      (data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0),
    )
    expect(response.headers.get('x-lucid-model')).toBe(model)
    expect(response.headers.get('x-lucid-provider')).toBe('openai')
    expect(response.headers.get('x-lucid-receipt')?.split(';')[0]).toBe(path)
    expect((data as { readonly _request_id?: string })._request_id).toBe(
      response.headers.get('x-lucid-request-id'),
    )
  })

  it('streams text, with usage only if it was asked for', async () => {
    for (const include_usage of [true, false]) {
      const stream = await client.chat.completions.create({
        ...ask('Count to five'),
        stream: true,
        stream_options: { include_usage },
      })
      let text = ''
      let usage = 0
      let finish: string | null | undefined
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? ''
        finish = chunk.choices[0]?.finish_reason ?? finish
        usage += chunk.usage ? 1 : 0
      }
      expect(text).toBeTruthy()
      expect(finish).toBe('stop')
      expect(usage).toBe(include_usage ? 1 : 0)
    }
  })

  it('calls tools in parallel, in one piece and in fragments', async () => {
    const request = { ...ask('sim:tools=2'), tools: [weather] }
    const whole = await client.chat.completions.create(request)
    const calls = whole.choices[0]?.message.tool_calls ?? []
    expect(calls).toHaveLength(2)
    expect(whole.choices[0]?.finish_reason).toBe('tool_calls')
    const streamed = await client.chat.completions.stream(request).finalChatCompletion()
    const pieces = streamed.choices[0]?.message.tool_calls ?? []
    expect(pieces.map(call => (call as { function: { name: string } }).function.name)).toEqual([
      'weather',
      'weather',
    ])
    for (const call of pieces) {
      expect(() => JSON.parse((call as { function: { arguments: string } }).function.arguments)).not.toThrow()
    }
  })

  it('takes the results of tools', async () => {
    const answer = await client.chat.completions.create({
      model,
      tools: [weather],
      messages: [
        { role: 'user', content: 'How is the weather?' },
        {
          role: 'assistant',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'Snow' },
      ],
    })
    expect(answer.choices[0]?.message.content).toBeTruthy()
  })

  it('serves what the vendor would refuse as it came, and says what became of it', async () => {
    const call = { id: 'call_1', type: 'function' as const, function: { name: 'weather', arguments: '{}' } }
    const messages = [
      { role: 'user' as const, content: 'How is the weather?' },
      { role: 'assistant' as const, tool_calls: [call], reasoning_content: 'I should look.' },
      { role: 'tool' as const, tool_call_id: 'call_1', name: 'weather', content: 'Snow' },
    ]
    const deep = await client.chat.completions.create({ model, tools: [weather], messages }).withResponse()
    expect(deep.response.headers.get('x-lucid-receipt')).toMatch(/^decoded; dropped messages\[1\]/)
    const { response } = await client.chat.completions
      .create({ ...ask('Hi'), model: 'openai/o3', temperature: 0.5 })
      .withResponse()
    expect(response.headers.get('x-lucid-receipt')).toBe(`${path}; dropped temperature`)
  })

  it('holds an answer to a schema', async () => {
    const answer = await client.chat.completions.create({
      ...ask('A city'),
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'city',
          strict: true,
          schema: {
            type: 'object',
            properties: { name: { type: 'string' } },
            required: ['name'],
            additionalProperties: false,
          },
        },
      },
    })
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toHaveProperty('name')
  })

  it('takes pictures', async () => {
    const answer = await client.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: pixel, detail: 'low' } },
          ],
        },
      ],
    })
    expect(answer.choices[0]?.message.content).toBeTruthy()
    expect(JSON.stringify(simulator.requests[0]?.body)).toContain('iVBORw0KGgo')
  })

  it('passes refusals on', async () => {
    const answer = await client.chat.completions.create(ask('sim:refusal'))
    expect(answer.choices[0]?.message.refusal).toMatch(/sorry/)
  })

  it('passes reasoning tokens on', async () => {
    const answer = await client.chat.completions.create({
      model: 'openai/gpt-5-mini',
      messages: [{ role: 'user', content: 'Think. sim:reasoning=32' }],
      reasoning_effort: 'low',
    })
    expect(answer.usage?.completion_tokens_details?.reasoning_tokens).toBe(32)
  })

  it.each([
    ['rate_limit_exceeded', OpenAI.RateLimitError, 429],
    ['insufficient_quota', OpenAI.RateLimitError, 429],
    ['context_length_exceeded', OpenAI.BadRequestError, 400],
    ['content_policy_violation', OpenAI.BadRequestError, 400],
    ['model_not_found', OpenAI.NotFoundError, 404],
    ['server_error', OpenAI.InternalServerError, 502],
    ['server_is_overloaded', OpenAI.InternalServerError, 503],
  ])("throws the SDK's own error for %s", async (name, kind, status) => {
    const thrown: unknown = await client.chat.completions
      .create(ask(`sim:error=${name}`))
      .catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(kind)
    expect((thrown as InstanceType<typeof OpenAI.APIError>).status).toBe(status)
  })

  it("never passes a vendor's refusal of the operator's key on as one of the caller's", async () => {
    for (const name of ['invalid_api_key', 'missing_scope']) {
      const thrown: unknown = await client.chat.completions
        .create(ask(`sim:error=${name}`))
        .catch((error: unknown) => error)
      expect(thrown).toBeInstanceOf(OpenAI.InternalServerError)
      expect((thrown as Error).message).not.toContain('sk-')
    }
  })

  it.each(['reset:2', 'close:2', 'end:2'])(
    'fails a stream that %s cuts, and never ends it as if it were whole',
    async fault => {
      const answer = await fetch(`${host.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ ...ask(`Count to ten sim:fault=${fault}`), stream: true }),
      })
      const text = await answer.text()
      expect(text).not.toContain('[DONE]')
      expect(text.match(/"error":\{/g)).toHaveLength(1)
      const stream = await client.chat.completions.create({
        ...ask(`Count to ten sim:fault=${fault}`),
        stream: true,
      })
      await expect(Array.fromAsync(stream)).rejects.toThrow()
    },
  )

  it('fails with a status where nothing was sent yet', async () => {
    const request = { ...ask('sim:fault=reset:0'), stream: true } as const
    await expect(client.chat.completions.create(request)).rejects.toBeInstanceOf(OpenAI.APIError)
  })

  it('embeds', async () => {
    const answer = await client.embeddings.create({
      model: 'openai/text-embedding-3-small',
      input: ['one', 'two'],
    })
    expect(answer.data.map(({ index, embedding }) => [index, embedding.length > 0])).toEqual([
      [0, true],
      [1, true],
    ])
    expect(answer.usage.prompt_tokens).toBeGreaterThan(0)
  })

  it('moderates', async () => {
    const answer = await client.moderations.create({
      model: 'openai/omni-moderation-latest',
      input: 'A kind word.',
    })
    expect(answer.results[0]?.flagged).toBe(false)
  })

  it('lists models, and tells one by a name with slashes', async () => {
    const models = await Array.fromAsync(await client.models.list())
    expect(models.map(({ id }) => id)).toContain(model)
    expect((await client.models.retrieve(model)).owned_by).toBe('openai')
    await expect(client.models.retrieve('openai/gpt-4.1-mimi')).rejects.toThrow(/gpt-4.1-mini/)
  })

  it("refuses what is wrong in the SDK's own terms", async () => {
    const stranger = new OpenAI({ apiKey: newKey(), baseURL: `${host.url}/v1`, maxRetries: 0 })
    await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError)
    await expect(client.chat.completions.create({ model, messages: [] })).rejects.toMatchObject({
      status: 400,
      param: 'messages',
    })
    const unknown: unknown = await client.chat.completions
      .create({ model: 'openai/gpt-4.1-mimi-2', messages: [{ role: 'user', content: 'x' }] })
      .catch((error: unknown) => error)
    expect(unknown).toMatchObject({ status: 404 })
  })

  it('tells the end user and the key to nobody', async () => {
    await client.chat.completions.create(ask('Hello'))
    const [sent] = simulator.requests
    expect(JSON.stringify(sent)).not.toContain(key)
    expect(host.logged()).not.toContain(key)
    expect(host.logged()).not.toContain(simulatorKey)
  })
})
