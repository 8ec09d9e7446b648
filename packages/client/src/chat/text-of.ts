import type { ChatResult } from '../generated/schemas.ts'

/** The text of an answer of chat, whole. */
export function textOf(answer: ChatResult | { readonly result: ChatResult }): string {
  const { content } = 'result' in answer ? answer.result : answer
  return content.flatMap(part => (part.type === 'text' ? part.text : [])).join('')
}
