import type { GeneratedImage } from '@lucid-gateway/core'

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  svg: 'image/svg+xml',
}

/** What a model gave: its pictures, and how many things beside them. */
export interface Found {
  readonly images: readonly GeneratedImage[]
  readonly others: number
}

/** Models give one address, a list of them, or an object with some in it; words and numbers beside them are not counted. */
export function picturesIn(output: unknown, format: unknown): Found {
  const texts = [...textsIn(output, 4)].filter(text => /^(https?|data):/.test(text))
  const images = texts.flatMap(text => {
    const image = text.startsWith('data:') ? ofDataUrl(text) : ofAddress(text, format)
    return image ? [image] : []
  })
  return { images, others: texts.length - images.length }
}

function* textsIn(value: unknown, depth: number): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null && depth > 0) {
    for (const inner of Object.values(value)) yield* textsIn(inner, depth - 1)
  }
}

function ofDataUrl(text: string): GeneratedImage | undefined {
  const match = /^data:(image\/[\w.+-]+)(?:;[\w=-]+)*;base64,([\s\S]+)$/.exec(text)
  if (!match) return undefined
  const [, mediaType = '', base64 = ''] = match
  return { mediaType, data: { kind: 'base64', base64 } }
}

/** An address without an ending may be of a picture, one that ends in `.mp4` is not. */
function ofAddress(url: string, format: unknown): GeneratedImage | undefined {
  const path = URL.parse(url)?.pathname
  if (path === undefined) return undefined
  const ending = /\.([a-z0-9]{2,5})$/i.exec(path)?.[1]?.toLowerCase()
  const mediaType = ending === undefined ? (types[String(format)] ?? 'image/*') : types[ending]
  return mediaType === undefined ? undefined : { mediaType, data: { kind: 'url', url } }
}
