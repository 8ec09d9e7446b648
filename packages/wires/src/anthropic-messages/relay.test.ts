import { type ChatPart, knownUsage } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { Body, expectUnderAnyChunking, passedBy } from '../testing/relays.ts'
import { relayAnswer, relayStream } from './index.ts'
import { closed, ending, error, event, opened, ping, start, stop, word } from './testing/events.ts'

const wire = 'anthropic-messages@2023-06-01'
const { meters: known } = knownUsage({ input: 3, cache_read: 2, output: 4 })
const hardlyBegun = { ...known, output: { certainty: 'unknown' } }
const whole = [start, opened, ping, word('a'), word('b'), closed, ending, stop]

const relay = (body: Body) => relayStream(body, { version: '2023-06-01' })
const open = (chunks: readonly (string | Error)[]) => relay(new Body(chunks))
const bytesOf = async (chunks: readonly (string | Error)[]) => passedBy(await open(chunks), wire)

describe('relayStream', () => {
  test('passes every byte of a good stream and knows its usage', async () => {
    const { text, end } = await bytesOf(whole)
    expect(text).toBe(whole.join(''))
    expect(end).toMatchObject({ status: 'finished', usage: { meters: known } })
  })

  test('is the same under any chunking', async () => {
    await expectUnderAnyChunking({
      open: relay,
      wire,
      whole: [start, opened, word('😀'), ': c\n\n', word('b'), closed, ending, stop].join(''),
      meters: known,
      seed: 20_261_022,
    })
  }, 120_000)

  test.each([
    ['an empty body', [], 'upstream'],
    ['a head alone', [start, opened], 'upstream'],
    ['an error first', [error], 'overloaded'],
    ['an error before the first word', [start + opened + ping + error], 'overloaded'],
    ['a broken connection', [start, Object.assign(new Error('x'), { code: 'ECONNRESET' })], 'network'],
    ['HTML', ['<html>oops</html>'], 'upstream'],
    [
      'a JSON error where a stream was asked for',
      ['{"type":"error","error":{"type":"rate_limit_error","message":"m"}}'],
      'rate_limit',
    ],
  ])('rejects %s', async (_, chunks, code) => {
    await expect(open(chunks)).rejects.toMatchObject({ code })
  })

  test('an error after content is thrown, and the vendor’s own event is not passed on', async () => {
    const { text, thrown, end } = await bytesOf([start, opened, word('a'), word('b') + error])
    expect(text).toBe(start + opened + word('a') + word('b'))
    expect(thrown).toMatchObject({ code: 'overloaded', origin: 'provider' })
    expect(end).toMatchObject({ status: 'failed', error: thrown, usage: { meters: hardlyBegun } })
  })

  test.each([
    ['no end', [start, opened, word('a')]],
    ['an end that does not say how', [start, opened, word('a'), closed, stop]],
    ['half an event', [start, opened, word('a'), ending.slice(0, 60)]],
  ])('a stream with %s fails, and no terminator is made up', async (_, chunks) => {
    const { text, thrown, end } = await bytesOf(chunks)
    expect(text).not.toContain('message_stop')
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'truncated' })
    expect(end).toMatchObject({ status: 'failed', usage: { meters: hardlyBegun } })
  })

  test('a stream that is whole but for its terminator gets one', async () => {
    const { text, end } = await bytesOf(whole.slice(0, -1))
    expect(text).toBe(whole.join(''))
    expect(end.status).toBe('finished')
  })

  test('text that looks like the end or an error does not end it', async () => {
    const tricky = word('event: message_stop\n\ndata: {"type":"error"}\n\n')
    const all = [start, opened, tricky, tricky + tricky, closed, ending, stop]
    expect(await bytesOf(all)).toMatchObject({ text: all.join(''), end: { status: 'finished' } })
  })

  test('spaces after the colons, and CRLF, are as good', async () => {
    const spaced = whole.map(each => each.replaceAll('":', '": ').replaceAll('\n', '\r\n'))
    expect(await bytesOf(spaced)).toMatchObject({
      text: spaced.join(''),
      end: { status: 'finished', usage: { meters: known } },
    })
  })

  test('a tool call commits as it begins', async () => {
    const call = event({
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: 't', name: 'f', input: {} },
    })
    const { thrown } = await bytesOf([start + call, error])
    expect(thrown).toMatchObject({ code: 'overloaded' })
  })

  test('parts are what the bytes say', async () => {
    const stream = await open(whole)
    const parts: ChatPart[] = []
    for await (const part of stream.parts) parts.push(part)
    expect(parts.map(part => part.type)).toEqual([
      'start',
      'usage',
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'usage',
      'finish',
    ])
    expect(await stream.done).toMatchObject({ status: 'finished', usage: { meters: known } })
    expect(stream.bytes('anthropic-messages@2026-10-21')).toBeUndefined()
  })
})

describe('relayAnswer', () => {
  const text =
    '{"id":"m","type":"message","content":[{"type":"text","text":"\\"usage\\":{} }"}],"stop_reason":"end_turn", "usage" : {"input_tokens":3,"cache_read_input_tokens":2,"output_tokens":4}}'

  test('knows the usage, keeps the bytes, decodes when asked', () => {
    const bytes = Buffer.from(text)
    const answer = relayAnswer(bytes, { version: '2026-10-21' })
    expect(answer.usage.meters).toEqual(known)
    expect(answer.bytes('anthropic-messages@2026-10-21')).toBe(bytes)
    expect(answer.bytes(wire)).toBeUndefined()
    expect(answer.result.content).toEqual([{ type: 'text', text: '"usage":{} }' }])
  })

  test.each([
    ['{"type":"error","error":{"type":"overloaded_error","message":"m"}}', 'overloaded'],
    ['{"error":{"type":"api_error","message":"m"}}', 'upstream'],
    ['{"id":1}', 'upstream'],
    ['<html>', 'upstream'],
    ['{"content":[{"type":"te', 'upstream'],
    ['', 'upstream'],
  ])('a 200 with %s is an error', (bytes, code) => {
    expect(() => relayAnswer(Buffer.from(bytes), { version: '2026-10-21' })).toThrow(
      expect.objectContaining({ code, origin: 'provider' }) as Error,
    )
  })
})
