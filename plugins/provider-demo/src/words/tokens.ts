/**
 * How the demo counts: a token is up to six letters or digits, or one other visible character, together with the
 * white space before it. It is the demo's own measure, so its counts are exact.
 */
const token = /\s*(?:[\p{L}\p{N}\p{M}]{1,6}|[^\s\p{L}\p{N}\p{M}])|\s+$/gu

/** The tokens of a text; joined, they are the text. */
export function tokensOf(text: string): readonly string[] {
  return text.match(token) ?? []
}

export function countTokens(text: string): number {
  return tokensOf(text).length
}

/** A text in pieces that a reader takes in at a time: a word with the white space before it. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? []
}
