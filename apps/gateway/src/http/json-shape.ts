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

/** Up to here a loop over bytes is faster than a call of the native search. */
const near = 64

/** The index of the closing quote, or the length of the text or more. No byte is searched twice for a quote. */
function endOfString(bytes: Uint8Array, from: number): number {
  const { length } = bytes
  let index = from
  while (index < length) {
    const far = Math.min(length, index + near)
    while (index < far) {
      const byte = bytes[index]
      if (byte === quote) return index
      index += byte === backslash ? 2 : 1
    }
    if (index >= length) return index
    const found = bytes.indexOf(quote, index)
    if (found === -1) return length
    if (!isEscaped(bytes, index, found)) return found
    index = found + 1
  }
  return index
}

/** Whether an odd number of backslashes stands before `at`. Those before `start` belong to what was read. */
function isEscaped(bytes: Uint8Array, start: number, at: number): boolean {
  let slashes = 0
  while (at - slashes > start && bytes[at - slashes - 1] === backslash) slashes++
  return slashes % 2 === 1
}
