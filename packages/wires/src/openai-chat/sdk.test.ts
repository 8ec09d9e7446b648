import {
  chat,
  type ChatResult,
  type ErrorCode,
  errorTable,
  knownUsage,
  LucidError,
} from '@lucid-gateway/core'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { createStreamWriter, writeAnswer, writeError, writeErrorEvent } from './index.ts'

const head = { id: 'chatcmpl-1', model: 'm', created: 1_770_933_892 }
const result: ChatResult = {
  content: [
    { type: 'text', text: 'Hello 😀' },
    { type: 'tool-call', id: 'a', name: 'f', input: '{"x":1}' },
    { type: 'tool-call', id: 'b', name: 'g', input: '{}' },
  ],
  finish: { unified: 'tool-calls' },
  usage: knownUsage({ input: 5, cache_read: 2, output: 7, reasoning: 3 }),
  alternatives: [{ content: [{ type: 'refusal', text: 'no' }], finish: { unified: 'stop' } }],
}

/** The official client, whose every request is answered with this. */
function sdk(answer: () => Response): OpenAI {
  return new OpenAI({
    apiKey: 'k',
    maxRetries: 0,
    baseURL: 'http://host.test/v1',
    fetch: () => Promise.resolve(answer()),
  })
}
const request = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }] }

function streamText(): string {
  const writer = createStreamWriter({ ...head, includeUsage: true })
  return [...(chat.split?.(result) ?? [])].map(part => writer.write(part)).join('') + writer.end()
}
const events = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream' } })

describe('the official SDK', () => {
  test('reads an answer', async () => {
    const read = await sdk(() => Response.json(writeAnswer(result, head).body)).chat.completions.create(
      request,
    )
    expect(read.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: 'Hello 😀',
        refusal: null,
        tool_calls: [{ id: 'a', function: { arguments: '{"x":1}' } }, { id: 'b' }],
      },
    })
    expect(read.choices[1]).toMatchObject({
      finish_reason: 'stop',
      message: { content: null, refusal: 'no' },
    })
    expect(read.usage).toEqual({
      prompt_tokens: 7,
      completion_tokens: 10,
      total_tokens: 17,
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 3 },
    })
  })

  test('collects from a stream what it reads from an answer', async () => {
    const streamed = await sdk(() => events(streamText()))
      .chat.completions.stream(request)
      .finalChatCompletion()
    const read = await sdk(() => Response.json(writeAnswer(result, head).body)).chat.completions.create(
      request,
    )
    const plain = (of: OpenAI.ChatCompletion) =>
      of.choices.map(({ message, finish_reason }) => ({
        finish_reason,
        content: message.content || null,
        refusal: message.refusal || null,
        calls: message.tool_calls?.map(
          call => call.type === 'function' && [call.id, call.function.name, call.function.arguments],
        ),
      }))
    expect(plain(streamed)).toEqual(plain(read))
    expect([streamed.id, streamed.created, streamed.usage]).toEqual([read.id, read.created, read.usage])
  })

  test('throws what an error event says', async () => {
    const writer = createStreamWriter({ ...head, includeUsage: false })
    const text =
      writer.write({ type: 'text-delta', id: '0', text: 'a' }) +
      writeErrorEvent(new LucidError('overloaded', 'busy'))
    const stream = await sdk(() => events(text)).chat.completions.create({ ...request, stream: true })
    const read = async () => {
      for await (const chunk of stream) expect(chunk.choices).toHaveLength(1)
    }
    await expect(read()).rejects.toMatchObject({
      code: 'server_is_overloaded',
      type: 'service_unavailable_error',
    })
  })

  const classes: Partial<Record<ErrorCode, unknown>> = {
    auth: OpenAI.AuthenticationError,
    permission: OpenAI.PermissionDeniedError,
    quota: OpenAI.RateLimitError,
    rate_limit: OpenAI.RateLimitError,
    invalid_request: OpenAI.BadRequestError,
    context_length: OpenAI.BadRequestError,
    content_filter: OpenAI.BadRequestError,
    not_found: OpenAI.NotFoundError,
    conflict: OpenAI.ConflictError,
    budget: OpenAI.APIError,
    cancelled: OpenAI.APIError,
  }
  test.each(Object.keys(errorTable) as ErrorCode[])('raises the class that fits "%s"', async code => {
    const { status, body, headers } = writeError(new LucidError(code, 'm', { hint: 'Do this.', param: 'p' }))
    const call = sdk(() => Response.json(body, { status, headers })).chat.completions.create(request)
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown as InstanceType<typeof OpenAI.APIError>,
    )
    expect(error).toBeInstanceOf(classes[code] ?? OpenAI.InternalServerError)
    expect(error).toMatchObject({
      status: errorTable[code].status,
      param: 'p',
      message: expect.stringContaining('m Do this.') as string,
    })
    expect(error?.code && error.type).toBeTruthy()
  })
})

describe('writeError', () => {
  test.each(['auth', 'permission'] as const)(
    'a vendor’s %s refusal of the operator’s account is no fault of the caller',
    code => {
      const error = new LucidError(code, 'Incorrect API key provided: sk-operator', {
        origin: 'provider',
        upstream: { status: 401, code: 'invalid_api_key' },
      })
      const { status, body, headers } = writeError(error)
      expect([status, (body.error as { code: string }).code]).toEqual([502, `upstream_${code}`])
      expect(JSON.stringify(body)).not.toContain('sk-operator')
      expect(headers['x-should-retry']).toBe('false')
    },
  )

  test('a vendor’s finer word within a case of the caller’s is kept; the words that clients look for stand', () => {
    const codeOf = (error: LucidError) => (writeError(error).body.error as { code: string }).code
    expect(
      codeOf(new LucidError('invalid_request', 'm', { upstream: { code: 'unsupported_parameter' } })),
    ).toBe('unsupported_parameter')
    expect(codeOf(new LucidError('context_length', 'm', { upstream: { code: 'string_too_long' } }))).toBe(
      'context_length_exceeded',
    )
    expect(codeOf(new LucidError('not_found', 'm', { reason: 'unknown_model' }))).toBe('model_not_found')
  })

  test('says when to come back, in both of the SDK’s headers', () => {
    expect(writeError(new LucidError('rate_limit', 'm', { retryAfterMs: 1_500 })).headers).toEqual({
      'retry-after': '2',
      'retry-after-ms': '1500',
    })
    const long = new LucidError('rate_limit', 'm', { retryAfterMs: 60_001 })
    expect(writeError(long).headers).toMatchObject({ 'retry-after': '61', 'x-should-retry': 'false' })
  })
})
