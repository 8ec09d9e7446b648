import { type ChatPart, knownUsage } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { Body, expectUnderAnyChunking, passedBy } from '../testing/relays.ts'
import { relayAnswer, relayStream, type RelayStreamOptions } from './index.ts'

const head = '"id":"c1","object":"chat.completion.chunk","created":1,"model":"m"'
const line = (delta: string, finish = 'null', more = '') =>
  `data: {${head},"choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]${more}}\n\n`
const role = line('{"role":"assistant","content":""}')
const word = (text: string) => line(JSON.stringify({ content: text }))
const stop = line('{}', '"stop"')
const usage = `data: {${head},"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n`
const done = 'data: [DONE]\n\n'
const error = 'data: {"error":{"message":"busy","code":"server_is_overloaded"}}\n\n'
const { meters: known } = knownUsage({ input: 3, output: 4 })
const unknown = { input: { certainty: 'unknown' }, output: { certainty: 'unknown' } }

const open = (chunks: readonly (string | Error)[], options: Partial<RelayStreamOptions> = {}) =>
  relayStream(new Body(chunks), { dropUsage: false, ...options })

const bytesOf = async (chunks: readonly (string | Error)[], options?: Partial<RelayStreamOptions>) =>
  passedBy(await open(chunks, options), 'openai-chat')

describe('relayStream', () => {
  test('passes every byte of a good stream and knows its usage', async () => {
    const whole = [role, word('a'), word('b'), stop, usage, done]
    const { text, end } = await bytesOf(whole)
    expect(text).toBe(whole.join(''))
    expect(end).toMatchObject({ status: 'finished', usage: { meters: known } })
  })

  test('takes out the usage chunk that the caller did not ask for', async () => {
    const { text, end } = await bytesOf([role, word('a') + stop + usage + done], { dropUsage: true })
    expect(text).toBe(role + word('a') + stop + done)
    expect(end.usage.meters).toEqual(known)
  })

  test('usage on the last choice stays', async () => {
    const last = line('{}', '"stop"', ',"usage":{"prompt_tokens":3,"completion_tokens":4}')
    const { text, end } = await bytesOf([role, word('a'), last, done], { dropUsage: true })
    expect(text).toBe(role + word('a') + last + done)
    expect(end.usage.meters).toEqual(known)
  })

  test('is the same under any chunking', async () => {
    const whole = [role, word('😀'), ': ping\n\n', word('b'), stop, usage, done].join('')
    await expectUnderAnyChunking({
      open: body => relayStream(body, { dropUsage: true }),
      wire: 'openai-chat',
      whole,
      passed: whole.replace(usage, ''),
      meters: known,
      seed: 20_260_104,
    })
  }, 120_000)

  test.each([
    ['an empty body', []],
    ['a role alone', [role]],
    ['an error first', [error]],
    ['an error after the role', [role + error]],
    ['a broken connection', [role, Object.assign(new Error('reset'), { code: 'ECONNRESET' })]],
    ['HTML', ['<html>oops</html>']],
  ])('rejects %s before any content, and closes the body', async (what, chunks) => {
    const body = new Body(chunks)
    const code = what.startsWith('an error')
      ? 'overloaded'
      : what.startsWith('a broken')
        ? 'network'
        : 'upstream'
    await expect(relayStream(body, { dropUsage: false })).rejects.toMatchObject({ code })
    expect(body.returned || body.chunks.length === 0).toBe(true)
  })

  test('a JSON error where a stream was asked for is that error; other JSON is malformed', async () => {
    await expect(open(['{"error":{"message":"m","code":"rate_limit_exceeded"}}'])).rejects.toMatchObject({
      code: 'rate_limit',
    })
    await expect(open(['{"choices":[]}'])).rejects.toMatchObject({ code: 'upstream', reason: 'malformed' })
  })

  test('an error after content is thrown, and the vendor’s own event is not passed on', async () => {
    const { text, thrown, end } = await bytesOf([role, word('a'), word('b') + error])
    expect(text).toBe(role + word('a') + word('b'))
    expect(thrown).toMatchObject({ code: 'overloaded' })
    expect(end).toMatchObject({ status: 'failed', error: thrown, usage: { meters: unknown } })
  })

  test.each([
    ['no terminator and no finish', [role, word('a')]],
    ['a terminator but no finish', [role, word('a'), done]],
    ['half an event', [role, word('a'), stop.slice(0, 40)]],
  ])('a stream with %s fails, and no terminator is made up', async (_, chunks) => {
    const { text, thrown, end } = await bytesOf(chunks)
    expect(text).toBe(role + word('a'))
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'truncated' })
    expect(end.status).toBe('failed')
  })

  test('a stream that is whole but for its terminator gets one', async () => {
    expect(await bytesOf([role, word('a'), stop])).toMatchObject({
      text: role + word('a') + stop + done,
      end: { status: 'finished' },
    })
    expect(await bytesOf([role, word('a'), stop.trimEnd()])).toMatchObject({
      text: role + word('a') + stop + done,
    })
  })

  test('a connection that breaks mid-way fails with what is known of the usage', async () => {
    const running = line('{"content":"b"}', 'null', ',"usage":{"prompt_tokens":3,"completion_tokens":4}')
    const { thrown, end } = await bytesOf([
      role,
      word('a'),
      running,
      Object.assign(new Error('gone'), { code: 'ECONNRESET' }),
    ])
    expect(thrown).toMatchObject({ code: 'network' })
    expect(end).toMatchObject({ status: 'failed', usage: { meters: known } })
  })

  test('text that looks like the end or an error does not end it', async () => {
    const tricky = word('"finish_reason":"stop" [DONE] data: {"error":{}} \n\n')
    const { text, end } = await bytesOf([role, tricky, tricky + tricky, stop, done])
    expect([text, end.status]).toEqual([role + tricky.repeat(3) + stop + done, 'finished'])
  })

  test('spaces after the colons, and CRLF, are as good', async () => {
    const spaced = (each: string) => each.replaceAll('":', '": ').replaceAll('\n', '\r\n')
    const whole = [role, word('a'), word('b'), stop, usage, done].map(spaced)
    expect(await bytesOf(whole)).toMatchObject({
      text: whole.join(''),
      end: { status: 'finished', usage: { meters: known } },
    })
  })

  test('chunks of whole events are passed on without a copy', async () => {
    const body = new Body([role, word('a'), word('b') + word('c'), stop, done])
    const sent = [...body.chunks]
    const stream = await relayStream(body, { dropUsage: true })
    const slices: Uint8Array[] = []
    for await (const slice of stream.bytes('openai-chat') ?? []) slices.push(slice)
    expect(slices.every((slice, index) => slice === sent[index])).toBe(true)
  })

  test.each([
    ['in a chunk of its own', [role, word('a'), stop, usage, done]],
    ['in the first chunk', [role + word('a') + stop + usage + done]],
    ['nowhere, and is added', [role, word('a'), stop]],
  ])(
    'the end is known before the terminator is handed out, so that a reader may wait for it: %s',
    async (_, chunks) => {
      const stream = await open(chunks)
      let ends = 0
      for await (const slice of stream.bytes('openai-chat') ?? []) {
        const last = Buffer.from(slice).includes('[DONE]')
        expect(stream.ended).toBe(last)
        if (last) ends++
        if (last) expect((await stream.done).status).toBe('finished')
      }
      expect(ends).toBe(1)
    },
  )

  test('parts are what the bytes say', async () => {
    const stream = await open([role, word('a') + word('b'), stop, usage, done], { dropUsage: true })
    const parts: ChatPart[] = []
    for await (const part of stream.parts) parts.push(part)
    expect(parts.map(part => part.type)).toEqual([
      'start',
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'usage',
      'finish',
    ])
    expect(await stream.done).toMatchObject({ status: 'finished', usage: { meters: known } })
  })

  test('parts of a stream that breaks off throw, and done says so', async () => {
    const stream = await open([role, word('a')])
    const read = async () => {
      for await (const part of stream.parts) expect(part.type).not.toBe('finish')
    }
    await expect(read()).rejects.toMatchObject({ reason: 'truncated' })
    expect((await stream.done).status).toBe('failed')
  })

  test('reading twice is an error, whatever the form', async () => {
    const stream = await open([role, word('a'), stop, done])
    expect(stream.bytes('gemini')).toBeUndefined()
    const first = stream.bytes('openai-chat')?.[Symbol.asyncIterator]()
    await first?.next()
    expect(() => stream.parts[Symbol.asyncIterator]()).toThrow(
      expect.objectContaining({ reason: 'stream_claimed' }) as Error,
    )
    expect(() => stream.bytes('openai-chat')?.[Symbol.asyncIterator]()).toThrow(/already being read/)
  })

  test.each(['bytes', 'parts'] as const)('a reader of %s that stops early closes the body', async form => {
    const body = new Body([role, word('a'), word('b'), word('c'), stop, done])
    const stream = await relayStream(body, { dropUsage: false })
    for await (const _ of (form === 'bytes' ? stream.bytes('openai-chat') : stream.parts) ?? []) break
    expect(body.returned).toBe(true)
    expect(await stream.done).toMatchObject({ status: 'cancelled', usage: { meters: unknown } })
  })

  test('cancel ends a read that waits, closes the body and is told by done', async () => {
    const never = Promise.withResolvers<IteratorResult<Uint8Array>>()
    const body = new Body([role, word('a')])
    const stream = await relayStream(body, { dropUsage: false })
    const iterator = stream.bytes('openai-chat')?.[Symbol.asyncIterator]()
    await iterator?.next()
    await iterator?.next()
    body.next = () => never.promise
    const waiting = iterator?.next()
    stream.cancel(new Error('bye'))
    never.reject(new Error('aborted'))
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(body.returned).toBe(true)
    expect((await stream.done).status).toBe('cancelled')
  })
})

describe('relayAnswer', () => {
  const body =
    '{"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"\\"usage\\":{} }"},"finish_reason":"stop"}], "usage" : {"prompt_tokens":3,"completion_tokens":4}}'

  test('knows the usage, keeps the bytes, decodes when asked', () => {
    const bytes = Buffer.from(body)
    const answer = relayAnswer(bytes)
    expect(answer.usage.meters).toEqual(known)
    expect(answer.bytes('openai-chat')).toBe(bytes)
    expect(answer.bytes('gemini')).toBeUndefined()
    expect(answer.result.content).toEqual([{ type: 'text', text: '"usage":{} }' }])
    expect(answer.result).toBe(answer.result)
  })

  test.each(['null', '{}', '[]', '[5]', '"x"'])('an answer whose choices are %s is none', choices => {
    const bytes = Buffer.from(`{"id":"x","choices": ${choices} }`)
    expect(() => relayAnswer(bytes)).toThrow(expect.objectContaining({ code: 'upstream' }))
  })

  test('an answer without usage has unknown usage, never 0', () => {
    expect(relayAnswer(Buffer.from('{"choices":[{}]}')).usage.meters).toEqual(unknown)
  })

  test.each([
    ['{"error":{"message":"m","code":429}}', 'rate_limit'],
    ['{"error":"no"}', 'upstream'],
    ['{"id":1}', 'upstream'],
    ['<html>', 'upstream'],
    ['{"choices":[{"index":0', 'upstream'],
    ['', 'upstream'],
  ])('a 200 with %s is an error', (text, code) => {
    expect(() => relayAnswer(Buffer.from(text))).toThrow(
      expect.objectContaining({ code, origin: 'provider' }) as Error,
    )
  })
})

describe('what was written of a stream whose usage was not stated', () => {
  const writtenOf = async (
    chunks: readonly string[],
    leave: boolean,
    options?: Partial<RelayStreamOptions>,
  ) => {
    const stream = await open(chunks, options)
    for await (const slice of stream.bytes('openai-chat') ?? []) {
      if (leave && Buffer.from(slice).toString().includes('last')) break
    }
    return stream.done
  }

  test('is decoded when it is asked for', async () => {
    const call = '{"tool_calls":[{"index":0,"id":"a","function":{"name":"look","arguments":"{}"}}]}'
    const { written } = await writtenOf([role, word('a'), line(call), word('last'), word('b')], true)
    expect(written?.()).toMatchObject({ output: 'alook{}last', reasoning: '', media: false })
    const whole = await writtenOf([role, word('a'), stop, done], false)
    expect(whole.status).toBe('finished')
    expect(whole.written?.()).toMatchObject({ output: 'a' })
  })

  test('is not told where the vendor stated all', async () => {
    expect(await writtenOf([role, word('a'), stop, usage, done], false)).not.toHaveProperty('written')
  })

  test('is what came after the last statement', async () => {
    const stating = (said: string, tokens: number) =>
      line(
        JSON.stringify({ content: said }),
        'null',
        `,"usage":{"prompt_tokens":3,"completion_tokens":${tokens}}`,
      )
    const end = await writtenOf([role, stating('a', 1), stating('b', 2), word('last')], true)
    expect(end.written?.()).toMatchObject({ output: 'last' })
    const stated = await writtenOf([role, stating('a', 1), stating('b', 2), stating('last', 3)], true)
    expect(stated.usage.meters.output).toEqual({ certainty: 'known', quantity: 3 })
    expect(stated.written?.()).toMatchObject({ output: '' })
  })

  test('of a long stream is its first part, and by how much to multiply it', async () => {
    const words = Array.from({ length: 4000 }, () => word('word'))
    const { written } = await writtenOf([role, ...words, word('last')], true)
    const { output, times } = written?.() ?? expect.unreachable()
    expect(output.length).toBeLessThan(5000)
    expect((output.length * (times ?? 1)) / (4000 * 4)).toBeCloseTo(1, 1)
  })
})
