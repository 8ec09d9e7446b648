import { type ChatPart, knownUsage } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { Body, expectUnderAnyChunking, passedBy } from '../testing/relays.ts'
import { idsInAnswer, idsInSlice, relayAnswer, relayStream } from './index.ts'

let sequence = 0
const event = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`
const response = { id: 'resp_1', created_at: 1, model: 'm' }
const usage = { input_tokens: 3, output_tokens: 4 }
const created = event('response.created', { response: { ...response, status: 'in_progress', output: [] } })
const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'in_progress', content: [] }
const added = event('response.output_item.added', { output_index: 0, item })
const at = { output_index: 0, item_id: 'msg_1', content_index: 0 }
const part = event('response.content_part.added', { ...at, part: { type: 'output_text', text: '' } })
const word = (delta: string) => event('response.output_text.delta', { ...at, delta, logprobs: [] })
const output = [
  { ...item, status: 'completed', content: [{ type: 'output_text', text: 'ab', annotations: [] }] },
]
const completed = event('response.completed', {
  response: { ...response, status: 'completed', output, usage },
})
const head = created + added + part
const error = event('error', {
  error: { type: 'server_error', code: 'server_is_overloaded', message: 'busy' },
})
const { meters: known } = knownUsage({ input: 3, output: 4 })
const unknown = { input: { certainty: 'unknown' }, output: { certainty: 'unknown' } }

const open = (chunks: readonly (string | Error)[]) => relayStream(new Body(chunks))

const bytesOf = async (chunks: readonly (string | Error)[]) =>
  passedBy(await open(chunks), 'openai-responses')

describe('relayStream', () => {
  test('passes every byte of a good stream and knows its usage', async () => {
    const whole = [created, added, part, word('a'), word('b'), completed]
    const { text, end } = await bytesOf(whole)
    expect(text).toBe(whole.join(''))
    expect(end).toMatchObject({ status: 'finished', usage: { meters: known } })
  })

  test('is the same under any chunking', async () => {
    await expectUnderAnyChunking({
      open: relayStream,
      wire: 'openai-responses',
      whole: [head, word('😀'), ': ping\n\n', word('b'), completed].join(''),
      meters: known,
      seed: 20_260_106,
    })
  }, 120_000)

  test.each([
    ['an empty body', [], 'upstream'],
    ['a start alone', [created], 'upstream'],
    ['an item that is still empty', [head], 'upstream'],
    ['an error first', [error], 'overloaded'],
    ['an error after the start', [head + error], 'overloaded'],
    [
      'a failure',
      [
        created,
        event('response.failed', {
          response: { ...response, status: 'failed', error: { code: 'rate_limit_exceeded', message: 'm' } },
        }),
      ],
      'rate_limit',
    ],
    ['a broken connection', [created, Object.assign(new Error('reset'), { code: 'ECONNRESET' })], 'network'],
    ['HTML', ['<html>oops</html>'], 'upstream'],
    ['a JSON error', ['{"error":{"message":"m","code":"rate_limit_exceeded"}}'], 'rate_limit'],
  ])('rejects %s before any content, and closes the body', async (_what, chunks, code) => {
    const body = new Body(chunks)
    await expect(relayStream(body)).rejects.toMatchObject({ code })
    expect(body.returned || body.chunks.length === 0).toBe(true)
  })

  test.each([
    [
      'a call',
      event('response.output_item.added', { output_index: 0, item: { type: 'function_call', name: 'f' } }),
    ],
    ['a piece of reasoning', event('response.reasoning_summary_text.delta', { output_index: 0, delta: 'x' })],
    ['an answer that is worked on elsewhere', event('response.queued', { response })],
  ])('resolves at %s', async (_what, first) => {
    const stream = await open([created, first, new Error('not read')])
    expect(stream.kind).toBe('stream')
    stream.cancel()
  })

  test('an error after content is thrown, and the vendor’s own event is not passed on', async () => {
    const { text, thrown, end } = await bytesOf([head, word('a'), word('b') + error])
    expect(text.endsWith(word('b').slice(-20))).toBe(true)
    expect(text).not.toContain('busy')
    expect(thrown).toMatchObject({ code: 'overloaded' })
    expect(end).toMatchObject({ status: 'failed', error: thrown, usage: { meters: unknown } })
  })

  test('a failure after content tells what was used', async () => {
    const failed = event('response.failed', {
      response: { ...response, status: 'failed', error: null, usage },
    })
    const { thrown, end } = await bytesOf([head, word('a'), failed])
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'failed' })
    expect(end).toMatchObject({ status: 'failed', usage: { meters: known } })
  })

  test.each([
    ['no end', [head, word('a')]],
    ['half an event', [head, word('a'), completed.slice(0, 60)]],
    ['the terminator of another wire alone', [head, word('a'), 'data: [DONE]\n\n']],
  ])('a stream with %s fails', async (_, chunks) => {
    const { thrown, end } = await bytesOf(chunks)
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'truncated' })
    expect(end.status).toBe('failed')
  })

  test('the terminator of another wire behind a good end is not passed on', async () => {
    const { text, end } = await bytesOf([head, word('a'), `${completed}data: [DONE]\n\n`])
    expect(text.endsWith(completed)).toBe(true)
    expect(end.status).toBe('finished')
  })

  test('what only looks like an ordinary event, or like the end, is told by what it is', async () => {
    const sly = {
      metadata: { type: 'response.output_text.delta' },
      user: '\ndata: {"type":"response.x.delta"',
    }
    const last = event('response.completed', {
      response: { ...response, ...sly, status: 'completed', output, usage },
    })
    const tricky = word('"type":"response.completed" event: error\ndata: {"type":"error"} .delta"')
    const { text, end } = await bytesOf([head, tricky, tricky + tricky, last])
    expect(text).toBe(head + tricky.repeat(3) + last)
    expect(end).toMatchObject({ status: 'finished', usage: { meters: known } })
  })

  test('fields in another order, spaces, CRLF, and no names of events are as good', async () => {
    const bare = (each: string) => each.replace(/^event: .*\n/gm, '')
    const turned = (each: string) =>
      each.replace(/^data: (.*)$/gm, (_, data: string) => {
        const { type, ...rest } = JSON.parse(data) as Record<string, unknown>
        return `data: ${JSON.stringify({ ...rest, type }).replaceAll('":', '": ')}`
      })
    const whole = [created, added, part, word('a'), word('b'), completed]
    for (const each of [whole.map(bare), whole.map(turned), whole.map(one => one.replaceAll('\n', '\r\n'))]) {
      const seen = await bytesOf(each)
      expect(seen).toMatchObject({
        text: each.join(''),
        end: { status: 'finished', usage: { meters: known } },
      })
    }
  })

  test('chunks of whole events are passed on without a copy', async () => {
    const body = new Body([head, word('a'), word('b') + word('c'), completed])
    const sent = [...body.chunks]
    const stream = await relayStream(body)
    const slices: Uint8Array[] = []
    for await (const slice of stream.bytes('openai-responses') ?? []) slices.push(slice)
    expect(slices.every((slice, index) => slice === sent[index])).toBe(true)
  })

  test('parts are what the bytes say', async () => {
    const stream = await open([head, word('a') + word('b'), completed])
    const parts: ChatPart[] = []
    for await (const one of stream.parts) parts.push(one)
    expect(parts.map(one => one.type)).toEqual([
      'start',
      'text-start',
      'text-delta',
      'text-delta',
      'usage',
      'finish',
    ])
    expect(await stream.done).toMatchObject({ status: 'finished', usage: { meters: known } })
    expect(stream.bytes('openai-chat')).toBeUndefined()
  })
})

describe('relayAnswer', () => {
  const body = JSON.stringify({ ...response, status: 'completed', error: null, output, usage })

  test('knows the usage, keeps the bytes, decodes when asked', () => {
    const bytes = Buffer.from(body)
    const answer = relayAnswer(bytes)
    expect(answer.usage.meters).toEqual(known)
    expect(answer.bytes('openai-responses')).toBe(bytes)
    expect(answer.bytes('openai-chat')).toBeUndefined()
    expect(answer.result.content).toMatchObject([{ type: 'text', text: 'ab' }])
  })

  test('an answer without usage has unknown usage, never 0', () => {
    expect(relayAnswer(Buffer.from('{"id":"r","status":"queued","output":[]}')).usage.meters).toEqual(unknown)
  })

  test.each([
    ['{"error":{"message":"m","code":"rate_limit_exceeded"}}', 'rate_limit'],
    ['{"status":"failed","error":{"code":"bio_policy","message":"m"},"output":[]}', 'content_filter'],
    ['{"status":"failed","error":null,"output":[]}', 'upstream'],
    ['{"choices":[]}', 'upstream'],
    ['<html>', 'upstream'],
  ])('throws for %s', (text, code) => {
    expect(() => relayAnswer(Buffer.from(text))).toThrow(expect.objectContaining({ code }) as Error)
  })
})

describe('the ids that an answer gave out', () => {
  test('are in an answer, and in the first and the last slice of a stream', () => {
    const whole = Buffer.from(JSON.stringify({ ...response, output }))
    expect(idsInAnswer(whole)).toEqual({ response: 'resp_1', items: ['msg_1'] })
    expect(idsInSlice(Buffer.from(created))).toEqual({ response: 'resp_1', items: [] })
    expect(idsInSlice(Buffer.from(word('"response":{')))).toBeUndefined()
    expect(idsInSlice(Buffer.from(word('a') + completed))).toEqual({ response: 'resp_1', items: ['msg_1'] })
  })
})
