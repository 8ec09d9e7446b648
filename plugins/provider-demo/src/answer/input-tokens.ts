import type { ChatRequest, Message } from '@lucid-gateway/core'
import { countTokens } from '../words/tokens.ts'

/** What a message costs beside its words, and what a file counts as. */
const perMessage = 4
const perFile = 85

/** The tokens of a request: all texts, calls, results and tools in it. */
export function inputTokens({ messages, tools = [] }: ChatRequest): number {
  const said = messages.reduce((sum, message) => sum + messageTokens(message), 0)
  return said + (tools.length > 0 ? countTokens(JSON.stringify(tools)) : 0)
}

function messageTokens(message: Message): number {
  let sum = perMessage
  for (const part of message.content) {
    if (part.type === 'file') sum += perFile
    else if (part.type === 'tool-call') sum += countTokens(part.name) + countTokens(part.input)
    else if (part.type === 'tool-result') {
      for (const each of part.content) sum += each.type === 'text' ? countTokens(each.text) : perFile
    } else if (part.type !== 'source') sum += countTokens(part.text)
  }
  return sum
}
