import { knownUsage } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { Body, expectUnderAnyChunking, passedBy } from '../testing/relays.ts'
import { relayAnswer, relayBody, relayContents, relayStream } from './index.ts'
import { sealedSignature } from './sealed-part.ts'

const usage = (count: number) =>
  `"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":${count},"totalTokenCount":${3 + count}}`
const line = (candidate: string, count: number) =>
  `data: {"candidates":[{"content":{"parts":[${candidate.startsWith('{') ? candidate : `{"text":${candidate}}`}],"role":"model"},"index":0}],${usage(count)},"responseId":"r1"}\r\n\r\n`
const word = (text: string, count: number) => line(JSON.stringify(text), count)
const stop = (count: number) => word('', count).replace(',"index"', ',"finishReason":"STOP","index"')
const error = 'data: {"error":{"code":503,"status":"UNAVAILABLE","message":"busy"}}\r\n\r\n'
const blocked = `data: {"promptFeedback":{"blockReason":"SAFETY"},${usage(0)}}\r\n\r\n`
const meters = (count: number) => knownUsage({ input: 3, output: count }).meters
const passed = async (chunks: readonly (string | Error)[]) =>
  passedBy(await relayStream(new Body(chunks)), 'gemini')

describe('relayStream', () => {
  test('passes every byte of a good stream, and knows its usage', async () => {
    const whole = [
      word('a', 1),
      word('b "finishReason" "error"', 2),
      line('{"functionCall":{"name":"f"}}', 3),
      stop(4),
    ]
    const { text, end } = await passed(whole)
    expect(text).toBe(whole.join(''))
    expect(end).toMatchObject({ status: 'finished', usage: { meters: meters(4) } })
  })

  test('is the same under any chunking', async () => {
    await expectUnderAnyChunking({
      open: relayStream,
      wire: 'gemini',
      whole: [word('😀', 1), ': ping\r\n\r\n', word('b', 2), stop(2)].join(''),
      meters: meters(2),
      seed: 20_261_122,
    })
  }, 120_000)

  test('a prompt that was refused is a whole stream', async () => {
    const { text, end } = await passed([blocked])
    expect(text).toBe(blocked)
    expect(end).toMatchObject({ status: 'finished', usage: { meters: meters(0) } })
  })

  test('a last event that lacks its blank line is made whole', async () => {
    const { text, end } = await passed([word('a', 1), stop(1).trimEnd()])
    expect(text).toBe(`${word('a', 1)}${stop(1).trimEnd()}\n\n`)
    expect(end.status).toBe('finished')
  })

  test.each([
    ['an empty body', [], 'upstream'],
    ['an error first', [error], 'overloaded'],
    ['an error after an empty text', [word('', 0) + error], 'overloaded'],
    ['an error as a list', [`[${error.slice(6).trim()}]`], 'overloaded'],
    [
      'a broken connection',
      [word('', 0), Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
      'network',
    ],
    ['an end before any content', [word('', 0)], 'upstream'],
    ['HTML', ['<html>oops</html>'], 'upstream'],
    ['an event that is no JSON', ['data: {"x\r\n\r\n'], 'upstream'],
  ])('rejects %s', async (_what, chunks, code) => {
    await expect(relayStream(new Body(chunks))).rejects.toMatchObject({ code, origin: 'provider' })
  })

  test.each([
    ['an error event', error, 'overloaded'],
    ['an end in good order', '', 'upstream'],
    ['an event that is no JSON', 'data: {"x\r\n\r\n', 'upstream'],
  ])('holds %s back after content, and knows what was used', async (_what, last, code) => {
    const good = word('a', 1) + word('b', 2)
    const { text, thrown, end } = await passed([word('a', 1), word('b', 2), last])
    expect(text).toBe(good)
    expect(thrown).toMatchObject({ code })
    expect(end).toMatchObject({ status: 'failed', usage: { meters: meters(2) } })
  })

  test('who stops early is billed by the last chunk that came', async () => {
    const stream = await relayStream(new Body([word('a', 1), word('b', 2), word('c', 3), stop(3)]))
    let count = 0
    for await (const _ of stream.bytes('gemini') ?? []) if (++count === 2) break
    expect(await stream.done).toMatchObject({ status: 'cancelled', usage: { meters: meters(2) } })
  })

  test('can be read as parts instead, once', async () => {
    const stream = await relayStream(new Body([word('a', 1), stop(1)]))
    const parts = await Array.fromAsync(stream.parts)
    expect(parts.map(({ type }) => type)).toEqual([
      'start',
      'text-start',
      'text-delta',
      'usage',
      'usage',
      'text-end',
      'finish',
    ])
    await expect(Array.fromAsync(stream.parts)).rejects.toMatchObject({ reason: 'stream_claimed' })
    expect(stream.bytes('openai-chat')).toBeUndefined()
  })
})

describe('relayAnswer', () => {
  const body = `{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],${usage(1)}}`

  test('passes the bytes, and decodes the rest when asked', () => {
    const bytes = Buffer.from(body)
    const answer = relayAnswer(bytes)
    expect(answer.bytes('gemini')).toBe(bytes)
    expect(answer.usage.meters).toEqual(meters(1))
    expect(answer.result.content).toEqual([{ type: 'text', text: 'a' }])
  })

  test('is no error, and no other thing', () => {
    const open = (text: string) => () => relayAnswer(Buffer.from(text))
    expect(open('{"error":{"status":"NOT_FOUND","message":"no"}}')).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
    expect(open('{"usageMetadata":{}}')).toThrow(expect.objectContaining({ reason: 'malformed' }))
    expect(open('<html>')).toThrow(expect.objectContaining({ reason: 'malformed' }))
  })
})

test('relayBody says of a body what its address does', () => {
  const bytes = Buffer.from('{"contents":[], "stream":true}')
  const body = relayBody(bytes, { contents: [], stream: true }, false, { 'x-goog-api-client': 'c' })
  expect([body.stream, body.headers]).toEqual([false, { 'x-goog-api-client': 'c' }])
  expect(Buffer.from(body.patched({ stream: undefined })).toString()).toBe('{"contents":[]}')
})

describe('relayContents', () => {
  const target = { model: 'm', quirks: { signedCalls: true } }
  const thoughtSignature = sealedSignature({ signature: 's', behind: {} })
  const call = { functionCall: { name: 'f' } }
  const model = (...parts: readonly object[]) => ({ role: 'model', parts })

  test('leaves alone what can pass', () => {
    const own = model({ ...call, thoughtSignature: 'EpEg' }, call, { text: 'a', thoughtSignature: 'EpEg' })
    expect(relayContents([{ parts: [{ text: 'a' }] }, own], target)).toBeUndefined()
    expect(relayContents([model(call)], { model: 'm' })).toBeUndefined()
    for (const odd of [undefined, null, 3, [null], [{ role: 'model', parts: 3 }]]) {
      expect(relayContents(odd, target)).toBeUndefined()
    }
  })

  test('takes out what was sealed, with the parts that were there for it alone', () => {
    const sealed = { text: '', thought: true, thought_signature: thoughtSignature }
    const contents = [
      model({ text: 'a', thoughtSignature }, sealed),
      model(sealed),
      { parts: [{ text: 'b' }] },
    ]
    expect(relayContents(contents, target)).toMatchObject({
      contents: [model({ text: 'a' }), { parts: [{ text: 'b' }] }],
      warnings: [
        { type: 'dropped', field: 'contents[0]' },
        { type: 'dropped', field: 'contents[1]' },
      ],
    })
  })

  test('says of the first call that nobody signed it', () => {
    const { contents, warnings } =
      relayContents([model({ text: 'a' }, { ...call, thoughtSignature }, call)], target) ?? {}
    expect(contents).toEqual([
      model({ text: 'a' }, { ...call, thoughtSignature: 'skip_thought_signature_validator' }, call),
    ])
    expect(warnings?.map(({ type }) => type)).toEqual(['dropped', 'emulated'])
  })
})
