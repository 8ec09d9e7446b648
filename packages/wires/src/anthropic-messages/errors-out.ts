import type { ErrorCode, JsonObject, LucidError } from '@lucid-gateway/core'

export interface WrittenError {
  readonly status: number
  readonly body: JsonObject
  readonly headers: Readonly<Record<string, string>>
}

interface Words {
  readonly type: string
  readonly status?: number
}

/** The words that the vendor has for each case, and statuses of its own: https://platform.claude.com/docs/en/api/errors */
const words: Readonly<Record<ErrorCode, Words>> = {
  auth: { type: 'authentication_error' },
  permission: { type: 'permission_error' },
  quota: { type: 'billing_error', status: 402 },
  rate_limit: { type: 'rate_limit_error' },
  overloaded: { type: 'overloaded_error', status: 529 },
  timeout: { type: 'timeout_error' },
  invalid_request: { type: 'invalid_request_error' },
  context_length: { type: 'invalid_request_error' },
  content_filter: { type: 'invalid_request_error' },
  not_found: { type: 'not_found_error' },
  no_route: { type: 'api_error' },
  budget: { type: 'billing_error' },
  conflict: { type: 'invalid_request_error' },
  upstream: { type: 'api_error' },
  network: { type: 'api_error' },
  cancelled: { type: 'api_error' },
  unavailable: { type: 'api_error' },
}

/**
 * An error as the vendor's API shows it, `{ type: "error", error: { type, message, details } }`, and a status from which
 * the official SDK makes the matching class. What a vendor said of the gateway's own credentials is not repeated.
 */
export function writeError(error: LucidError, requestId?: string): WrittenError {
  const ours = isOurs(error)
  const { type, status = error.status } = words[error.code] ?? words.upstream
  const shown = ours ? refusal(error) : { type: typeOf(error, type), ...told(error) }
  return {
    status: ours ? 502 : status,
    body: { type: 'error', error: shown, ...(requestId === undefined ? {} : { request_id: requestId }) },
    headers: headersOf(error, ours),
  }
}

/** The error of a stream that has begun: an event of its own. No terminator comes after it. */
export function writeErrorEvent(error: LucidError, requestId?: string): string {
  return `event: error\ndata: ${JSON.stringify(writeError(error, requestId).body)}\n\n`
}

function typeOf({ status }: LucidError, type: string): string {
  return status === 413 ? 'request_too_large' : type
}

/** A refusal behind the gateway: by a vendor of the operator's account, or by the gateway itself. */
function isOurs(error: LucidError): boolean {
  return (error.code === 'auth' || error.code === 'permission') && error.origin !== 'caller'
}

function refusal(error: LucidError): JsonObject {
  if (error.origin === 'gateway') return { type: 'api_error', ...told(error) }
  return {
    type: 'api_error',
    message: 'The provider refused the account that the gateway has with it. The operator must see to it.',
    details: { error_code: error.code === 'auth' ? 'upstream_auth' : 'upstream_permission' },
  }
}

/** The finer word is the gateway's own, else the vendor's, else the case itself. */
function told({ code, message, hint, reason, upstream, param }: LucidError): JsonObject {
  return {
    message: hint ? `${message} ${hint}` : message,
    details: { error_code: reason ?? upstream?.code ?? code, ...(param === undefined ? {} : { param }) },
  }
}

function headersOf(error: LucidError, ours: boolean): Record<string, string> {
  const headers: Record<string, string> = {}
  if (error.retryAfterMs !== undefined) {
    headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000))
    headers['retry-after-ms'] = String(Math.ceil(error.retryAfterMs))
  }
  const isLong = (error.retryAfterMs ?? 0) > longestWaitMs
  if (ours || isLong || error.recourse === 'none' || error.code === 'quota')
    headers['x-should-retry'] = 'false'
  return headers
}

/** The SDK waits no longer than this: told to wait more, it comes back after half a second. */
const longestWaitMs = 60_000
