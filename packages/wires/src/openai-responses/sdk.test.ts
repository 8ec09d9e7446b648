import {
  chat,
  type ChatPart,
  type ChatResult,
  type ErrorCode,
  errorTable,
  knownUsage,
  LucidError,
} from '@lucid-gateway/core'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { createStreamWriter, echoOf, writeAnswer, writeError, writeErrorEvent } from './index.ts'

const request = { model: 'm', input: 'hi', instructions: 'Be brief.', metadata: { team: 'blue' } }
const head = { id: 'resp_1', model: 'm', created: 1_770_933_892, echo: echoOf(request) }
const result: ChatResult = {
  content: [
    { type: 'reasoning', text: 'Hm.', signature: 's', extra: { 'other-wire': { x: 1 } } },
    { type: 'text', text: 'Hello 😀' },
    { type: 'source', url: 'https://example.test', title: 't', start: 0, end: 5 },
    { type: 'text', text: ' and more' },
    { type: 'file', mediaType: 'image/webp', data: { kind: 'base64', base64: 'aGk=' } },
    { type: 'refusal', text: 'no' },
    { type: 'tool-call', id: 'call_a', name: 'f', input: '{"x":1}' },
    { type: 'tool-call', id: 'call_b', name: 'g', input: '{}', extra: { 'other-wire': { signature: 'q' } } },
  ],
  finish: { unified: 'tool-calls' },
  usage: knownUsage({ input: 5, cache_read: 2, output: 7, reasoning: 3 }),
  logprobs: [{ token: 'Hello', logprob: -1 }],
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

function streamText(parts: Iterable<ChatPart> = chat.split?.(result) ?? []): string {
  const writer = createStreamWriter(head)
  return [...parts].map(part => writer.write(part)).join('') + writer.end()
}
const events = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream' } })

describe('the official SDK', () => {
  test('reads an answer', async () => {
    const read = await sdk(() => Response.json(writeAnswer(result, head).body)).responses.create(request)
    expect(read).toMatchObject({
      id: 'resp_1',
      status: 'completed',
      instructions: 'Be brief.',
      metadata: { team: 'blue' },
      output_text: 'Hello 😀 and more',
      usage: {
        input_tokens: 7,
        input_tokens_details: { cached_tokens: 2 },
        output_tokens: 10,
        output_tokens_details: { reasoning_tokens: 3 },
        total_tokens: 17,
      },
    })
    expect(read.output.map(item => item.type)).toEqual([
      'reasoning',
      'message',
      'image_generation_call',
      'message',
      'function_call',
      'function_call',
      'reasoning',
    ])
    expect(read.output[1]).toMatchObject({
      content: [
        { text: 'Hello 😀', annotations: [{ url: 'https://example.test' }], logprobs: [{ token: 'Hello' }] },
        { text: ' and more', annotations: [] },
      ],
    })
    expect(new Set(read.output.map(item => item.id)).size).toBe(read.output.length)
  })

  test('collects from a stream what it reads from an answer', async () => {
    const whole = await sdk(() => Response.json(writeAnswer(result, head).body)).responses.create(request)
    const stream = sdk(() => events(streamText())).responses.stream(request)
    const types: string[] = []
    for await (const event of stream) types.push(event.type)
    const streamed = await stream.finalResponse()
    const bare = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (key, each: unknown) => (key.includes('parsed') ? undefined : each))
    expect(bare(streamed)).toEqual(bare(whole))
    expect(types.slice(0, 2)).toEqual(['response.created', 'response.in_progress'])
    expect(types.at(-1)).toBe('response.completed')
  })

  test('reads the deltas as they come', async () => {
    let text = ''
    let input = ''
    for await (const event of await sdk(() => events(streamText())).responses.create({
      ...request,
      stream: true,
    })) {
      if (event.type === 'response.output_text.delta') text += event.delta
      if (event.type === 'response.function_call_arguments.delta') input += event.delta
    }
    expect([text, input]).toEqual(['Hello 😀 and more', '{"x":1}{}'])
  })

  test.each([
    ['length', 'incomplete', { reason: 'max_output_tokens' }],
    ['content-filter', 'incomplete', { reason: 'content_filter' }],
    ['stop', 'completed', null],
  ] as const)('is told that an answer ended by %s', async (unified, status, incomplete_details) => {
    const short: ChatResult = { ...result, content: [{ type: 'text', text: 'a' }], finish: { unified } }
    const whole = writeAnswer(short, head).body
    expect(whole).toMatchObject({ status, incomplete_details })
    const stream = sdk(() => events(streamText(chat.split?.(short) ?? []))).responses.stream(request)
    expect(await stream.finalResponse()).toMatchObject({ status, incomplete_details, output: whole.output })
  })

  test.each(Object.keys(errorTable) as ErrorCode[])('makes an error of %s', async code => {
    const { status, body, headers } = writeError(new LucidError(code, 'what', { hint: 'do' }))
    const refused = sdk(() => Response.json(body, { status, headers })).responses.create(request)
    await expect(refused).rejects.toMatchObject({ status, error: (body as { error: object }).error })
  })

  test('is told of an error in a stream that has begun', async () => {
    const [start] = chat.split?.(result) ?? []
    const writer = createStreamWriter(head)
    const begun = start ? writer.write(start) : ''
    const error = writeErrorEvent(new LucidError('rate_limit', 'slow down'), 2)
    expect(error).toMatch(/^event: error\ndata: \{"type":"error","sequence_number":2,"message":"slow down"/)
    const stream = await sdk(() => events(begun + error)).responses.create({ ...request, stream: true })
    const seen: string[] = []
    const read = async () => {
      for await (const event of stream) seen.push(event.type)
    }
    await expect(read()).rejects.toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_error' })
    expect(seen).toEqual(['response.created', 'response.in_progress'])
  })
})
