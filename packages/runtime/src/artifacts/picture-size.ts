/** In pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Undefined where the bytes do not say it, or say nonsense. The picture is stored that way: nobody turned it by its metadata. */
export function pictureSize(mediaType: string, bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = readers.get(mediaType)?.(view)
  return size && size.width > 0 && size.height > 0 ? size : undefined
}

type Reader = (view: DataView) => PictureSize | undefined

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['image/png', ofPng],
  ['image/gif', ofGif],
  ['image/jpeg', ofJpeg],
  ['image/webp', ofWebp],
  ['image/avif', ofIsoMedia],
  ['image/heic', ofIsoMedia],
])

/** https://www.w3.org/TR/png-3/#11IHDR: the first chunk. */
function ofPng(view: DataView): PictureSize | undefined {
  if (view.byteLength < 24 || tag(view, 12) !== 'IHDR') return undefined
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

function ofGif(view: DataView): PictureSize | undefined {
  if (view.byteLength < 10) return undefined
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

/** Segment by segment up to the one that begins a frame. Each is longer than nothing, so this ends. */
function ofJpeg(view: DataView): PictureSize | undefined {
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (isAlone(marker)) at += 2
    else if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    else if (marker === 0xda || marker === 0xd9) return undefined
    else {
      const length = view.getUint16(at + 2)
      if (length < 2) return undefined
      at += 2 + length
    }
  }
  return undefined
}

/** Markers without a length. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
}

/** SOF0 to SOF15, without the three among them that are something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** https://developers.google.com/speed/webp/docs/riff_container: lossy, lossless, extended. */
function ofWebp(view: DataView): PictureSize | undefined {
  if (view.byteLength < 30) return undefined
  const form = tag(view, 12)
  if (form === 'VP8X') return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) }
  if (form === 'VP8L' && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  }
  if (form !== 'VP8 ' || uint24(view, 23) !== 0x2a019d) return undefined
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}

const boxesToOpen: readonly string[] = ['meta', 'iprp', 'ipco']

/**
 * The largest `ispe` of `meta > iprp > ipco`: the picture itself, since its tiles and its preview have smaller ones.
 * A step never goes back, so this ends.
 */
function ofIsoMedia(view: DataView): PictureSize | undefined {
  let largest: PictureSize | undefined
  let at = 0
  while (at + 8 <= view.byteLength) {
    const length = view.getUint32(at)
    const name = tag(view, at + 4)
    if (boxesToOpen.includes(name)) {
      at += name === 'meta' ? 12 : 8
      continue
    }
    if (name === 'ispe' && at + 20 <= view.byteLength) {
      const size = { width: view.getUint32(at + 12), height: view.getUint32(at + 16) }
      if (!largest || size.width * size.height > largest.width * largest.height) largest = size
    }
    if (length < 8) break
    at += length
  }
  return largest
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  )
}
