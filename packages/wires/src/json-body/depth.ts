import { stringEnd } from './strings.ts'

/**
 * Whether arrays and objects nest at most `max` deep. Run it before `JSON.parse`: deep nesting is what makes a small
 * body costly. Text that is not JSON gets an answer too; the parser will say what is wrong with it.
 */
export function jsonDepthWithin(bytes: Uint8Array, max: number): boolean {
  let depth = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    if (byte === 0x22) index = stringEnd(bytes, index + 1)
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > max) return false
    } else if ((byte | 0x20) === 0x7d) depth--
  }
  return true
}
