import type { Media } from '@lucid-gateway/core'

export interface WantedMedia {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

const deepest = 4

/** The first file of a result that a client asked for by type: `accept: image/png`. Asking for anything is not asking. */
export function wantedMedia(accept: string | undefined, result: unknown): WantedMedia | undefined {
  const wanted = wantedRanges(accept)
  return wanted.length > 0 ? find(result, wanted, 0) : undefined
}

/** The types of files that a client asks for. */
export function wantedRanges(accept: string | undefined): readonly string[] {
  return (accept ?? '')
    .split(',')
    .map(range => (range.split(';')[0] as string).trim().toLowerCase())
    .filter(range => /^(?:image|audio|video)\/[\w.+*-]+$/.test(range))
}

function find(value: unknown, wanted: readonly string[], depth: number): WantedMedia | undefined {
  if (typeof value !== 'object' || value === null || depth > deepest) return undefined
  if (
    isMedia(value) &&
    value.data.kind === 'base64' &&
    wanted.some(range => covers(range, value.mediaType))
  ) {
    return { mediaType: value.mediaType, bytes: Buffer.from(value.data.base64, 'base64') }
  }
  for (const inner of Object.values(value)) {
    const found = find(inner, wanted, depth + 1)
    if (found) return found
  }
  return undefined
}

function isMedia(value: object): value is Media {
  return (
    'mediaType' in value &&
    typeof value.mediaType === 'string' &&
    'data' in value &&
    typeof value.data === 'object'
  )
}

function covers(range: string, mediaType: string): boolean {
  const type = (mediaType.split(';')[0] as string).trim().toLowerCase()
  return range.endsWith('/*') ? type.startsWith(range.slice(0, -1)) : type === range
}
