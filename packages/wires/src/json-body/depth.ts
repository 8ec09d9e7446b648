import { followBrackets } from './brackets.ts'

/**
 * Whether arrays and objects nest at most `max` deep. Run it before `JSON.parse`: deep nesting is what makes a small
 * body costly. Text that is not JSON gets an answer too; the parser will say what is wrong with it.
 */
export function jsonDepthWithin(bytes: Uint8Array, max: number): boolean {
  for (let start = 0; start < bytes.length;) {
    const { end, tooDeep } = followBrackets(bytes, start, max)
    if (tooDeep) return false
    start = end
  }
  return true
}
