import { countTokens, tokensOf } from '../words/tokens.ts'

/** Tokens that may still be written. */
export interface Allowance {
  readonly exhausted: boolean
  /** As much of the text as is allowed. */
  take(text: string): string
}

export function allowanceOf(tokens: number): Allowance {
  let left = tokens
  let exhausted = false
  return {
    get exhausted() {
      return exhausted
    },
    take(text) {
      const size = countTokens(text)
      if (size <= left) {
        left -= size
        return text
      }
      const kept = tokensOf(text).slice(0, left).join('')
      left = 0
      exhausted = true
      return kept
    },
  }
}

/** The text before the first of the sequences that stop it. */
export function untilStop(text: string, stop: readonly string[] = []): string {
  const ends = stop
    .filter(Boolean)
    .map(sequence => text.indexOf(sequence))
    .filter(at => at >= 0)
  return ends.length > 0 ? text.slice(0, Math.min(...ends)) : text
}
