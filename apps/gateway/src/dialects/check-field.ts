import { LucidError } from '@lucid-gateway/core'
import type { JsonBody } from '../http/json-body.ts'

/** The model that a body names; absent means the capability's default. */
export function modelOf(body: JsonBody): string | undefined {
  const { model } = body
  if (model === undefined || (typeof model === 'string' && model !== '')) return model
  throw invalid(
    'model',
    '"model" must be a text.',
    'Name a model as GET /v1/models lists it, or a kind such as chat.default.',
  )
}

/** Whether a body asks for a stream. */
export function streamOf(body: JsonBody): boolean {
  const { stream } = body
  if (stream === undefined || stream === null) return false
  if (typeof stream === 'boolean') return stream
  throw invalid('stream', '"stream" must be true or false.', 'Send true or false, without quotes.')
}

export function userOf(body: JsonBody): string | undefined {
  const { user } = body
  return typeof user === 'string' && user !== '' ? user : undefined
}

export function requireMessages(body: JsonBody): void {
  const { messages } = body
  if (Array.isArray(messages) && messages.length > 0) return
  throw invalid(
    'messages',
    '"messages" must be a list with at least one message.',
    "Send messages: [{ role: 'user', content: '...' }].",
  )
}

function invalid(param: string, message: string, hint: string): LucidError {
  return new LucidError('invalid_request', message, { param, reason: 'invalid_field', hint })
}
