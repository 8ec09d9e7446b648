const quote = 0x22
const backslash = 0x5c

export interface ShapeLimits {
  /** How deep brackets may be nested. */
  readonly depth: number
  /** How many properties all objects may have together. */
  readonly properties: number
  /** How many commas there may be. */
  readonly items: number
}

/**
 * Says which limit a JSON text exceeds, before anything is parsed. It judges punctuation alone: whether the text is
 * JSON at all is for the parser to say.
 */
export function exceededLimit(bytes: Uint8Array, limits: ShapeLimits): keyof ShapeLimits | undefined {
  let depth = 0
  let properties = 0
  let items = 0
  for (let index = 0; index < bytes.length; index++) {
    switch (bytes[index]) {
      case quote:
        index = endOfString(bytes, index + 1)
        break
      case 0x7b:
      case 0x5b:
        if (++depth > limits.depth) return 'depth'
        break
      case 0x7d:
      case 0x5d:
        depth--
        break
      case 0x3a:
        if (++properties > limits.properties) return 'properties'
        break
      case 0x2c:
        if (++items > limits.items) return 'items'
    }
  }
  return undefined
}

/** The index of the closing quote, or the length of the text. Long strings are skipped by a native search. */
function endOfString(bytes: Uint8Array, from: number): number {
  for (let index = from, steps = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (byte === quote) return index
    if (byte === backslash) index++
    else if (++steps === 256) {
      const end = bytes.indexOf(quote, index + 1)
      if (end === -1) return bytes.length
      if (bytes.subarray(index + 1, end).indexOf(backslash) === -1) return end
      steps = 0
    }
  }
  return bytes.length
}
