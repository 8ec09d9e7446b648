import type { Delivery, Piece } from '../delivery.ts'
import type { Fault } from '../fault.ts'
import { type AnthropicApiError, anthropicErrors } from './api-error.ts'
import type { AnthropicBehaviour } from './behaviour.ts'
import type { MessagesBody } from './check-request.ts'
import { messageBody } from './message-body.ts'
import { messageEvents } from './message-events.ts'
import { type ClaudeMessage, tokensOf } from './message.ts'

export type Headers = Readonly<Record<string, string>>

const json = { 'content-type': 'application/json' }
const htmlPage = '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>cloudflare</body>\r\n</html>'

/** A body in one piece. */
export function jsonAnswer(
  status: number,
  body: object,
  headers: Headers,
  behaviour: AnthropicBehaviour,
  tokens = 0,
): Delivery {
  const { fault } = behaviour
  const all = { ...headers, ...behaviour.headers }
  if (fault?.kind === 'html') {
    const type = { 'content-type': 'text/html' }
    return { status: fault.status ?? 502, headers: { ...all, ...type }, pieces: [piece(htmlPage)] }
  }
  if (fault?.kind === 'body-error') {
    const error = fault.body ?? anthropicErrors.api_error.body(String(headers['request-id']))
    return { status: 200, headers: { ...all, ...json }, pieces: [piece(JSON.stringify(error))] }
  }
  const text = Buffer.from(JSON.stringify(body))
  const half = Math.ceil(text.length / 2)
  // In two, so that a fault can let half of it through.
  const pieces = [
    { bytes: text.subarray(0, half), tokens: 0 },
    { bytes: text.subarray(half), tokens },
  ]
  return { status, headers: { ...all, ...json }, pieces, ...faulty(behaviour) }
}

export function errorAnswer(
  error: AnthropicApiError,
  headers: Headers,
  behaviour: AnthropicBehaviour,
): Delivery {
  const { fault: _, ...calm } = behaviour
  return jsonAnswer(error.status, error.body(String(headers['request-id'])), headers, calm)
}

export function messageAnswer(
  body: MessagesBody,
  message: ClaudeMessage,
  headers: Headers,
  behaviour: AnthropicBehaviour,
): Delivery {
  const { fault } = behaviour
  if (body.stream !== true || fault?.kind === 'html' || fault?.kind === 'body-error') {
    const whole = withoutParts(messageBody(message), fault)
    return jsonAnswer(200, whole, headers, behaviour, tokensOf(message.blocks))
  }
  return {
    status: 200,
    headers: {
      ...headers,
      ...behaviour.headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    },
    pieces: framed(message, fault?.kind === 'without' ? fault.what : undefined),
    ...faulty(behaviour),
  }
}

function* framed(message: ClaudeMessage, lacking: string | undefined): Generator<Piece> {
  for (const { data, tokens, what } of messageEvents(message)) {
    if (what === lacking) continue
    const { usage: _, ...unused } = data as { usage?: object }
    const shown = lacking === 'usage' ? { ...unused, ...withoutUsage(unused) } : data
    yield piece(`event: ${data.type}\ndata: ${JSON.stringify(shown)}\n\n`, tokens)
  }
}

function withoutUsage({ message }: { message?: { usage?: object } }): object {
  if (!message) return {}
  const { usage: _, ...rest } = message
  return { message: rest }
}

function withoutParts(body: object, fault: Fault | undefined): object {
  if (fault?.kind !== 'without') return body
  const { usage, ...rest } = body as { usage: object }
  return fault.what === 'usage' ? rest : { ...rest, usage, stop_reason: null }
}

function piece(text: string, tokens = 0): Piece {
  return { bytes: Buffer.from(text), tokens }
}

function faulty(behaviour: AnthropicBehaviour): Pick<Delivery, 'fault' | 'paceMs' | 'eventOf'> {
  const { fault, paceMs } = behaviour
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  const told =
    fault?.kind === 'error-event' && fault.body === undefined ? { ...fault, body: overloaded } : fault
  return {
    ...(told ? { fault: told } : {}),
    ...(paceMs === undefined ? {} : { paceMs }),
    eventOf: (data, kind) =>
      `event: ${kind === 'error' ? 'error' : 'content_block_delta'}\ndata: ${data}\n\n`,
  }
}
