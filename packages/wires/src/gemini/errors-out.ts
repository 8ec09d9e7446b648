import type { ErrorCode, JsonObject, LucidError } from '@lucid-gateway/core'

export interface WrittenError {
  readonly status: number
  readonly body: JsonObject
  readonly headers: Readonly<Record<string, string>>
}

/** The vendor's word for each case, and the status that goes with it: https://cloud.google.com/apis/design/errors */
const words: Readonly<Record<ErrorCode, readonly [word: string, status: number]>> = {
  auth: ['UNAUTHENTICATED', 401],
  permission: ['PERMISSION_DENIED', 403],
  quota: ['RESOURCE_EXHAUSTED', 429],
  rate_limit: ['RESOURCE_EXHAUSTED', 429],
  overloaded: ['UNAVAILABLE', 503],
  timeout: ['DEADLINE_EXCEEDED', 504],
  invalid_request: ['INVALID_ARGUMENT', 400],
  context_length: ['INVALID_ARGUMENT', 400],
  content_filter: ['INVALID_ARGUMENT', 400],
  not_found: ['NOT_FOUND', 404],
  no_route: ['UNAVAILABLE', 503],
  budget: ['RESOURCE_EXHAUSTED', 429],
  conflict: ['ABORTED', 409],
  upstream: ['INTERNAL', 502],
  network: ['UNAVAILABLE', 502],
  cancelled: ['CANCELLED', 499],
  unavailable: ['UNAVAILABLE', 503],
}

/**
 * An error as Google's APIs show it: `{ error: { code, message, status, details } }`. What a vendor said of the
 * gateway's own credentials is not repeated to the caller.
 */
export function writeError(error: LucidError): WrittenError {
  const ours = (error.code === 'auth' || error.code === 'permission') && error.origin !== 'caller'
  const [word, usual] = ours ? (['INTERNAL', 502] as const) : words[error.code]
  const status = ours || usual === 402 ? usual : statusOf(error, usual)
  const body: JsonObject = {
    code: status,
    message: ours
      ? 'The provider refused the account that the gateway has with it. The operator must see to it.'
      : error.hint
        ? `${error.message} ${error.hint}`
        : error.message,
    status: word,
    details: detailsOf(error, ours),
  }
  return { status, body: { error: body }, headers: headersOf(error) }
}

/** An error that says its status by itself is believed, if it is in the same class. */
function statusOf(error: LucidError, usual: number): number {
  return Math.floor(error.status / 100) === Math.floor(usual / 100) && error.code !== 'budget'
    ? error.status
    : usual
}

function detailsOf(error: LucidError, ours: boolean): readonly JsonObject[] {
  const reason = ours ? 'UPSTREAM_ACCOUNT_REFUSED' : (error.reason ?? error.code).toUpperCase()
  const param = error.param ?? error.upstream?.param
  return [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason,
      domain: 'lucid',
      metadata: param === undefined || ours ? {} : { field: param },
    },
    ...(error.retryAfterMs === undefined
      ? []
      : [
          {
            '@type': 'type.googleapis.com/google.rpc.RetryInfo',
            retryDelay: `${Math.ceil(error.retryAfterMs) / 1000}s`,
          },
        ]),
  ]
}

function headersOf(error: LucidError): Record<string, string> {
  return error.retryAfterMs === undefined
    ? {}
    : { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) }
}

/** The error of a stream that has begun: an event of its own, after which the stream ends. */
export function writeErrorEvent(error: LucidError): string {
  return `data: ${JSON.stringify(writeError(error).body)}\r\n\r\n`
}
