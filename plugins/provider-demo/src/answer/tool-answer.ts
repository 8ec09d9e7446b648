import type { JsonValue } from '@lucid-gateway/core'
import type { ToolOutcome } from './question.ts'

/** Says what the tools found. */
export function answerFromTools(outcomes: readonly ToolOutcome[]): string {
  const lines = outcomes.map(sentence)
  return lines.length === 1
    ? (lines[0] as string)
    : `Here is what the tools found:\n\n${lines.map(line => `- ${line}`).join('\n')}`
}

function sentence({ name, input, text, failed }: ToolOutcome): string {
  const given = Object.values(input).filter(value => typeof value !== 'object')
  const asked = given.length > 0 ? `${name} (${given.join(', ')})` : name
  if (failed) return `${asked} failed: ${text || 'it gave no reason'}.`
  return `${asked} says: ${inWords(text) || 'nothing'}.`.replace(/([.!?])\.$/, '$1')
}

/** JSON is read out, anything else is quoted as it is. */
function inWords(text: string): string {
  try {
    return spoken(JSON.parse(text) as JsonValue)
  } catch {
    return text
  }
}

function spoken(value: JsonValue): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return value.map(spoken).join('; ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([key, each]) => `${key.replaceAll('_', ' ')} ${each === undefined ? '' : spoken(each)}`.trim())
    .join(', ')
}
