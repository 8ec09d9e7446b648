import type { JsonBody } from '../http/json-body.ts'
import { describeValue } from '../wording/describe-value.ts'
import { invalidField } from '../wording/invalid-field.ts'

/** The model that a body names; absent means the capability's default. */
export function modelOf(body: JsonBody): string | undefined {
  const { model } = body
  if (model === undefined || (typeof model === 'string' && model !== '')) return model
  throw invalidField(
    'model',
    `must be the name of a model, but is ${describeValue(model)}`,
    'Name a model as GET /v1/models lists it, or a kind such as chat.default.',
  )
}

/** Whether a body asks for a stream. */
export function streamOf(body: JsonBody): boolean {
  const { stream } = body
  if (stream === undefined || stream === null) return false
  if (typeof stream === 'boolean') return stream
  throw invalidField(
    'stream',
    `must be true or false, but is ${describeValue(stream)}`,
    'Send true or false, without quotes.',
  )
}

/** The end user whom a body of OpenAI's names; `safety_identifier` is the newer word. */
export function userOf({ user, safety_identifier: identifier }: JsonBody): string | undefined {
  return [user, identifier].find(each => typeof each === 'string' && each !== '') as string | undefined
}

export function requireMessages(body: JsonBody): void {
  const { messages } = body
  if (Array.isArray(messages) && messages.length > 0) return
  throw invalidField(
    'messages',
    `must be an array with at least one message, but is ${describeValue(messages)}`,
    "Send messages: [{ role: 'user', content: '...' }].",
  )
}
