import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LucidError } from '../errors/lucid-error.ts'
import type { SseEvent } from '../ports/http.ts'
import { ndjsonValues, parseSseEvent, splitSseEvents, sseEvents, SseFramer } from './index.ts'

const numRuns = process.env.LUCID_LONG === '1' ? 100_000 : 2_000
const timeout = 300_000
const seed = Number(process.env.LUCID_SEED ?? 20_260_101)
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'))

/** The specification, character by character, with no regard for speed; one event whose end is missing counts. */
function reference(bytes: Uint8Array): SseEvent[] {
  const text = new TextDecoder('utf-8').decode(bytes)
  const events: SseEvent[] = []
  let lines: string[] = []
  let line = ''
  const endEvent = () => {
    const data: string[] = []
    let event = ''
    let id = ''
    for (const each of lines) {
      const [, field = '', value = ''] = /^([^:]*):? ?([^]*)$/.exec(each) ?? []
      if (field === 'data') data.push(value)
      if (field === 'event') event = value
      if (field === 'id' && !value.includes('\0')) id = value
    }
    if (data.length > 0) events.push({ event, data: data.join('\n'), id })
    lines = []
  }
  const endLine = () => {
    if (line === '') endEvent()
    else lines.push(line)
    line = ''
  }
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\r') {
      if (text[at + 1] === '\n') at++
      endLine()
    } else if (text[at] === '\n') endLine()
    else line += text[at]
  }
  endLine()
  endEvent()
  return events
}

function chunked(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...new Set(cuts.map(at => at % (bytes.length + 1)))].sort((a, b) => a - b)
  const chunks: Uint8Array[] = []
  let start = 0
  for (const end of [...ends, bytes.length]) {
    chunks.push(bytes.slice(start, end))
    start = end
  }
  return chunks
}

function pushed(chunks: readonly Uint8Array[]): Uint8Array[] {
  const framer = new SseFramer()
  const events = chunks.flatMap(chunk => [...framer.push(chunk)])
  const rest = framer.flush()
  return rest ? [...events, rest] : events
}

function cut(chunks: readonly Uint8Array[]): Uint8Array[] {
  const framer = new SseFramer()
  const slices = chunks.map(chunk => framer.cut(chunk)).filter(slice => slice !== undefined)
  const rest = framer.flush()
  return rest ? [...slices, rest] : slices
}

const parsed = (events: readonly Uint8Array[]) =>
  events.map(parseSseEvent).filter(event => event !== undefined)

async function* bodyOf(chunks: readonly Uint8Array[]) {
  yield* chunks
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const value of values) list.push(value)
  return list
}

const lineEnd = fc.constantFrom('\n', '\r', '\r\n')
const token = fc.oneof(
  { weight: 4, arbitrary: lineEnd },
  {
    weight: 2,
    arbitrary: fc.constantFrom('data: ', 'data:', 'data', 'event: ', 'id: ', 'retry: 5', ':', ': ping'),
  },
  fc.constantFrom(
    '\uFEFF',
    '\0',
    ' ',
    'datas: x',
    'äöü',
    '日本語',
    '😀',
    '{"a":"b"}',
    ':x',
    '\u2028',
    '\x85',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const streamText = fc.array(token, { maxLength: 40 }).map(tokens => tokens.join(''))
const withMark = fc.tuple(fc.boolean(), streamText).map(([mark, text]) => (mark ? `\uFEFF${text}` : text))
const cuts = fc.array(fc.nat({ max: 4_000 }), { maxLength: 30 })

describe('SSE framer', { timeout }, () => {
  test('gives the specification’s events for any text under any chunking', () => {
    fc.assert(
      fc.property(withMark, cuts, (text, at) => {
        const bytes = utf8(text)
        expect(parsed(pushed(chunked(bytes, at)))).toEqual(reference(bytes))
      }),
      { numRuns, seed },
    )
  })

  test('keeps every byte but the byte order mark, in order', () => {
    fc.assert(
      fc.property(streamText, cuts, (text, at) => {
        const bytes = utf8(text)
        const chunks = chunked(bytes, at)
        const expected = text.startsWith('\uFEFF') ? bytes.subarray(3) : bytes
        expect(Buffer.concat(pushed(chunks)).equals(expected)).toBe(true)
        expect(Buffer.concat(cut(chunks)).equals(expected)).toBe(true)
      }),
      { numRuns, seed },
    )
  })

  test('cuts whole events only', () => {
    fc.assert(
      fc.property(withMark, cuts, (text, at) => {
        const bytes = utf8(text)
        const slices = cut(chunked(bytes, at))
        expect(parsed(slices.flatMap(splitSseEvents))).toEqual(reference(bytes))
      }),
      { numRuns, seed },
    )
  })

  test('survives random bytes under any chunking', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, at) => {
        expect(parsed(pushed(chunked(bytes, at)))).toEqual(parsed(pushed([bytes])))
      }),
      { numRuns, seed },
    )
  })

  test('is the same when split at every single byte', () => {
    const bytes = utf8('\uFEFF: hi\r\n\r\nevent: a\rdata: 😀\rdata: é\r\rid: 7\ndata:x\n\ndata: last')
    expect(parsed(pushed([...bytes].map(byte => Uint8Array.of(byte))))).toEqual([
      { event: 'a', data: '😀\né', id: '' },
      { event: '', data: 'x', id: '7' },
      { event: '', data: 'last', id: '' },
    ])
  })

  test('an event is given as soon as its blank line is there, also where a CR may be half of a CRLF', () => {
    const framer = new SseFramer()
    expect(framer.push(utf8('data: 1\r\n\r'))).toHaveLength(1)
    expect(parsed(framer.push(utf8('\ndata: 2\n\n')))).toEqual([{ event: '', data: '2', id: '' }])
  })

  test('a chunk of whole events is passed on without a copy', () => {
    const chunk = Buffer.from('data: 1\n\ndata: 2\n\n')
    const framer = new SseFramer()
    expect(framer.cut(chunk)).toBe(chunk)
    const [first, second] = framer.push(chunk)
    expect(first?.buffer).toBe(chunk.buffer)
    expect(second?.buffer).toBe(chunk.buffer)
  })

  test('an event beyond the cap is an upstream error', () => {
    const framer = new SseFramer({ maxEventBytes: 100 })
    let thrown: unknown
    try {
      for (let index = 0; index < 20; index++) framer.push(utf8('data: 12345'))
    } catch (error) {
      thrown = error
    }
    expect(LucidError.is(thrown) && [thrown.code, thrown.reason]).toEqual(['upstream', 'event_too_large'])
  })

  test('an event of 8 MiB in chunks of 100 bytes takes time in proportion to its size', () => {
    const framer = new SseFramer()
    const chunk = Buffer.alloc(100, 'x')
    const start = performance.now()
    for (let index = 0; index < 80_000; index++) framer.push(chunk)
    expect(framer.push(Buffer.from('\n\n'))[0]).toHaveLength(8_000_002)
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test('sseEvents gives an event that lacks its end, and no comment', async () => {
    const body = bodyOf([utf8(': ping\n\ndata: 1\n\nda'), utf8('ta: 2')])
    expect((await all(sseEvents(body))).map(event => event.data)).toEqual(['1', '2'])
  })
})

describe('NDJSON', { timeout }, () => {
  test('gives each value under any chunking', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        fc.boolean(),
        cuts,
        async (values, end, ended, at) => {
          const text = values.map(value => JSON.stringify(value)).join(end) + (ended ? end : '')
          const body = bodyOf(chunked(utf8(`\uFEFF${text}`), at))
          expect(await all(ndjsonValues(body))).toEqual(JSON.parse(JSON.stringify(values)))
        },
      ),
      { numRuns: numRuns / 4, seed },
    )
  })

  test('a line that is not JSON is an upstream error', async () => {
    await expect(all(ndjsonValues(bodyOf([utf8('{"a":1}\n<html>\n')])))).rejects.toMatchObject({
      code: 'upstream',
      reason: 'malformed',
    })
  })

  test('a line beyond the cap is an upstream error', async () => {
    const body = bodyOf([utf8('"aaaaaaaa'), utf8('aaaaaaaa')])
    await expect(all(ndjsonValues(body, { maxLineBytes: 12 }))).rejects.toMatchObject({
      reason: 'event_too_large',
    })
  })
})
