import { ApiError, GoogleGenAI } from '@google/genai'
import {
  chat,
  type ChatResult,
  type ErrorCode,
  errorTable,
  knownUsage,
  LucidError,
} from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamWriter, readRequest, writeAnswer, writeError, writeErrorEvent } from './index.ts'

const head = { id: 'resp-1', model: 'gemini-3.8-flash', created: 1_770_933_892 }
const result: ChatResult = {
  content: [
    {
      type: 'reasoning',
      text: 'Hm.',
      signature: 'of another vendor',
      extra: { other: { type: 'thinking' } },
    },
    { type: 'text', text: 'Hello 😀' },
    { type: 'tool-call', id: 'a', name: 'f', input: '{"x":1}' },
    { type: 'tool-call', id: 'b', name: 'g', input: '{}' },
    { type: 'source', url: 'https://a.test', title: 'A', start: 0, end: 5 },
  ],
  finish: { unified: 'tool-calls' },
  usage: knownUsage({ input: 5, cache_read: 2, output: 7, reasoning: 3 }),
}

/** The official client, whose every request is answered with this. */
function sdk(answer: () => Response): GoogleGenAI {
  return new GoogleGenAI({
    apiKey: 'k',
    httpOptions: { baseUrl: 'http://host.test', fetch: async () => answer() },
  })
}

const params = { model: head.model, contents: 'hi' }
const events = (text: string) => () =>
  new Response(text, { headers: { 'content-type': 'text/event-stream' } })

function streamOf(of: ChatResult): string {
  const writer = createStreamWriter(head)
  return [...(chat.split?.(of) ?? [])].map(part => writer.write(part)).join('') + writer.end()
}

describe('the official client', () => {
  test('reads an answer', async () => {
    const { body } = writeAnswer(result, head)
    const answer = await sdk(() => Response.json(body)).models.generateContent(params)
    expect(answer.text).toBe('Hello 😀')
    expect(answer.functionCalls).toEqual([
      { id: 'a', name: 'f', args: { x: 1 } },
      { id: 'b', name: 'g', args: {} },
    ])
    expect([answer.responseId, answer.modelVersion]).toEqual(['resp-1', head.model])
    expect(answer.usageMetadata).toMatchObject({
      promptTokenCount: 7,
      cachedContentTokenCount: 2,
      candidatesTokenCount: 7,
      thoughtsTokenCount: 3,
      totalTokenCount: 17,
    })
    expect(answer.candidates?.[0]?.groundingMetadata?.groundingChunks?.[0]?.web?.uri).toBe('https://a.test')
  })

  test('reads a stream, and its chat gives back what another vendor signed', async () => {
    const bodies: string[] = []
    const client = new GoogleGenAI({
      apiKey: 'k',
      httpOptions: {
        baseUrl: 'http://host.test',
        fetch: async (_input, init) => {
          bodies.push(String(init?.body))
          return events(streamOf(result))()
        },
      },
    })
    const conversation = client.chats.create({ model: head.model })
    let text = ''
    for await (const chunk of await conversation.sendMessageStream({ message: 'hi' }))
      text += chunk.text ?? ''
    expect(text).toBe('Hello 😀')
    await Array.fromAsync(
      await conversation.sendMessageStream({
        message: ['f', 'g'].map((name, at) => ({
          functionResponse: { id: 'ab'[at] as string, name, response: { output: 'ok' } },
        })),
      }),
    )
    const { request } = readRequest(JSON.parse(bodies[1] ?? '') as never, { model: head.model, stream: true })
    const [, assistant, tool] = request.messages
    expect(assistant?.role === 'assistant' && assistant.content.slice(0, 2)).toEqual(
      result.content.slice(0, 2),
    )
    expect(tool).toMatchObject({ role: 'tool', content: [{ callId: 'a' }, { callId: 'b' }] })
  })

  test.each(Object.keys(errorTable) as ErrorCode[])('makes an error of %s', async code => {
    const { status, body, headers } = writeError(
      new LucidError(code, 'It failed.', { retryAfterMs: 1500, param: 'contents' }),
    )
    const client = sdk(() => Response.json(body, { status, headers }))
    const thrown = await client.models.generateContent(params).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(ApiError)
    expect((thrown as ApiError).status).toBe(status)
    const said = JSON.parse((thrown as ApiError).message) as { error: { code: number; details: unknown } }
    expect(said.error).toMatchObject({ code: status, details: expect.any(Array) })
    expect(JSON.stringify(said.error.details)).toContain('"retryDelay":"1.5s"')
  })

  test('is told in a stream that has begun', async () => {
    const begun = streamOf({ ...result, content: [{ type: 'text', text: 'a' }] }).split('\r\n\r\n')[0] ?? ''
    const failed = writeErrorEvent(new LucidError('overloaded', 'Busy.'))
    const stream = await sdk(events(`${begun}\r\n\r\n${failed}`)).models.generateContentStream(params)
    await expect(Array.fromAsync(stream)).rejects.toMatchObject({ status: 503 })
  })

  test("learns nothing of what a vendor said of the operator's credentials", () => {
    const error = new LucidError('auth', 'Key sk-123 refused.', { origin: 'provider', reason: 'x' })
    const { status, body } = writeError(error)
    expect(status).toBe(502)
    expect(JSON.stringify(body)).not.toMatch(/sk-123/)
    expect(writeError(new LucidError('auth', 'No key.')).status).toBe(401)
  })
})
