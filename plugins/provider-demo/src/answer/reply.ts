import type { ChatRequest, Warning } from '@lucid-gateway/core'
import { explain, fallBack, greet } from './about.ts'
import { shown, sumIn } from './arithmetic.ts'
import { describeFiles } from './attachments.ts'
import { answerDates } from './dates.ts'
import { factsOf } from './facts.ts'
import { fill } from './fill.ts'
import { remember } from './memory.ts'
import { type Question, questionOf } from './question.ts'
import { reasonAloud } from './reasoning.ts'
import { tellStory } from './story.ts'
import { answerFromTools } from './tool-answer.ts'
import { type PlannedCall, planCalls } from './tool-choice.ts'
import { playWithWords } from './wordplay.ts'

/** All that the demo will say, before it is cut to what was asked for. */
export interface Reply {
  readonly reasoning: string
  readonly text: string
  readonly calls: readonly PlannedCall[]
  readonly warnings: readonly Warning[]
}

interface Skill {
  /** As the reasoning names it. */
  readonly name: string
  readonly answer: (question: Question) => string | undefined
}

/** In the order in which they are tried. */
const skills: readonly Skill[] = [
  { name: 'files', answer: ({ files }) => describeFiles(files) },
  { name: 'something said before', answer: remember },
  { name: 'a greeting', answer: ({ text }) => greet(text) },
  { name: 'a story', answer: ({ text }) => tellStory(text) },
  { name: 'words to play with', answer: ({ text }) => playWithWords(text) },
  { name: 'dates', answer: ({ text }) => answerDates(text) },
  { name: 'a sum', answer: ({ text }) => answerSum(text) },
  { name: 'Lucid itself', answer: ({ text }) => explain(text) },
  { name: 'anything else', answer: ({ text }) => fallBack(text) },
]

export function replyTo(request: ChatRequest): Reply {
  const question = questionOf(request)
  const calls = question.results.length > 0 ? [] : planCalls(request, question.text)
  const { skill, text, warnings } =
    calls.length > 0 ? { skill: 'tools', text: '', warnings: [] } : written(request, question)
  const reasoning = reasonAloud(request.reasoning, question, skill)
  return { reasoning, text, calls, warnings: question.cut ? [...warnings, readInPart] : warnings }
}

const readInPart: Warning = {
  type: 'note',
  field: 'messages',
  message: 'The demo reads the first 4000 characters of a message only.',
}

interface Written {
  readonly skill: string
  readonly text: string
  readonly warnings: readonly Warning[]
}

function written(request: ChatRequest, question: Question): Written {
  const found = answered(question)
  const format = request.responseFormat
  if (format?.type === 'json') return { ...found, text: JSON.stringify({ answer: found.text }) }
  if (format?.type !== 'json-schema') return found
  const source = [question.text, ...question.results.map(result => result.text)].join('\n')
  const { value, guessed } = fill(format.schema, factsOf(source))
  const message = `The prompt does not say ${guessed.join(', ')}, so the demo made it up.`
  return {
    skill: 'a schema to fill',
    text: JSON.stringify(value),
    warnings: guessed.length > 0 ? [{ type: 'note', field: 'responseFormat', message }] : [],
  }
}

function answered(question: Question): Written {
  if (question.results.length > 0)
    return { skill: 'results of tools', text: answerFromTools(question.results), warnings: [] }
  for (const { name, answer } of skills) {
    const text = answer(question)
    if (text !== undefined) return { skill: name, text, warnings: [] }
  }
  return { skill: 'nothing', text: '', warnings: [] }
}

function answerSum(text: string): string | undefined {
  const sum = sumIn(text)
  return sum === undefined ? undefined : `${sum.expression} = ${shown(sum.value)}`
}
