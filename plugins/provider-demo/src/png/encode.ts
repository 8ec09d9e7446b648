import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'

const deflated = promisify(deflate)

/** Pixels in rows from the top, three bytes each: red, green, blue. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const bytesPerPixel = 3

/** A PNG file (https://www.w3.org/TR/png-3/) of 8-bit true colour, with texts such as a description in it. */
export async function encodePng(
  raster: Raster,
  texts: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const data = await deflated(filtered(raster), { level: 6 })
  return Buffer.concat([
    signature,
    chunk('IHDR', header(raster)),
    ...Object.entries(texts).map(([keyword, text]) =>
      chunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text}`)),
    ),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function header({ width, height }: Raster): Buffer {
  const fields = Buffer.alloc(13)
  fields.writeUInt32BE(width, 0)
  fields.writeUInt32BE(height, 4)
  fields[8] = 8 // bits a channel
  fields[9] = 2 // true colour; compression, filter and interlace method stay 0
  return fields
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** Each row as its difference from the row above, or from its left where that is smaller: slopes become small numbers. */
function filtered({ width, height, rgb }: Raster): Buffer {
  const stride = width * bytesPerPixel
  const out = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const row = y * stride
    const useUp = y > 0 && weight(rgb, row, stride, stride) <= weight(rgb, row, stride, bytesPerPixel)
    const back = useUp ? stride : bytesPerPixel
    const to = y * (stride + 1)
    out[to] = useUp ? 2 : 1
    for (let at = 0; at < stride; at += 1) {
      const before = useUp || at >= bytesPerPixel ? (rgb[row + at - back] as number) : 0
      out[to + 1 + at] = (rgb[row + at] as number) - before
    }
  }
  return out
}

function weight(rgb: Uint8Array, row: number, stride: number, back: number): number {
  let sum = 0
  for (let at = bytesPerPixel; at < stride; at += 1) {
    sum += Math.abs((rgb[row + at] as number) - (rgb[row + at - back] as number))
  }
  return sum
}
