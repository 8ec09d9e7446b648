import { hash } from '../chance/random.ts'
import { ideaOfStem } from './concepts.ts'
import { stem } from './stem.ts'
import { isFunctionWord, wordsOf } from './words.ts'

/** How many places of the vector each feature moves: more places, fewer chance meetings. */
const spread = 4

/**
 * A vector of length 1 in which texts with the same words, stems, ideas or spellings point the same way. Features
 * are hashed to places, so that no vocabulary is needed and any number of dimensions will do.
 */
export function textVector(text: string, dimensions: number): readonly number[] {
  const vector = new Float64Array(dimensions)
  for (const word of wordsOf(text)) {
    const root = stem(word)
    const idea = ideaOfStem(root)
    const weight = isFunctionWord(word) ? 0.05 : 1
    add(vector, `stem ${root}`, weight)
    if (idea !== undefined) add(vector, `idea ${idea}`, 1.2 * weight)
    for (const gram of trigrams(word)) add(vector, `gram ${gram}`, (0.5 * weight) / Math.sqrt(word.length))
  }
  return unit(vector)
}

/** The same for the ids of tokens, whose texts are not known. */
export function tokenVector(tokens: readonly number[], dimensions: number): readonly number[] {
  const vector = new Float64Array(dimensions)
  for (const token of tokens) add(vector, `token ${token}`, 1)
  return unit(vector)
}

/** The cosine of the angle between two vectors of length 1. */
export function likeness(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] ?? 0)
  return sum
}

function trigrams(word: string): readonly string[] {
  const framed = `<${word}>`
  return Array.from({ length: Math.max(0, framed.length - 2) }, (_, at) => framed.slice(at, at + 3))
}

function add(vector: Float64Array, feature: string, weight: number): void {
  for (let turn = 0; turn < spread; turn += 1) {
    const place = hash(feature, turn)
    vector[(place >>> 1) % vector.length] =
      (vector[(place >>> 1) % vector.length] as number) + (place & 1 ? weight : -weight)
  }
}

/** A text without a word points to the first axis: a vector of length 0 has no direction. */
function unit(vector: Float64Array): readonly number[] {
  const length = Math.hypot(...vector)
  if (length === 0) return Array.from(vector, (_, at) => (at === 0 ? 1 : 0))
  return Array.from(vector, value => value / length)
}
