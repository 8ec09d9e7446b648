import { stringEnd } from './strings.ts'

/** What a byte outside strings means for nesting: 0 nothing, 1 a string begins, 2 opens, 3 closes. */
const meaning = new Uint8Array(256)
meaning[0x22] = 1
meaning[0x7b] = meaning[0x5b] = 2
meaning[0x7d] = meaning[0x5d] = 3

/** What came of following the brackets of a JSON text. */
export interface Nesting {
  /** The index after the bracket that closes the first one; more than the length if none does. */
  readonly end: number
  readonly tooDeep: boolean
}

/**
 * Follows brackets from `start` until the first is closed, or more than `max` are open. The one loop over all the
 * bytes of a body outside its strings, so it is written for speed: digits, commas
 * and other common bytes are passed by comparison.
 */
export function followBrackets(bytes: Uint8Array, start: number, max: number): Nesting {
  const { length } = bytes
  let depth = 0
  let index = start
  while (index < length) {
    const byte = bytes[index++] as number
    if (byte > 0x22 && byte < 0x5b) continue
    const what = meaning[byte]
    if (what === 0) continue
    if (what === 1) index = stringEnd(bytes, index) + 1
    else if (what === 2) {
      if (++depth > max) return { end: index, tooDeep: true }
    } else if (--depth <= 0) return { end: index, tooDeep: false }
  }
  return { end: length + 1, tooDeep: false }
}
