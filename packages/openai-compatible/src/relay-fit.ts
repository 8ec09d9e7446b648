import type { Attempt, RelayBody, Warning } from '@lucid-gateway/core'
import { type ChatQuirks, hasSealed } from '@lucid-gateway/wires/openai-chat'

/** What of a caller's body bears on whether a vendor takes it as it is. */
interface SentMessage {
  readonly role?: unknown
  readonly content?: unknown
  readonly name?: unknown
  readonly reasoning?: unknown
  readonly reasoning_content?: unknown
  readonly reasoning_details?: unknown
  readonly tool_call_id?: unknown
  readonly tool_calls?: unknown
}

interface StreamOptions {
  readonly include_usage?: unknown
}

type Fields = Record<string, unknown>
type Warn = (type: Warning['type'], field: string, message: string) => void

/** Whether top-level fields are all that the vendor has to have otherwise; what lies deeper is for the translation. */
export function fits(body: RelayBody, quirks: ChatQuirks): boolean {
  if (quirks.streamUsage === false && asksForUsage(body)) return false
  const messages = body.field('messages')
  if (!Array.isArray(messages)) return true
  for (const message of messages as readonly (SentMessage | null)[]) {
    if (message && !fitsMessage(message, quirks)) return false
  }
  return true
}

function fitsMessage(message: SentMessage, quirks: ChatQuirks): boolean {
  const { role } = message
  if (hasSealed(message)) return false
  if (quirks.textOnly && Array.isArray(message.content)) return false
  if (role === 'tool') return message.name === undefined || quirks.toolResultName === true
  if (role !== 'assistant') return true
  const { reasoningField } = quirks
  return (
    (message.reasoning === undefined || reasoningField === 'reasoning') &&
    (message.reasoning_content === undefined || reasoningField === 'reasoning_content')
  )
}

/** The top-level fields that the model has to have otherwise than they came. Each is warned of. */
export function fittedFields(
  body: RelayBody,
  model: string,
  quirks: ChatQuirks,
  attempt: Pick<Attempt, 'warn'>,
): Fields {
  const fields: Fields = { model }
  const warn: Warn = (type, field, message) => attempt.warn({ type, field, message })
  capOutput(fields, body, quirks.maxTokensField ?? capAmong(body), warn)
  if (quirks.userField !== undefined) nameUser(fields, body, quirks.userField, warn)
  if (quirks.systemRole === 'system') sayBySystem(fields, body, warn)
  if (quirks.toolChoiceRequired !== undefined && body.field('tool_choice') === 'required') {
    fields['tool_choice'] = quirks.toolChoiceRequired
    warn('coerced', 'tool_choice', `The vendor's word for it is "${quirks.toolChoiceRequired}".`)
  }
  if (addsUsage(body, quirks)) {
    fields['stream_options'] = { ...streamOptions(body), include_usage: true }
    warn('coerced', 'stream_options', 'Usage is asked for in the place of the caller, who is not sent it.')
  }
  if (!quirks.topK) drop(fields, body, 'top_k', model, warn)
  for (const field of quirks.unsupported ?? []) drop(fields, body, field, model, warn)
  return fields
}

/** Whether a stream is asked for its usage though the caller does not: without it, it could not be billed. */
export function addsUsage(body: RelayBody, { streamUsage }: ChatQuirks): boolean {
  return body.stream && streamUsage !== false && !asksForUsage(body)
}

function asksForUsage(body: RelayBody): boolean {
  return body.stream && streamOptions(body).include_usage === true
}

function streamOptions(body: RelayBody): StreamOptions {
  return (body.field('stream_options') as StreamOptions | null | undefined) ?? {}
}

const older = 'max_tokens'
const newer = 'max_completion_tokens'

/** Of two caps the newer counts, as it does when the request is read; undefined where there is one at most. */
function capAmong(body: RelayBody): typeof newer | undefined {
  return isGiven(body, older) && isGiven(body, newer) ? newer : undefined
}

/** A cap under a name that the vendor does not know would be no cap, and one that nobody has counted with neither. */
function capOutput(fields: Fields, body: RelayBody, name: string | undefined, warn: Warn): void {
  if (name === undefined) return
  const other = name === older ? newer : older
  const given = body.field(other)
  if (given === undefined) return
  fields[other] = undefined
  if (given === null) return
  if (name === newer && isGiven(body, newer)) return warn('dropped', older, `"${newer}" says the same.`)
  if (isGiven(body, name)) warn('dropped', name, `"${other}" says the same, and is newer.`)
  else warn('coerced', other, `The vendor's name for it is "${name}".`)
  fields[name] = given
}

/** Where both are given, both stand. */
function nameUser(fields: Fields, body: RelayBody, name: string, warn: Warn): void {
  const other = name === 'user' ? 'safety_identifier' : 'user'
  if (!isGiven(body, other) || isGiven(body, name)) return
  fields[name] = body.field(other)
  fields[other] = undefined
  warn('coerced', other, `The vendor's name for it is "${name}".`)
}

/** For a vendor that knows the older role alone; who knows the newer one takes both, as they come. */
function sayBySystem(fields: Fields, body: RelayBody, warn: Warn): void {
  const messages = body.field('messages')
  if (!Array.isArray(messages)) return
  const sent = messages as readonly (SentMessage | null)[]
  const isNewer = (message: SentMessage | null): boolean => message?.role === 'developer'
  if (!sent.some(isNewer)) return
  fields['messages'] = sent.map(message => (isNewer(message) ? { ...message, role: 'system' } : message))
  warn('coerced', 'messages', 'The vendor\'s name for the role "developer" is "system".')
}

function drop(fields: Fields, body: RelayBody, field: string, model: string, warn: Warn): void {
  const value = Object.hasOwn(fields, field) ? fields[field] : body.field(field)
  if (value === undefined) return
  fields[field] = undefined
  if (value !== null) warn('dropped', field, `"${model}" does not take "${field}".`)
}

function isGiven(body: RelayBody, field: string): boolean {
  return (body.field(field) ?? undefined) !== undefined
}
