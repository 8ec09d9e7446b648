import { type LucidError } from '@lucid-gateway/core'
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
  const { code, message, param, reason, hint, details, origin } = error
  return { error: { code, message, param, reason, hint, details, origin, request_id: requestId } }
}

/** A vendor that refuses the operator's key is a fault behind the gateway, not one of the caller. */
function statusOf(error: LucidError): number {
  const refusedOurs = error.origin !== 'caller' && (error.code === 'auth' || error.code === 'permission')
  return refusedOurs ? 502 : error.status
}

function errorHeaders(error: LucidError): Record<string, string> {
  const headers: Record<string, string> = {}
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000))
  if (error.code === 'auth' && error.origin === 'caller') headers['www-authenticate'] = 'Bearer'
  return headers
}
