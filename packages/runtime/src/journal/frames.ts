import { crc32 } from 'node:zlib'

/**
 * A segment is this head and then frames: the length of the text and its checksum, four bytes each with the low one
 * first, and the text in UTF-8. The checksum is zlib's CRC-32, begun with the length, so that it covers both.
 */
export const segmentHead: Uint8Array = Buffer.from('LUCIDJ01', 'latin1')

const frameHead = 8
/** No record is as long; what says so is no length. */
export const longestText = 64 * 1024 * 1024

export function framesOf(texts: readonly string[]): Buffer {
  let size = 0
  for (const text of texts) size += frameHead + Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(size)
  let at = 0
  for (const text of texts) {
    const length = bytes.write(text, at + frameHead)
    bytes.writeUInt32LE(length, at)
    const end = at + frameHead + length
    bytes.writeUInt32LE(crc32(bytes.subarray(at + frameHead, end), length), at + 4)
    at = end
  }
  return bytes
}

export interface Frames {
  readonly texts: readonly string[]
  /** Where the last whole frame ends. */
  readonly end: number
  /** What is behind it: nothing, the beginning of a frame (of so many bytes), or what is no frame. */
  readonly rest: 'none' | 'broken' | { readonly needs: number }
}

/** The whole frames at the beginning of some bytes. */
export function readFrames(bytes: Buffer, most = Infinity): Frames {
  const texts: string[] = []
  let at = 0
  while (texts.length < most) {
    if (at === bytes.length) return { texts, end: at, rest: 'none' }
    if (bytes.length - at < frameHead) return { texts, end: at, rest: { needs: frameHead } }
    const length = bytes.readUInt32LE(at)
    if (length === 0 || length > longestText) return { texts, end: at, rest: 'broken' }
    const end = at + frameHead + length
    if (end > bytes.length) return { texts, end: at, rest: { needs: frameHead + length } }
    const text = bytes.subarray(at + frameHead, end)
    if (crc32(text, length) !== bytes.readUInt32LE(at + 4)) return { texts, end: at, rest: 'broken' }
    texts.push(text.toString())
    at = end
  }
  return { texts, end: at, rest: 'none' }
}
