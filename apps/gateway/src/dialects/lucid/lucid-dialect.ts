import type { LucidError } from '@lucid-gateway/core'
import type { Dialect } from '../dialect.ts'
import { formatEvent } from './event.ts'

/** Lucid's own way to speak of errors: all that is known, by name. */
export const lucidDialect: Dialect = {
  id: 'lucid',
  error(error, requestId) {
    return { status: statusOf(error), headers: errorHeaders(error), body: bodyOf(error, requestId) }
  },
  errorEvent: (error, requestId) => formatEvent('error', bodyOf(error, requestId)),
}

function bodyOf(error: LucidError, requestId: string): object {
  return { error: { ...errorFacts(error), request_id: requestId } }
}

/** What the caller may know of an error. */
export function errorFacts(error: LucidError): object {
  const { code, reason, details, origin, recourse, param } = error
  const { message, hint } = toldOf(error)
  return { code, message, param, reason, hint, details, origin, recourse }
}

/** The words of an error for the caller. */
export function toldOf(error: LucidError): Pick<LucidError, 'message' | 'hint'> {
  return isOurs(error) && error.origin === 'provider' ? refusedAccount : error
}

/**
 * A refusal behind the gateway is not the caller's fault. Where a vendor refuses the operator's account, its words are
 * for the operator.
 */
function isOurs({ origin, code }: LucidError): boolean {
  return origin !== 'caller' && (code === 'auth' || code === 'permission')
}

const refusedAccount = {
  message: 'The provider refused the account that the gateway has with it.',
  hint: 'The operator must see to it: the credentials of that account are refused.',
}

function statusOf(error: LucidError): number {
  return isOurs(error) ? 502 : error.status
}

function errorHeaders(error: LucidError): Record<string, string> {
  const headers: Record<string, string> = {}
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000))
  if (error.code === 'auth' && error.origin === 'caller') headers['www-authenticate'] = 'Bearer'
  return headers
}
