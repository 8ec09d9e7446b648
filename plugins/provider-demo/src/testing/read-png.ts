import { crc32, inflateSync } from 'node:zlib'

export interface ReadPng {
  readonly width: number
  readonly height: number
  /** Three bytes for each pixel. */
  readonly rgb: Buffer
  readonly texts: Readonly<Record<string, string>>
}

/** Reads an 8-bit true-colour PNG by the book, checking each chunk. Knows nothing of the encoder. */
export function readPng(file: Buffer): ReadPng {
  if (file.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('Not a PNG.')
  const chunks: { readonly type: string; readonly data: Buffer }[] = []
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const size = file.readUInt32BE(at)
    const body = file.subarray(at + 4, at + 8 + size)
    if (crc32(body) !== file.readUInt32BE(at + 8 + size)) throw new Error('A chunk is damaged.')
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) })
  }
  if (chunks[0]?.type !== 'IHDR' || chunks.at(-1)?.type !== 'IEND') throw new Error('Chunks are missing.')
  const [width, height] = [chunks[0].data.readUInt32BE(0), chunks[0].data.readUInt32BE(4)]
  if (chunks[0].data.toString('hex', 8) !== '0802000000') throw new Error('Another kind of pixel.')
  const data = inflateSync(
    Buffer.concat(chunks.filter(chunk => chunk.type === 'IDAT').map(chunk => chunk.data)),
  )
  return { width, height, rgb: unfiltered(data, width, height), texts: textsOf(chunks) }
}

function textsOf(
  chunks: readonly { readonly type: string; readonly data: Buffer }[],
): Readonly<Record<string, string>> {
  const international = chunks.filter(chunk => chunk.type === 'iTXt').map(chunk => chunk.data.toString())
  return Object.fromEntries(
    international.map(text => [text.slice(0, text.indexOf('\0')), text.slice(text.lastIndexOf('\0') + 1)]),
  )
}

function unfiltered(data: Buffer, width: number, height: number): Buffer {
  const stride = width * 3
  if (data.length !== (stride + 1) * height) throw new Error('The rows do not fit the size.')
  const rgb = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)]
    for (let x = 0; x < stride; x += 1) {
      const left = x >= 3 ? (rgb[y * stride + x - 3] as number) : 0
      const up = y > 0 ? (rgb[(y - 1) * stride + x] as number) : 0
      const predicted = filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : Number.NaN
      if (Number.isNaN(predicted)) throw new Error(`Filter ${filter} is not expected.`)
      rgb[y * stride + x] = (data[y * (stride + 1) + 1 + x] as number) + predicted
    }
  }
  return rgb
}
