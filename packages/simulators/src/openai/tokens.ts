/** Cuts text as a tokenizer might: up to six letters with the white space before them. Never inside a character. */
export function pieces(text: string): string[] {
  return text.match(/\s*[^\s]{1,6}|\s+/gu) ?? []
}

export function countTokens(text: string): number {
  return pieces(text).length
}
