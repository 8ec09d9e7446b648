/**
 * An upper bound of the tokens in a request; undefined where there is none: a picture's tokens do not go by its bytes.
 * No tokeniser in use makes more than one token of each byte, and what stands round each value is `frame` at most.
 */
export function mostInput(request: unknown): number | undefined {
  if (request === undefined) return undefined
  const sum = mostIn(request)
  return Number.isNaN(sum) ? undefined : sum + frame
}

const frame = 8

/** NaN where there is no bound. */
function mostIn(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + frame
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 2 * frame
  if (value instanceof Uint8Array) return Number.NaN
  let sum = frame
  if (Array.isArray(value)) {
    for (const item of value) sum += mostIn(item)
    return sum
  }
  for (const name in value) {
    const inner = (value as Record<string, unknown>)[name]
    if (name === 'mediaType' && 'data' in value) return Number.NaN
    sum += Buffer.byteLength(name) + (asJson.has(name) ? mostAsJson(inner) : mostIn(inner))
  }
  return sum
}

/** What models are given as the JSON that it is, with the escapes of that. */
const asJson: ReadonlySet<string> = new Set(['tools', 'responseFormat'])

function mostAsJson(value: unknown): number {
  return value === undefined ? 0 : mostIn(value) + Buffer.byteLength(JSON.stringify(value))
}
