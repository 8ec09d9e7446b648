import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sniffMedia } from './sniff-media.ts'

const bytes = (...pieces: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(pieces.map(piece => Buffer.from(typeof piece === 'string' ? [...piece].map(code) : piece)))
const code = (character: string): number => character.charCodeAt(0)
const big = (value: number, size: 2 | 4): number[] =>
  Array.from({ length: size }, (_, index) => (value >>> (8 * (size - 1 - index))) & 255)
const little = (value: number, size: 2 | 3 | 4): number[] =>
  Array.from({ length: size }, (_, index) => (value >>> (8 * index)) & 255)
const box = (name: string, ...content: readonly (string | readonly number[])[]): number[] => {
  const inside = bytes(...content)
  return [...big(8 + inside.length, 4), ...bytes(name), ...inside]
}
const ftyp = (...brands: readonly [string, ...string[]]): number[] => {
  const [major, ...compatible] = brands
  return box('ftyp', major, big(0, 4), ...compatible)
}
const ispe = (width: number, height: number): number[] =>
  box('ispe', big(0, 4), big(width, 4), big(height, 4))
const properties = (...boxes: readonly (readonly number[])[]): number[] =>
  box('meta', big(0, 4), box('hdlr', big(0, 4)), box('iprp', box('ipco', ...boxes)))
const segment = (marker: number, content: readonly number[]): number[] => [
  0xff,
  marker,
  ...big(content.length + 2, 2),
  ...content,
]
const frame = (marker: number, width: number, height: number): number[] =>
  segment(marker, [8, ...big(height, 2), ...big(width, 2), 3])

const jpegStart = [0xff, 0xd8]
const exif = segment(0xe1, [...bytes('Exif\0\0'), 0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1])

const pictures = {
  png: [bytes('\x89PNG\r\n\x1a\n', box('IHDR', big(1024, 4), big(768, 4))), 'image/png', 1024, 768],
  gif87: [bytes('GIF87a', little(3, 2), little(5, 2)), 'image/gif', 3, 5],
  gif89: [bytes('GIF89a', little(640, 2), little(480, 2)), 'image/gif', 640, 480],
  jpeg: [bytes(jpegStart, segment(0xe0, [1, 2]), frame(0xc0, 800, 600)), 'image/jpeg', 800, 600],
  'progressive jpeg': [
    bytes(jpegStart, exif, segment(0xc4, [0]), [0xff, 0xff], frame(0xc2, 9, 7)),
    'image/jpeg',
    9,
    7,
  ],
  'lossy webp': [
    bytes(
      'RIFF',
      [9, 9, 9, 9],
      'WEBPVP8 ',
      [9, 9, 9, 9],
      [0, 0, 0, 0x9d, 0x01, 0x2a],
      little(550, 2),
      little(368 | 0x4000, 2),
    ),
    'image/webp',
    550,
    368,
  ],
  'lossless webp': [
    bytes('RIFF', [9, 9, 9, 9], 'WEBPVP8L', [9, 9, 9, 9, 0x2f], little(399 | (300 << 14), 4), big(0, 4), [0]),
    'image/webp',
    400,
    301,
  ],
  'extended webp': [
    bytes('RIFF', [9, 9, 9, 9], 'WEBPVP8X', [10, 0, 0, 0, 0x10, 0, 0, 0], little(1919, 3), little(1079, 3)),
    'image/webp',
    1920,
    1080,
  ],
  avif: [bytes(ftyp('avif', 'mif1'), properties(ispe(64, 32))), 'image/avif', 64, 32],
  'tiled heic': [
    bytes(ftyp('mif1', 'heic'), properties(ispe(512, 512), ispe(4032, 3024), ispe(160, 120))),
    'image/heic',
    4032,
    3024,
  ],
} satisfies Record<string, readonly [Uint8Array, string, number, number]>

describe('pictures tell their type and size', () => {
  test.each(Object.entries(pictures))('%s', (_, [picture, mediaType, width, height]) => {
    expect(sniffMedia(picture)).toEqual({ mediaType, width, height })
  })

  test.each(Object.entries(pictures))('%s that was cut off tells its type, or nothing false', (_, given) => {
    const [picture, mediaType, width, height] = given
    for (let length = 0; length < picture.length; length++) {
      const told = sniffMedia(picture.subarray(0, length))
      expect([undefined, mediaType]).toContain(told.mediaType)
      if (told.width !== undefined && mediaType !== 'image/heic')
        expect(told).toMatchObject({ width, height })
    }
  })

  test('a size that is nothing is not told', () => {
    expect(sniffMedia(bytes('GIF89a', little(0, 2), little(5, 2)))).toEqual({ mediaType: 'image/gif' })
  })

  test('the preview within a JPEG is not taken for the picture', () => {
    expect(sniffMedia(bytes(jpegStart, exif, frame(0xc1, 30, 20)))).toMatchObject({ width: 30, height: 20 })
  })
})

describe('other media', () => {
  const mp3 = bytes([0xff, 0xfb, 0x90, 0x00])
  const webm = bytes('\x1a\x45\xdf\xa3', [0x9f, 0x42, 0x86, 0x81, 1], '\x42\x82\x84webm')
  const matroska = bytes('\x1a\x45\xdf\xa3', [0xa3], '\x42\x82\x88matroska')

  test.each([
    ['mp3 with a tag', bytes('ID3', [4, 0, 0]), 'audio/mpeg'],
    ['mp3 without', mp3, 'audio/mpeg'],
    ['an ADTS stream, which is no mp3', bytes([0xff, 0xf1, 0x50, 0x80]), undefined],
    ['wav', bytes('RIFF', [1, 0, 0, 0], 'WAVEfmt '), 'audio/wav'],
    ['another RIFF', bytes('RIFF', [1, 0, 0, 0], 'AVI LIST'), undefined],
    ['ogg', bytes('OggS', [0, 2]), 'audio/ogg'],
    ['flac', bytes('fLaC', [0]), 'audio/flac'],
    ['mp4', bytes(ftyp('isom', 'iso2', 'avc1', 'mp41')), 'video/mp4'],
    ['m4a', bytes(ftyp('M4A ', 'isom')), 'audio/mp4'],
    ['an unknown brand', bytes(ftyp('zzzz')), undefined],
    ['webm', webm, 'video/webm'],
    ['matroska', matroska, undefined],
    ['pdf', bytes('%PDF-1.7'), 'application/pdf'],
    ['text', bytes('Hello.'), undefined],
    ['nothing', bytes(), undefined],
  ])('%s', (_, given, mediaType) => {
    expect(sniffMedia(given)).toEqual(mediaType === undefined ? {} : { mediaType })
  })
})

describe('svg is text whose first element is svg', () => {
  test.each([
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '\ufeff \n<svg>',
    '<?xml version="1.0"?>\n<!-- a > b --><svg\n>',
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg>',
    '<!DOCTYPE svg [<!ENTITY a "b">]><svg>',
    '<svg:svg xmlns:svg="http://www.w3.org/2000/svg">',
  ])('%j is', text => {
    expect(sniffMedia(Buffer.from(text))).toEqual({ mediaType: 'image/svg+xml' })
  })

  test.each([
    '<!DOCTYPE html><svg>',
    '<html><svg></svg></html>',
    'see <svg>',
    '<!-- <svg> ',
    '<svgfoo>',
    '<svg>\0',
    '<?xml version="1.0"?><rss/>',
  ])('%j is not', text => {
    expect(sniffMedia(Buffer.from(text))).toEqual({})
  })
})

describe('whatever the bytes', () => {
  const starts = [
    ...Object.values(pictures).map(([picture]) => picture),
    Buffer.from('<?xml'),
    bytes(ftyp('avif')),
    bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X'),
  ]

  test('it answers', () => {
    const hostile = fc.tuple(fc.constantFrom(new Uint8Array(), ...starts), fc.uint8Array({ maxLength: 2000 }))
    fc.assert(
      fc.property(hostile, fc.nat(50), ([start, rest], cut) => {
        const { mediaType, width = 1, height = 1 } = sniffMedia(Buffer.concat([start.subarray(cut), rest]))
        expect(width > 0 && height > 0 && (mediaType === undefined || mediaType.includes('/'))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('a picture with some bytes changed is answered', () => {
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.nat(), fc.nat(255), (start, at, value) => {
        const changed = Uint8Array.from(start)
        changed[at % changed.length] = value
        expect(() => sniffMedia(changed)).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })

  test('the longest walk through segments and boxes is short', () => {
    const fill = new Uint8Array(65_536).fill(0xff)
    const boxes = Buffer.concat(
      Array.from({ length: 8192 }, () => Buffer.from([0, 0, 0, 8, 102, 114, 101, 101])),
    )
    const comments = Buffer.from('<!---->'.repeat(9000))
    for (const rest of [fill, boxes, comments]) {
      for (const start of [...starts, new Uint8Array()]) sniffMedia(Buffer.concat([start, rest]))
    }
  })
})
