export interface Picture {
  readonly format: string
  readonly width: number
  readonly height: number
}

type Reader = (bytes: Buffer) => Picture | undefined

/** What kind of picture some bytes are and how large, read from the first fields of the format. */
export function pictureOf(bytes: Buffer): Picture | undefined {
  for (const reader of [png, jpeg, gif, webp, bmp]) {
    try {
      const picture = reader(bytes)
      if (picture) return picture
    } catch {
      // The bytes end before their header does.
    }
  }
  return undefined
}

const png: Reader = bytes =>
  bytes.readUInt32BE(0) === 0x89504e47
    ? { format: 'PNG', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : undefined

const gif: Reader = bytes =>
  bytes.toString('latin1', 0, 4) === 'GIF8'
    ? { format: 'GIF', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    : undefined

const bmp: Reader = bytes =>
  bytes.toString('latin1', 0, 2) === 'BM'
    ? { format: 'BMP', width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) }
    : undefined

/** A JPEG is segments, each with its length; the one that begins a frame has the size. */
const jpeg: Reader = bytes => {
  if (bytes.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at)
    const frame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (frame)
      return { format: 'JPEG', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
  }
  return undefined
}

const webp: Reader = bytes => {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP')
    return undefined
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { format: 'WebP', width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { format: 'WebP', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    default:
      return {
        format: 'WebP',
        width: bytes.readUInt16LE(26) & 0x3fff,
        height: bytes.readUInt16LE(28) & 0x3fff,
      }
  }
}
