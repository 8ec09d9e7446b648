import { chat, type ChatPart, type ChatResult } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamReader, createStreamWriter, readAnswer, readUsage, writeAnswer } from './index.ts'

const event = (body: object | string) => ({
  event: '',
  id: '',
  data: typeof body === 'string' ? body : JSON.stringify(body),
})
const chunk = (parts: readonly object[], rest: object = {}, more: object = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...rest }],
  responseId: 'r1',
  modelVersion: 'm',
  ...more,
})
function streamed(...chunks: readonly object[]): readonly ChatPart[] {
  const reader = createStreamReader()
  return [...chunks.flatMap(each => [...reader.push(event(each))]), ...reader.end()]
}
const known = (quantity: number) => ({ certainty: 'known', quantity })

describe('an answer', () => {
  test('that calls tools ends with STOP, and its calls get ids of their own', () => {
    const call = (name: string) => ({ functionCall: { name, args: { a: 1 } } })
    const body = chunk([{ ...call('f'), thoughtSignature: 'c2ln' }, call('f')], { finishReason: 'STOP' })
    const result = readAnswer(body)
    expect(result.finish).toEqual({ unified: 'tool-calls', raw: 'STOP' })
    expect(result.content).toEqual([
      {
        type: 'tool-call',
        id: 'gemini-call-r1-0',
        name: 'f',
        input: '{"a":1}',
        extra: { gemini: { thoughtSignature: 'c2ln' } },
      },
      { type: 'tool-call', id: 'gemini-call-r1-1', name: 'f', input: '{"a":1}' },
    ])
    expect(chat.collect?.(streamed(body)).content).toEqual(result.content)
  })

  test('that runs code of its own says what came of it', () => {
    const parts = [
      { executableCode: { language: 'PYTHON', code: '1' } },
      { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'no' } },
    ]
    const { content, finish } = readAnswer(chunk(parts, { finishReason: 'STOP' }))
    expect(finish.unified).toBe('stop')
    expect(content).toMatchObject([
      { type: 'tool-call', executed: true, id: 'gemini-call-r1-0', name: 'code_execution' },
      { type: 'tool-result', failed: true, callId: 'gemini-call-r1-0' },
    ])
  })

  test('has its sources where they stand in the text, in characters', () => {
    const groundingMetadata = {
      groundingChunks: [
        { web: { uri: 'https://a.test', title: 'A' } },
        { retrievedContext: { uri: 'gs://b', title: 'B' } },
        { web: { uri: 'https://c.test' } },
      ],
      groundingSupports: [{ segment: { endIndex: 6, text: 'Grüß' }, groundingChunkIndices: [0, 1] }],
    }
    const body = chunk([{ text: 'Grüße!' }], { finishReason: 'STOP', groundingMetadata })
    const result = readAnswer(body)
    const sources = [
      { type: 'source', url: 'https://a.test', title: 'A', start: 0, end: 4 },
      { type: 'source', url: 'gs://b', title: 'B', start: 0, end: 4 },
      { type: 'source', url: 'https://c.test' },
    ]
    expect(result.content.slice(1)).toEqual(sources)
    const head = { id: 'r1', model: 'm', created: 1 }
    expect(writeAnswer(result, head).body.candidates).toMatchObject([{ groundingMetadata }])
    expect(JSON.stringify(writeAnswer(result, head).body)).not.toContain('citationMetadata')
    const translated = writeAnswer({ ...result, extra: {} }, head)
    expect(readAnswer(translated.body).content.slice(1)).toEqual(sources)
    const writer = createStreamWriter(head)
    const wire =
      [...(chat.split?.({ ...result, extra: {} }) ?? [])].map(part => writer.write(part)).join('') +
      writer.end()
    const chunks = wire
      .split('\r\n\r\n')
      .filter(Boolean)
      .map(each => JSON.parse(each.slice(6)) as object)
    expect(chat.collect?.(streamed(...chunks)).content.slice(1)).toEqual(sources)
  })

  test('to a prompt that was refused has no candidates, and is an answer all the same', () => {
    const body = {
      promptFeedback: { blockReason: 'SAFETY', safetyRatings: [] },
      usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 },
      responseId: 'r1',
    }
    const result = readAnswer(body)
    expect(result).toMatchObject({ content: [], finish: { unified: 'content-filter', raw: 'SAFETY' } })
    expect(result.usage.meters).toEqual({ input: known(5), output: known(0) })
    expect(chat.collect?.(streamed(body))).toEqual(result)
    const head = { id: 'r1', model: 'm', created: 1 }
    expect(writeAnswer(result, head).body).toMatchObject({ promptFeedback: body.promptFeedback })
    expect(writeAnswer(result, head).body).not.toHaveProperty('candidates')
    const writer = createStreamWriter(head)
    for (const part of streamed(body)) expect(writer.write(part)).toBe('')
    expect(writer.end()).toMatch(/^data: \{"promptFeedback":\{"blockReason":"SAFETY".*\}\r\n\r\n$/)
  })

  test('without candidates and without a reason is none', () => {
    expect(() => readAnswer({ usageMetadata: {} })).toThrow(expect.objectContaining({ reason: 'malformed' }))
    expect(() => readAnswer('<html>')).toThrow(expect.objectContaining({ reason: 'malformed' }))
    expect(() => readAnswer([{ error: { status: 'UNAVAILABLE', message: 'busy' } }])).toThrow(
      expect.objectContaining({ code: 'overloaded', message: 'busy' }),
    )
  })

  test('keeps a finish of another vendor as near as the wire can say it, and says what it could not', () => {
    const result: ChatResult = {
      content: [],
      finish: { unified: 'error', raw: 'failed' },
      usage: { meters: {} },
    }
    const { body, receipt } = writeAnswer(result, { id: 'r', model: 'm', created: 1 })
    expect(body.candidates).toMatchObject([{ finishReason: 'OTHER' }])
    expect(receipt).toMatchObject([{ action: 'coerced', field: 'finish' }])
  })
})

describe('a stream', () => {
  test('joins texts from chunk to chunk, but none that is signed', () => {
    const result = chat.collect?.(
      streamed(
        chunk([{ text: 'Hm', thought: true }]),
        chunk([{ text: '.', thought: true }, { text: 'He' }]),
        chunk([{ text: 'llo' }]),
        chunk([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP' }),
      ),
    )
    expect(result?.content).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Hello' },
      { type: 'text', text: '', extra: { gemini: { thoughtSignature: 'c2ln' } } },
    ])
  })

  test('tells all that was used with each chunk, and may go on after its finish', () => {
    const usage = (candidatesTokenCount: number) => ({
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount, totalTokenCount: 3 + candidatesTokenCount },
    })
    const parts = streamed(
      chunk([{ text: 'a' }], {}, usage(1)),
      chunk([{ text: 'b' }], { finishReason: 'STOP' }, usage(2)),
      { ...usage(2), responseId: 'r1' },
    )
    expect(
      parts.filter(part => part.type === 'usage').map(({ usage: { meters } }) => meters['output']),
    ).toEqual([known(1), known(2), known(2)])
    expect(parts.at(-1)?.type).toBe('finish')
  })

  test('that ends before its answer does is cut short', () => {
    for (const chunks of [[], [chunk([{ text: 'a' }])], [{ responseId: 'r1' }]]) {
      expect(() => streamed(...chunks)).toThrow(
        expect.objectContaining({ code: 'upstream', reason: 'truncated' }),
      )
    }
  })

  test('that carries an error fails with it, and one that is no JSON too', () => {
    const reader = createStreamReader()
    reader.push(event(chunk([{ text: 'a' }])))
    const error = {
      error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'm', details: [{ retryDelay: '1.5s' }] },
    }
    expect(() => reader.push(event(error))).toThrow(
      expect.objectContaining({ code: 'rate_limit', retryAfterMs: 1500 }),
    )
    expect(() => reader.push(event('{"x'))).toThrow(expect.objectContaining({ reason: 'malformed' }))
  })

  test('that says a call in the pieces of another vendor makes one whole part of it', () => {
    const writer = createStreamWriter({ id: 'r', model: 'm', created: 1 })
    const parts: readonly ChatPart[] = [
      { type: 'tool-call-start', id: 'c', name: 'f' },
      { type: 'tool-call-delta', id: 'c', input: '{"a"' },
      { type: 'tool-call-delta', id: 'c', input: ':1}' },
      { type: 'tool-call-end', id: 'c' },
    ]
    const written = parts.map(part => writer.write(part))
    expect(written.slice(0, 3)).toEqual(['', '', ''])
    expect(JSON.parse(written[3]?.slice(6) ?? '')).toMatchObject({
      candidates: [{ content: { parts: [{ functionCall: { id: 'c', name: 'f', args: { a: 1 } } }] } }],
    })
  })
})

describe('usage', () => {
  test('is disjoint: thoughts are beside the candidates, the cache is in the prompt, tools feed in beside it', () => {
    const { meters } = readUsage({
      promptTokenCount: 100,
      cachedContentTokenCount: 40,
      candidatesTokenCount: 10,
      thoughtsTokenCount: 7,
      toolUsePromptTokenCount: 5,
      totalTokenCount: 122,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 70 },
        { modality: 'AUDIO', tokenCount: 30 },
      ],
      cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 10 }],
    })
    expect(meters).toEqual({
      input: known(45),
      cache_read: known(40),
      input_audio: known(20),
      output: known(10),
      reasoning: known(7),
    })
  })

  test('a count of 0 is not sent, and one that was not stated is not 0', () => {
    expect(
      readUsage({ promptTokenCount: 4, thoughtsTokenCount: 3, totalTokenCount: 7 }).meters['output'],
    ).toEqual(known(0))
    expect(readUsage({ promptTokenCount: 4 }).meters['output']).toEqual({ certainty: 'unknown' })
    expect(readUsage(undefined).meters['input']).toEqual({ certainty: 'unknown' })
  })
})
