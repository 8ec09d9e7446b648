import { stem } from './stem.ts'

const functionWords: ReadonlySet<string> = new Set(
  `a about all also an and any are as at be been but by can could did do does for from give had has have how i if in
  into is it its let like me my no not of on one or our please so some such tell than that the their them then there
  these they this those to too use was we were what when where which who why will with would you your`.split(
    /\s+/,
  ),
)

/** The words of a text, in lower case and without accents; what is longer than any word is cut. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.match(/[\p{L}\p{N}]{1,64}/gu) ?? []
}

export function isFunctionWord(word: string): boolean {
  return functionWords.has(word)
}

/** The stems of the words that say what a text is about. */
export function topicsOf(text: string): readonly string[] {
  return wordsOf(text)
    .filter(word => !isFunctionWord(word))
    .map(stem)
}
