/** What tokenisers may add round a text: marks of its beginning, end and role. */
const frame = 8

/** An upper bound of the tokens in a text: no tokeniser in use makes more than one of each byte. */
export function mostTokens(text: string): number {
  return Buffer.byteLength(text) + frame
}
