import { invalidRequest } from './api-error.ts'
import { type ContentChecks } from './check-content.ts'
import type { SimulatedClaude } from './models.ts'
import { anything, array, type Check, type Fields, object, oneOf } from './shape.ts'

/** Each message for itself, and then how they follow each other. */
export function checkMessages(
  messages: unknown,
  checks: ContentChecks,
  model: SimulatedClaude,
): asserts messages is readonly Fields[] {
  const message: Check = (value, path) => {
    object({ 'role!': oneOf('user', 'assistant', 'system'), 'content!': anything })(value, path)
    const { role, content } = value as Fields
    checks[role as keyof ContentChecks](content, `${path}.content`)
  }
  if (Array.isArray(messages) && messages.length === 0)
    throw invalidRequest('messages: at least one message is required')
  array(message)(messages, 'messages')
  checkOrder(messages as readonly Fields[], model)
}

function checkOrder(messages: readonly Fields[], model: SimulatedClaude): void {
  if (messages[0]?.['role'] !== 'user')
    throw invalidRequest('messages: first message must use the "user" role')
  for (const [index, message] of messages.entries()) {
    const last = index === messages.length - 1
    if (blocksOf(message).length === 0 && !(last && message['role'] === 'assistant')) {
      const rule = 'all messages must have non-empty content except for the optional final assistant message'
      throw invalidRequest(`messages.${index}: ${rule}`)
    }
    if (message['role'] === 'system') checkSystem(messages, index, model)
    if (message['role'] === 'assistant') checkAnswered(message, messages[index + 1], index)
    else if (message['role'] === 'user') checkResults(messages, index)
  }
  if (messages.at(-1)?.['role'] === 'assistant' && !model.prefill) {
    throw invalidRequest(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    )
  }
}

function checkSystem(messages: readonly Fields[], index: number, model: SimulatedClaude): void {
  if (!model.systemMessages)
    throw invalidRequest(`messages.${index}.role: role 'system' is not supported on this model`)
  if (messages[index - 1]?.['role'] !== 'user')
    throw invalidRequest(`messages.${index}: system messages must immediately follow a user message`)
}

/** Each call has its result in the next message. */
function checkAnswered(message: Fields, next: Fields | undefined, index: number): void {
  const calls = blocksOf(message).flatMap(block =>
    block['type'] === 'tool_use' ? [String(block['id'])] : [],
  )
  const twice = calls.find((id, at) => calls.indexOf(id) !== at)
  if (twice !== undefined) throw invalidRequest(`messages.${index}: \`tool_use\` ids must be unique`)
  const results = next?.['role'] === 'user' ? resultsOf(next) : []
  const open = calls.filter(id => !results.includes(id))
  if (open.length === 0) return
  throw invalidRequest(
    `messages.${index + 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  )
}

/** Results come first in their message, and belong to calls of the message before. */
function checkResults(messages: readonly Fields[], index: number): void {
  const message = messages[index] as Fields
  const blocks = blocksOf(message)
  const firstOther = blocks.findIndex(block => block['type'] !== 'tool_result')
  const lastResult = blocks.findLastIndex(block => block['type'] === 'tool_result')
  if (firstOther !== -1 && firstOther < lastResult)
    throw invalidRequest(`messages.${index}: \`tool_result\` blocks must come before other content`)
  const before = messages[index - 1]
  const calls = before?.['role'] === 'assistant' ? blocksOf(before).map(block => block['id']) : []
  for (const [at, id] of resultsOf(message).entries()) {
    if (calls.includes(id)) continue
    throw invalidRequest(
      `messages.${index}.content.${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    )
  }
}

export function blocksOf(message: Fields): readonly Fields[] {
  const { content } = message
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return content as readonly Fields[]
}

function resultsOf(message: Fields): readonly string[] {
  return blocksOf(message).flatMap(block =>
    block['type'] === 'tool_result' ? [String(block['tool_use_id'])] : [],
  )
}
