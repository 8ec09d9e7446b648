import type { ErrorCode, JsonObject, LucidError } from '@lucid-gateway/core'

export interface WrittenError {
  readonly status: number
  readonly body: JsonObject
  readonly headers: Readonly<Record<string, string>>
}

interface Words {
  readonly type: string
  readonly code: string
}

/** The words that OpenAI has for each case; see https://platform.openai.com/docs/guides/error-codes. */
const words: Readonly<Record<ErrorCode, Words>> = {
  auth: { type: 'invalid_request_error', code: 'invalid_api_key' },
  permission: { type: 'permission_error', code: 'permission_denied' },
  quota: { type: 'insufficient_quota', code: 'insufficient_quota' },
  rate_limit: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  overloaded: { type: 'service_unavailable_error', code: 'server_is_overloaded' },
  timeout: { type: 'server_error', code: 'timeout' },
  invalid_request: { type: 'invalid_request_error', code: 'invalid_request' },
  context_length: { type: 'invalid_request_error', code: 'context_length_exceeded' },
  content_filter: { type: 'invalid_request_error', code: 'content_policy_violation' },
  not_found: { type: 'invalid_request_error', code: 'not_found' },
  no_route: { type: 'server_error', code: 'no_route' },
  budget: { type: 'insufficient_quota', code: 'budget_exceeded' },
  conflict: { type: 'invalid_request_error', code: 'conflict' },
  upstream: { type: 'server_error', code: 'upstream_error' },
  network: { type: 'server_error', code: 'upstream_unreachable' },
  cancelled: { type: 'server_error', code: 'cancelled' },
  unavailable: { type: 'service_unavailable_error', code: 'unavailable' },
}

/**
 * An error as OpenAI's API shows it: `{ error: { message, type, param, code } }` and a status from which the official
 * SDK makes the matching class. What a vendor said of the gateway's own credentials is not repeated to the caller.
 */
export function writeError(error: LucidError): WrittenError {
  const ours = isOurs(error)
  return {
    status: ours ? 502 : error.status,
    body: { error: ours ? refusal(error) : callersError(error) },
    headers: headersOf(error, ours),
  }
}

/** The error of a stream that has begun: an event of its own. No terminator comes after it. */
export function writeErrorEvent(error: LucidError): string {
  return `data: ${JSON.stringify(writeError(error).body)}\n\n`
}

/** A refusal behind the gateway: by a vendor of the operator's account, or by the gateway itself. */
function isOurs(error: LucidError): boolean {
  return (error.code === 'auth' || error.code === 'permission') && error.origin !== 'caller'
}

function refusal(error: LucidError): JsonObject {
  if (error.origin === 'gateway') return { ...callersError(error), type: 'server_error' }
  return {
    message: 'The provider refused the account that the gateway has with it. The operator must see to it.',
    type: 'server_error',
    param: null,
    code: error.code === 'auth' ? 'upstream_auth' : 'upstream_permission',
  }
}

function callersError(error: LucidError): JsonObject {
  const { type, code } = words[error.code] ?? words.upstream
  return {
    message: error.hint ? `${error.message} ${error.hint}` : error.message,
    type,
    param: error.param ?? error.upstream?.param ?? null,
    code: finerCode(error) ?? code,
  }
}

const finer: ReadonlySet<ErrorCode> = new Set(['invalid_request', 'not_found', 'conflict', 'permission'])

/** Within these cases, the gateway's finer word, else the vendor's; the other words are what clients look for. */
function finerCode({ code, reason, upstream }: LucidError): string | undefined {
  if (code === 'not_found' && reason === 'unknown_model') return 'model_not_found'
  return finer.has(code) ? (reason ?? upstream?.code) : undefined
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
