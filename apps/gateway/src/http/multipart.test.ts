import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundaryIn, splitForm } from './multipart.ts'

const read = (text: string) =>
  splitForm(Buffer.from(text, 'latin1'), 'b').map(({ name, filename, bytes }) => [
    name,
    filename,
    bytes.toString('latin1'),
  ])
const head = 'content-disposition: form-data; name="a"'

describe('a form', () => {
  it('is read as every client writes it', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    const value = fc.oneof(text, fc.uint8Array({ maxLength: 40 }))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, value), { maxLength: 4 }), async parts => {
        const form = new FormData()
        for (const [name, content] of parts) {
          if (typeof content === 'string') form.append(name, content)
          else form.append(name, new Blob([new Uint8Array(content)], { type: 'image/png' }), `${name}.png`)
        }
        const sent = new Response(form)
        const boundary = boundaryIn(sent.headers.get('content-type') ?? '')
        const split = splitForm(Buffer.from(await sent.arrayBuffer()), boundary)
        const told = split.map(({ name, bytes, filename }) => [
          name,
          filename === undefined ? bytes.toString('utf8') : new Uint8Array(bytes),
        ])
        // A form writes all line ends of texts and names in one way.
        const plain = (each: string) => each.replace(/\r\n|\r|\n/g, '\r\n')
        expect(told).toEqual(
          parts.map(([name, content]) => [
            plain(name),
            typeof content === 'string' ? plain(content) : content,
          ]),
        )
      }),
      { numRuns: 300, seed: 20_260_105 },
    )
  })

  it('may have words before and behind it, and blanks behind its boundary', () => {
    expect(read(`hello\r\n--b \t\r\n${head}\r\n\r\nx\r\n--b--\r\nbye`)).toEqual([['a', undefined, 'x']])
  })

  it('may hold what looks like its boundary', () => {
    const content = 'x--b\r\n--bc\r\n--b-'
    expect(read(`--b\r\n${head}\r\n\r\n${content}\r\n--b--`)).toEqual([['a', undefined, content]])
  })

  it('is refused where millions of almost boundaries would have it read for seconds', () => {
    const full = { reason: 'malformed_form', message: 'The form is full of its boundary.' }
    for (const almost of ['--b ', '\r\n--bx', '--b\r'])
      expect(() => read(`--b\r\n${head}\r\n\r\n${almost.repeat(1000)}\r\n--b--`)).toThrow(
        expect.objectContaining(full) as Error,
      )
  })

  it('may hold names with quotes, and names without', () => {
    const named = (name: string) => read(`--b\r\ncontent-disposition: form-data; ${name}\r\n\r\n\r\n--b--`)
    expect(named('name="a\\"b"; filename="c\\\\d"')).toEqual([['a"b', 'c\\d', '']])
    expect(named('name="a%22b%0D%0A"')).toEqual([['a"b\r\n', undefined, '']])
    expect(named('filename=c; name=a')).toEqual([['a', 'c', '']])
  })

  it.each([
    ['nothing', ''],
    ['no end', `--b\r\n${head}\r\n\r\nx`],
    ['an end that breaks off', `--b\r\n${head}\r\n\r\nx\r\n--b-`],
    ['a part without a head', '--b\r\nx\r\n--b--'],
    ['a part without a name', '--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--'],
    ['an attachment', '--b\r\ncontent-disposition: attachment; name="a"\r\n\r\nx\r\n--b--'],
    ['an encoded part', `--b\r\n${head}\r\ncontent-transfer-encoding: base64\r\n\r\neA==\r\n--b--`],
    ['a head of any length', `--b\r\n${head}\r\nx: ${'y'.repeat(9000)}\r\n\r\nx\r\n--b--`],
    ['more parts than any call needs', `${`--b\r\n${head}\r\n\r\nx\r\n`.repeat(257)}--b--`],
  ])('is refused with %s', (_what, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ reason: 'malformed_form' }) as Error)
  })

  it.each([
    ['multipart/form-data; boundary=b', 'b'],
    ['multipart/form-data; charset=utf-8; Boundary="a b"', 'a b'],
    ['multipart/form-data;boundary=----x; charset=utf-8', '----x'],
  ])('has the boundary that %s names', (type, boundary) => {
    expect(boundaryIn(type)).toBe(boundary)
  })

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
  ])('has none by %s', type => {
    expect(() => boundaryIn(type)).toThrow(expect.objectContaining({ reason: 'malformed_form' }) as Error)
  })
})
