import type { Error as ErrorBody, Failure } from '../generated/schemas.ts'
import { LucidApiError } from './lucid-api-error.ts'

/** What an answer that is no success says. */
export function errorFrom(answer: Response, text: string): LucidApiError {
  const { status, headers } = answer
  const told = errorIn(text)
  if (!told) return notLucid(answer)
  const { code, message, request_id: requestId, ...facts } = told
  return new LucidApiError(code, message, { ...facts, status, requestId, retryAfter: secondsIn(headers) })
}

/** The error that the data of a stream's event holds. */
export function errorOfStream(answer: Response, text: string): LucidApiError {
  const told = errorIn(text)
  if (!told) return cut(answer)
  const { code, message, request_id: requestId, ...facts } = told
  return new LucidApiError(code, message, { ...facts, status: answer.status, requestId })
}

/** The end of a job that failed. */
export function errorOfJob(
  { code, message, retry_after_ms: ms, ...facts }: Failure,
  id: string,
): LucidApiError {
  const retryAfter = ms === undefined ? undefined : Math.ceil(ms / 1000)
  return new LucidApiError(code, message, { ...facts, status: 200, requestId: id, retryAfter })
}

/** No answer came, or not the whole of it. */
export function networkError(cause: unknown, url: string): LucidApiError {
  const { origin } = new URL(url)
  return new LucidApiError('network', `No answer came from ${origin}: ${wordsOf(cause)}`, {
    status: 0,
    reason: 'no_answer',
    hint: 'See that the gateway is up, and that this is its address.',
    recourse: 'same',
    cause,
  })
}

/** A stream that ended before it said so. */
export function cut(answer: Response, cause?: unknown): LucidApiError {
  return new LucidApiError('network', 'The stream was cut before its end.', {
    status: answer.status,
    reason: 'stream_cut',
    hint: 'What came is not the whole answer. GET /v1/calls/<requestId> tells what became of the call.',
    recourse: 'none',
    requestId: answer.headers.get('x-lucid-request-id') ?? undefined,
    cause,
  })
}

/** What can not be sent at all. */
export function unsendable(what: string, hint: string): LucidApiError {
  return new LucidApiError('invalid_request', what, {
    status: 0,
    reason: 'unsendable',
    hint,
    origin: 'caller',
    recourse: 'none',
  })
}

export function cancelled(signal: AbortSignal): LucidApiError {
  return new LucidApiError('cancelled', 'The call was given up by its signal.', {
    status: 0,
    reason: 'aborted',
    recourse: 'none',
    cause: signal.reason,
  })
}

/** What stands before a gateway answers so while that is away. */
const away: ReadonlySet<number> = new Set([502, 503, 504])

/** Something answers there, and it is no gateway, or one that is hidden behind something else. */
export function notLucid(answer: Response): LucidApiError {
  const { status } = answer
  return new LucidApiError('upstream', `The answer of status ${status} is none of a Lucid gateway.`, {
    status,
    reason: 'not_lucid',
    hint: 'See that baseUrl is the address of the gateway, without /v1 at its end, and what stands before it.',
    recourse: away.has(status) ? 'same' : 'none',
    retryAfter: secondsIn(answer.headers),
  })
}

function errorIn(text: string): ErrorBody['error'] | undefined {
  try {
    const { error } = JSON.parse(text) as Partial<ErrorBody>
    return typeof error?.code === 'string' ? { ...error, recourse: error.recourse ?? 'none' } : undefined
  } catch {
    return undefined
  }
}

function secondsIn(headers: Headers): number | undefined {
  const said = headers.get('retry-after')
  return said !== null && /^\d{1,9}$/.test(said) ? Number(said) : undefined
}

function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? cause.cause.message : cause.message
}
