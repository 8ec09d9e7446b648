import { type ErrorCode, type FailedAnswer, type HttpRequest, LucidError } from '@lucid-gateway/core'
import type { Answer } from './answer.ts'
import { collectStart, textOf } from './collect.ts'
import { hideValues, redact } from './redact.ts'

const excerptBytes = 64 * 1024
const shown = 300

/** What an answer that is no success is thrown as. The vendor's text is freed of secrets before anyone sees it. */
export async function errorOfAnswer(
  answer: Answer,
  request: HttpRequest,
  secrets: readonly string[],
): Promise<Error> {
  const failed: FailedAnswer = {
    status: answer.status,
    headers: answer.headers,
    text: await startOf(answer, secrets),
  }
  if (answer.status >= 400 && request.error !== undefined) return request.error(failed)
  return errorOfStatus(failed, answer.host)
}

/** A success that is JSON where events were asked for: the vendor has something to say, and it is no stream. */
export async function notAStream(answer: Answer, secrets: readonly string[]): Promise<LucidError> {
  const text = shortened(await startOf(answer, secrets))
  return new LucidError('upstream', `${answer.host} answered JSON in place of a stream of events: ${text}`, {
    reason: 'not_a_stream',
  })
}

async function startOf(answer: Answer, secrets: readonly string[]): Promise<string> {
  return hideValues(textOf(await collectStart(answer.body, excerptBytes)), secrets)
}

function shortened(text: string): string {
  return redact(text.slice(0, shown)).trim()
}

const codes: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [401, 'auth'],
  [402, 'quota'],
  [403, 'permission'],
  [404, 'not_found'],
  [408, 'timeout'],
  [409, 'conflict'],
  [429, 'rate_limit'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [529, 'overloaded'],
])

/** What one account may not do, another may. */
const refusals = new Set([401, 403])

/** For a request that brought no `error` of its own: what a status says by itself, as the provider's doing. */
export function errorOfStatus(failed: FailedAnswer, host: string): LucidError {
  const { status, text } = failed
  const start = shortened(text)
  return new LucidError(codeOf(status), `${host} answered ${status}${start === '' ? '' : `: ${start}`}`, {
    origin: 'provider',
    ...(refusals.has(status) ? { recourse: 'other' } : {}),
    ...(status < 400
      ? { reason: 'redirect', hint: 'Redirects are not followed; use the final address.' }
      : {}),
    upstream: { status },
  })
}

function codeOf(status: number): ErrorCode {
  return codes.get(status) ?? (status >= 400 && status < 500 ? 'invalid_request' : 'upstream')
}
