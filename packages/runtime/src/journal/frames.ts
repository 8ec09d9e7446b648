import { crc32 } from 'node:zlib'

/**
 * A segment is this head and then frames, one a write: the length of what follows and its checksum, four bytes each with
 * the low one first, and lines of text in UTF-8. The checksum is zlib's CRC-32, begun with the length, so that it covers both.
 */
export const segmentHead: Uint8Array = Buffer.from('LUCIDJ01', 'latin1')

export const frameHead = 8
/** No frame is as long; what says so is no length. */
const longest = 256 * 1024 * 1024

/** One frame; the texts have no line ends in them. Nothing of nothing. */
export function frameOf(texts: readonly string[]): Buffer {
  if (texts.length === 0) return Buffer.alloc(0)
  const text = texts.length === 1 ? (texts[0] as string) : texts.join('\n')
  const length = Buffer.byteLength(text)
  const bytes = takeBytes(frameHead + length)
  // As many bytes as characters: all of them are ASCII, which is copied as it is.
  bytes.write(text, frameHead, length === text.length ? 'latin1' : 'utf8')
  bytes.writeUInt32LE(length, 0)
  bytes.writeUInt32LE(crc32(bytes.subarray(frameHead), length), 4)
  return bytes
}

const slabSize = 256 * 1024
let slab = Buffer.alloc(0)
let used = 0

/** Out of larger pieces of memory: frames are many, and wait for the disk for a while. */
function takeBytes(size: number): Buffer {
  if (used + size > slab.length) {
    slab = Buffer.allocUnsafeSlow(Math.max(size, slabSize))
    used = 0
  }
  used += size
  return slab.subarray(used - size, used)
}

export interface Frames {
  readonly texts: readonly string[]
  /** Where the last whole frame ends. */
  readonly end: number
  /** What is behind it: nothing, the beginning of a frame (of so many bytes), or what is no frame. */
  readonly rest: 'none' | 'broken' | { readonly needs: number }
}

/** The whole frames at the beginning of some bytes; of many the first, once there are so many texts. */
export function readFrames(bytes: Buffer, most = Infinity): Frames {
  const texts: string[] = []
  let at = 0
  while (texts.length < most) {
    if (at === bytes.length) return { texts, end: at, rest: 'none' }
    if (bytes.length - at < frameHead) return { texts, end: at, rest: { needs: frameHead } }
    const length = bytes.readUInt32LE(at)
    if (length === 0 || length > longest) return { texts, end: at, rest: 'broken' }
    const end = at + frameHead + length
    if (end > bytes.length) return { texts, end: at, rest: { needs: frameHead + length } }
    const text = bytes.subarray(at + frameHead, end)
    if (crc32(text, length) !== bytes.readUInt32LE(at + 4)) return { texts, end: at, rest: 'broken' }
    for (const line of text.toString().split('\n')) texts.push(line)
    at = end
  }
  return { texts, end: at, rest: 'none' }
}
