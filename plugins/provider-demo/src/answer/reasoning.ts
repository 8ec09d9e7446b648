import type { ReasoningOptions } from '@lucid-gateway/core'
import { topicsOf } from '../words/words.ts'
import type { Question } from './question.ts'

/** How many thoughts an effort is worth; efforts that are not known count as medium. */
const thoughtsBy: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1,
  low: 1,
  medium: 2,
  high: 3,
  xhigh: 4,
  max: 4,
}

/** How the demo came to its answer, at the length that was asked for; empty where none was. */
export function reasonAloud(
  options: ReasoningOptions | undefined,
  question: Question,
  skill: string,
): string {
  if (!options || (options.effort === undefined && options.budgetTokens === undefined)) return ''
  const topics = [...new Set(topicsOf(question.text))].slice(0, 6)
  const thoughts = [
    `This looks like ${skill}.`,
    topics.length > 0
      ? `The words that matter are: ${topics.join(', ')}.`
      : 'There is hardly a word to go by.',
    question.before.length > 0
      ? `The user has spoken ${question.before.length} times before.`
      : 'It is the first thing that the user says.',
    'Nothing has to be looked up, so I can answer at once.',
  ]
  return thoughts.slice(0, thoughtsBy[options.effort ?? 'medium'] ?? 2).join(' ')
}
