import type { Delivery, Piece } from '../delivery.ts'
import type { Fault } from '../fault.ts'
import { ApiError, namedErrors } from './api-error.ts'
import type { Behaviour } from './behaviour.ts'
import type { ChatBody } from './check-chat.ts'
import { completionBody } from './completion-body.ts'
import { completionEvents } from './completion-chunks.ts'
import { type Completion, tokensOf } from './completion.ts'
import type { Fields } from './shape.ts'

type Headers = Readonly<Record<string, string>>

const json = { 'content-type': 'application/json' }
const htmlPage =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>'

/** A body in one piece. */
export function jsonAnswer(
  status: number,
  body: object,
  headers: Headers,
  behaviour: Behaviour,
  tokens = 0,
): Delivery {
  const { fault } = behaviour
  if (fault?.kind === 'html') {
    const type = { 'content-type': 'text/html' }
    return { status: fault.status ?? 502, headers: { ...headers, ...type }, pieces: [piece(htmlPage)] }
  }
  if (fault?.kind === 'body-error') {
    return {
      status: 200,
      headers: { ...headers, ...json },
      pieces: [piece(JSON.stringify(fault.body ?? namedErrors.server_error))],
    }
  }
  const text = Buffer.from(JSON.stringify(body))
  const half = Math.ceil(text.length / 2)
  // In two, so that a fault can let half of it through.
  const pieces = [
    { bytes: text.subarray(0, half), tokens: 0 },
    { bytes: text.subarray(half), tokens },
  ]
  return { status, headers: { ...headers, ...json }, pieces, ...faulty(behaviour) }
}

export function errorAnswer(error: ApiError, headers: Headers, behaviour: Behaviour): Delivery {
  const { fault: _, ...calm } = behaviour
  return jsonAnswer(error.status, error.toJSON(), { ...headers, ...behaviour.headers }, calm)
}

/** The refusal that a test asked for by its name. */
export function namedRefusal({ error, ...behaviour }: Behaviour, headers: Headers): Delivery | undefined {
  if (error === undefined) return undefined
  const unknown = new ApiError(400, `The simulator knows no error named '${String(error)}'.`)
  return errorAnswer(namedErrors[error] ?? unknown, headers, behaviour)
}

export function chatAnswer(
  body: ChatBody,
  completion: Completion,
  headers: Headers,
  behaviour: Behaviour,
): Delivery {
  const logprobs = body['logprobs'] === true ? { logprobs: Number(body['top_logprobs'] ?? 0) } : {}
  const { fault } = behaviour
  if (body.stream !== true || fault?.kind === 'html' || fault?.kind === 'body-error') {
    const whole = withoutParts(completionBody(completion, logprobs), fault)
    const tokens = completion.choices.reduce((sum, choice) => sum + tokensOf(choice), 0)
    return jsonAnswer(200, whole, { ...headers, ...behaviour.headers }, behaviour, tokens)
  }
  const options = (body['stream_options'] as Fields | null | undefined) ?? {}
  const events = completionEvents(completion, {
    includeUsage: options['include_usage'] === true,
    obfuscation: options['include_obfuscation'] !== false,
    ...logprobs,
  })
  const lacking = fault?.kind === 'without' ? fault.what : undefined
  return {
    status: 200,
    headers: {
      ...headers,
      ...behaviour.headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    },
    pieces: framed(events, lacking),
    ...faulty(behaviour),
  }
}

function* framed(events: ReturnType<typeof completionEvents>, lacking: string | undefined): Generator<Piece> {
  for (const event of events) {
    if (event.what !== lacking) yield piece(`data: ${event.data}\n\n`, event.tokens)
  }
}

function withoutParts(body: object, fault: Fault | undefined): object {
  if (fault?.kind !== 'without') return body
  const { usage, choices, ...rest } = body as { usage: object; choices: readonly object[] }
  if (fault.what === 'usage') return { ...rest, choices }
  return { ...rest, usage, choices: choices.map(choice => ({ ...choice, finish_reason: null })) }
}

function piece(text: string, tokens = 0): Piece {
  return { bytes: Buffer.from(text), tokens }
}

function faulty(behaviour: Behaviour): Pick<Delivery, 'fault' | 'paceMs'> {
  return {
    ...(behaviour.fault ? { fault: behaviour.fault } : {}),
    ...(behaviour.paceMs === undefined ? {} : { paceMs: behaviour.paceMs }),
  }
}
