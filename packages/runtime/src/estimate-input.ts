import type { Usage } from '@lucid-gateway/core'
import { estimateTokens } from './estimate-tokens.ts'

/**
 * What a request would use, where its vendor does not say: all its words, names of fields included, for which there are
 * about as many tokens round messages and tools. What one wire alone has words for is left out: no other gets it.
 */
export function estimateInput(request: unknown): Usage {
  return { meters: { input: { certainty: 'estimated', quantity: tokensIn(request) } } }
}

function tokensIn(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return estimateTokens(value)
    case 'number':
    case 'boolean':
    case 'bigint':
      return estimateTokens(String(value))
    case 'object':
      break
    default:
      return 0
  }
  if (value === null) return 1
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + tokensIn(item), 0)
  if (isMedia(value)) return tokensInMedia(value)
  let sum = 0
  for (const [name, inner] of Object.entries(value)) {
    if (name !== 'extra' && name !== 'signature' && name !== 'encrypted')
      sum += estimateTokens(name) + tokensIn(inner)
  }
  return sum
}

interface MediaLike {
  readonly mediaType: string
  readonly data: { readonly kind?: unknown; readonly base64?: unknown }
}

function isMedia(value: object): value is MediaLike {
  const { mediaType, data } = value as Partial<MediaLike>
  return typeof mediaType === 'string' && typeof data === 'object' && data !== null && 'kind' in data
}

/** What the vendors that count pictures by their size make of a large one. */
const picture = 1600
/** A page of a document takes more bytes than this for each of its tokens, and so does a second of sound. */
const bytesPerToken = 16

function tokensInMedia({ mediaType, data: { base64 } }: MediaLike): number {
  if (mediaType.startsWith('image/') || typeof base64 !== 'string') return picture
  if (mediaType.startsWith('text/')) return estimateTokens(Buffer.from(base64, 'base64').toString())
  return Math.ceil((base64.length * 0.75) / bytesPerToken)
}
