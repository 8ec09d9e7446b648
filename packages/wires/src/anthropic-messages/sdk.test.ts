import Anthropic from '@anthropic-ai/sdk'
import {
  chat,
  type ChatResult,
  type ErrorCode,
  errorTable,
  knownUsage,
  LucidError,
} from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamWriter, writeAnswer, writeError, writeErrorEvent } from './index.ts'

const head = { id: 'msg_1', model: 'm' }
const own = (fields: object) => ({ extra: { 'anthropic-messages': fields } }) as object
const result: ChatResult = {
  content: [
    { type: 'reasoning', text: 'Hm 😀', signature: 'Eq==', ...own({ '@block': 'thinking' }) },
    { type: 'text', text: 'Hello' },
    { type: 'source', url: 'https://example.test', title: 't' },
    { type: 'tool-call', id: 'a', name: 'f', input: '{"x":1}' },
    { type: 'tool-call', id: 'b', name: 'g', input: '{}' },
  ],
  finish: { unified: 'tool-calls' },
  usage: knownUsage({ input: 5, cache_read: 2, output: 7, reasoning: 3 }),
}

/** The official client, whose every request is answered with this. */
function sdk(answer: () => Response): Anthropic {
  return new Anthropic({
    apiKey: 'k',
    maxRetries: 0,
    baseURL: 'http://host.test',
    logLevel: 'off',
    fetch: () => Promise.resolve(answer()),
  })
}
const request = {
  model: 'm',
  max_tokens: 9,
  messages: [{ role: 'user' as const, content: 'hi' }],
}

function streamText(of: ChatResult): string {
  const writer = createStreamWriter(head)
  return [...(chat.split?.(of) ?? [])].map(part => writer.write(part)).join('') + writer.end()
}
const events = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream' } })

describe('the official SDK', () => {
  test('reads an answer', async () => {
    const read = await sdk(() => Response.json(writeAnswer(result, head).body)).messages.create(request)
    expect(read).toMatchObject({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      stop_reason: 'tool_use',
      stop_sequence: null,
      content: [
        { type: 'thinking', thinking: 'Hm 😀', signature: 'Eq==' },
        { type: 'text', text: 'Hello', citations: [{ url: 'https://example.test', title: 't' }] },
        { type: 'tool_use', id: 'a', input: { x: 1 } },
        { type: 'tool_use', id: 'b', input: {} },
      ],
      usage: {
        input_tokens: 5,
        cache_read_input_tokens: 2,
        output_tokens: 10,
        output_tokens_details: { thinking_tokens: 3 },
      },
    })
  })

  test('collects from a stream what it reads from an answer', async () => {
    const streamed = await sdk(() => events(streamText(result)))
      .messages.stream(request)
      .finalMessage()
    const read = await sdk(() => Response.json(writeAnswer(result, head).body)).messages.create(request)
    expect(streamed.content).toEqual(read.content)
    expect([streamed.id, streamed.stop_reason]).toEqual([read.id, read.stop_reason])
    expect(streamed.usage).toMatchObject({ ...read.usage })
  })

  test('collects a stream of which the usage is not known', async () => {
    const text = streamText({ ...result, usage: { meters: {} } })
    const { usage } = await sdk(() => events(text))
      .messages.stream(request)
      .finalMessage()
    expect(usage.output_tokens).toBeNull()
  })

  test('throws what an error event says', async () => {
    const writer = createStreamWriter(head)
    const text =
      writer.write({ type: 'text-start', id: '0' }) +
      writer.write({ type: 'text-delta', id: '0', text: 'a' }) +
      writeErrorEvent(new LucidError('overloaded', 'busy'), 'req_1')
    const stream = await sdk(() => events(text)).messages.create({ ...request, stream: true })
    const read = async () => {
      for await (const event of stream) expect(event.type).toBeTruthy()
    }
    await expect(read()).rejects.toMatchObject({ type: 'overloaded_error', apiMessage: 'busy' })
  })

  const classes: Partial<Record<ErrorCode, unknown>> = {
    auth: Anthropic.AuthenticationError,
    permission: Anthropic.PermissionDeniedError,
    quota: Anthropic.PaymentRequiredError,
    budget: Anthropic.PaymentRequiredError,
    rate_limit: Anthropic.RateLimitError,
    overloaded: Anthropic.OverloadedError,
    invalid_request: Anthropic.BadRequestError,
    context_length: Anthropic.BadRequestError,
    content_filter: Anthropic.BadRequestError,
    not_found: Anthropic.NotFoundError,
    conflict: Anthropic.ConflictError,
    cancelled: Anthropic.ClientClosedRequestError,
  }
  test.each(Object.keys(errorTable) as ErrorCode[])('raises the class that fits "%s"', async code => {
    const { status, body, headers } = writeError(new LucidError(code, 'm', { hint: 'Do this.' }), 'req_1')
    const call = sdk(() => Response.json(body, { status, headers })).messages.create(request)
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown as InstanceType<typeof Anthropic.APIError>,
    )
    expect(error).toBeInstanceOf(classes[code] ?? Anthropic.InternalServerError)
    expect(error).toMatchObject({ apiMessage: 'm Do this.', errorCode: code })
    expect(error?.type).toMatch(/_error$/)
  })
})

describe('writeError', () => {
  test.each(['auth', 'permission'] as const)(
    'a vendor’s %s refusal of the operator’s account is no fault of the caller',
    code => {
      const error = new LucidError(code, 'invalid x-api-key sk-operator', { origin: 'provider' })
      const { status, body, headers } = writeError(error)
      expect(status).toBe(502)
      expect(body).toMatchObject({
        error: { type: 'api_error', details: { error_code: `upstream_${code}` } },
      })
      expect(JSON.stringify(body)).not.toContain('sk-operator')
      expect(headers['x-should-retry']).toBe('false')
    },
  )

  test('says when to come back, and a body that is too large is called so', () => {
    expect(writeError(new LucidError('rate_limit', 'm', { retryAfterMs: 1_500 })).headers).toEqual({
      'retry-after': '2',
      'retry-after-ms': '1500',
    })
    const long = new LucidError('rate_limit', 'm', { retryAfterMs: 60_001 })
    expect(writeError(long).headers).toMatchObject({ 'retry-after': '61', 'x-should-retry': 'false' })
    expect(writeError(new LucidError('invalid_request', 'm', { status: 413 }))).toMatchObject({
      status: 413,
      body: { error: { type: 'request_too_large' } },
    })
  })
})
