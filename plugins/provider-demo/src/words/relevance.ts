import { ideaOfStem } from './concepts.ts'
import { likeness, textVector } from './vector.ts'
import { topicsOf } from './words.ts'

const dimensions = 512

/** Scores texts against a query, 0 to 1: half for how alike they are, half for how much of the query they speak of. */
export function relevance(query: string): (text: string) => number {
  const vector = textVector(query, dimensions)
  const wanted = ideasIn(query)
  return text => {
    const alike = Math.max(0, likeness(vector, textVector(text, dimensions)))
    const there = ideasIn(text)
    const covered = [...wanted].filter(idea => there.has(idea)).length / Math.max(wanted.size, 1)
    return Number(((alike + covered) / 2).toFixed(6))
  }
}

function ideasIn(text: string): ReadonlySet<string> {
  return new Set(topicsOf(text).map(root => ideaOfStem(root) ?? root))
}
