import type { ChatRequest, FilePart, JsonObject, Message, ToolResultPart } from '@lucid-gateway/core'

/** What the demo reads of a request before it answers. */
export interface Question {
  /** The last thing the user said. */
  readonly text: string
  /** True where a message was longer than the demo reads. */
  readonly cut: boolean
  readonly files: readonly FilePart[]
  /** What the user said before, oldest first. */
  readonly before: readonly string[]
  /** What the assistant said before, oldest first. */
  readonly answers: readonly string[]
  /** Results of tools since the user last spoke, each with the call that asked for it. */
  readonly results: readonly ToolOutcome[]
}

export interface ToolOutcome {
  readonly name: string
  readonly input: JsonObject
  readonly text: string
  readonly failed: boolean
}

/** The demo understands by patterns, and some of them take the square of a text's length. */
const mostRead = 4000

export function questionOf({ messages }: ChatRequest): Question {
  const turn = messages.findLastIndex(message => message.role === 'user')
  const last = messages[turn]
  return {
    text: last ? textOf(last) : '',
    cut: messages.some(message => lengthOf(message) > mostRead),
    files: last?.role === 'user' ? last.content.filter(part => part.type === 'file') : [],
    before: messages
      .slice(0, Math.max(turn, 0))
      .filter(message => message.role === 'user')
      .map(textOf),
    answers: messages.filter(message => message.role === 'assistant').map(textOf),
    results: outcomesOf(messages.slice(turn + 1)),
  }
}

function textOf(message: Message): string {
  const texts: string[] = []
  for (const part of message.content) if (part.type === 'text') texts.push(part.text)
  return texts.join('\n').slice(0, mostRead)
}

function lengthOf({ content }: Message): number {
  return content.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0)
}

function outcomesOf(messages: readonly Message[]): readonly ToolOutcome[] {
  const parts = messages.flatMap(message => (message.role === 'assistant' ? message.content : []))
  const calls = new Map(parts.flatMap(part => (part.type === 'tool-call' ? [[part.id, part] as const] : [])))
  const results = messages.flatMap(message => (message.role === 'tool' ? message.content : []))
  return results.map(result => {
    const call = calls.get(result.callId)
    return {
      name: call?.name ?? result.name ?? 'the tool',
      input: parsedObject(call?.input ?? ''),
      text: resultText(result),
      failed: result.failed ?? false,
    }
  })
}

function resultText(result: ToolResultPart): string {
  return result.content
    .map(part => (part.type === 'text' ? part.text : `a file of type ${part.mediaType}`))
    .join('\n')
    .slice(0, mostRead)
    .trim()
}

export function parsedObject(json: string): JsonObject {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
  } catch {
    return {}
  }
}
