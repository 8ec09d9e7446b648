import { chat, type Capability, type ChatPart, type ChatResult, type RequestOf } from '@lucid-gateway/core'
import { streamChat } from '../chat.ts'
import { attemptOn } from './attempt.ts'

/** A request as a caller writes it, checked and normalised by its capability. */
export async function checked<C extends Capability>(capability: C, request: object): Promise<RequestOf<C>> {
  const outcome = await capability.request['~standard'].validate(request)
  if (outcome.issues) throw new Error(JSON.stringify(outcome.issues))
  return outcome.value as RequestOf<C>
}

export async function partsOf(request: object, model = 'chat-fast'): Promise<readonly ChatPart[]> {
  return Array.fromAsync(streamChat(await checked(chat, request), attemptOn(model)))
}

/** What the demo answers to a text, or to messages, with the settings given. */
export async function ask(said: string | readonly object[], settings: object = {}): Promise<ChatResult> {
  const messages = typeof said === 'string' ? [{ role: 'user', content: said }] : said
  return chat.collect?.(await partsOf({ messages, ...settings })) as ChatResult
}

/** The text of an answer. */
export function textIn(result: ChatResult): string {
  return result.content.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('')
}

/** The tools that an answer calls, with their arguments. */
export function callsIn(result: ChatResult): readonly (readonly [string, unknown])[] {
  return result.content.flatMap(part =>
    part.type === 'tool-call' ? [[part.name, JSON.parse(part.input)] as const] : [],
  )
}
