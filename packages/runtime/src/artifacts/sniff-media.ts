import { pictureSize, type PictureSize } from './picture-size.ts'

export interface SniffedMedia extends Partial<PictureSize> {
  /** Absent where the bytes are of no kind that is known. */
  readonly mediaType?: string
}

/** What bytes are, by their beginning and not by what anyone says of them. The first 64 KiB tell all there is to tell. */
export function sniffMedia(bytes: Uint8Array): SniffedMedia {
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === undefined) return {}
  return { mediaType, ...pictureSize(mediaType, bytes) }
}

function mediaTypeOf(bytes: Uint8Array): string | undefined {
  for (const [mediaType, ...marks] of signatures) {
    if (marks.every(({ at, text }) => startsWith(bytes, at, text))) return mediaType
  }
  if (startsWith(bytes, 4, 'ftyp')) return ofBrands(brandsOf(bytes))
  if (startsWith(bytes, 0, ebml)) return webmOf(bytes)
  if (isMp3Frame(bytes)) return 'audio/mpeg'
  return isSvg(bytes) ? 'image/svg+xml' : undefined
}

interface Mark {
  readonly at: number
  /** Each character stands for the byte of its number. */
  readonly text: string
}

const first = (text: string): Mark => ({ at: 0, text })
const riff = (form: string): readonly Mark[] => [first('RIFF'), { at: 8, text: form }]

const signatures: readonly (readonly [string, ...Mark[]])[] = [
  ['image/png', first('\x89PNG\r\n\x1a\n')],
  ['image/jpeg', first('\xff\xd8\xff')],
  ['image/gif', first('GIF87a')],
  ['image/gif', first('GIF89a')],
  ['image/webp', ...riff('WEBP')],
  ['audio/wav', ...riff('WAVE')],
  ['audio/mpeg', first('ID3')],
  ['audio/ogg', first('OggS')],
  ['audio/flac', first('fLaC')],
  ['application/pdf', first('%PDF-')],
]

const ebml = '\x1a\x45\xdf\xa3'

/** EBML of another document type, such as Matroska, is not said to be WebM. */
function webmOf(bytes: Uint8Array): string | undefined {
  return latin1(bytes.subarray(0, 64)).includes('\x42\x82\x84webm') ? 'video/webm' : undefined
}

const kindsOfBrands: readonly (readonly [string, readonly string[]])[] = [
  ['image/avif', ['avif', 'avis']],
  ['image/heic', ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx']],
  ['audio/mp4', ['M4A ', 'M4B ']],
  ['video/quicktime', ['qt  ']],
  ['video/mp4', ['isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'M4V ', 'MSNV']],
]

function ofBrands(brands: readonly string[]): string | undefined {
  for (const brand of brands) {
    const kind = kindsOfBrands.find(([, names]) => names.includes(brand))
    if (kind) return kind[0]
  }
  return undefined
}

const mostBrands = 32

/** The major brand, then the compatible ones; between them stands a version. */
function brandsOf(bytes: Uint8Array): readonly string[] {
  if (bytes.length < 12) return []
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)
  const end = Math.min(size, bytes.length, 16 + 4 * mostBrands)
  const brands = [latin1(bytes.subarray(8, 12))]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(latin1(bytes.subarray(at, at + 4)))
  return brands
}

/** Eleven bits of sync, and no value in the header that the format leaves undefined. */
function isMp3Frame(bytes: Uint8Array): boolean {
  const [sync = 0, version = 0, rates = 0] = bytes
  const isLayer3 = (version & 0b110) === 0b010
  const isKnownVersion = (version & 0b11000) !== 0b01000
  const isKnownRate = rates >> 4 !== 15 && rates >> 4 !== 0 && (rates & 0b1100) !== 0b1100
  return sync === 0xff && version >> 5 === 0b111 && isKnownVersion && isLayer3 && isKnownRate
}

const svgWithin = 4096

/** Text whose first element is `svg`: a page that has a drawing further on is a page. */
function isSvg(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, svgWithin).includes(0)) return false
  let text = new TextDecoder().decode(bytes.subarray(0, svgWithin)).trimStart()
  for (let skipped = afterProlog(text); skipped !== undefined; skipped = afterProlog(text)) text = skipped
  return /^<(?:svg:)?svg[\s/>]/.test(text)
}

const prologs: readonly (readonly [start: RegExp, end: string])[] = [
  [/^<\?/, '?>'],
  [/^<!--/, '-->'],
  [/^<!DOCTYPE\s+(?:svg:)?svg[^[>]*>/i, '>'],
  [/^<!DOCTYPE\s+(?:svg:)?svg[^[>]*\[/i, ']>'],
]

/** What comes after a declaration or a comment; undefined where there is none, or where it does not end. */
function afterProlog(text: string): string | undefined {
  for (const [start, end] of prologs) {
    if (!start.test(text)) continue
    const at = text.indexOf(end)
    return at < 0 ? undefined : text.slice(at + end.length).trimStart()
  }
  return undefined
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  if (bytes.length < at + text.length) return false
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  }
  return true
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
