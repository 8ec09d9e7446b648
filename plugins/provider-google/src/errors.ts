import type { FailedAnswer, JsonValue, LucidError } from '@lucid-gateway/core'
import {
  type ErrorMeaning,
  type ErrorWords,
  errorFromStatus,
  hideSecrets,
  readErrorBody,
  retryAfter,
} from '@lucid-gateway/provider-kit'
import { type ErrorDetails, readErrorDetails } from '@lucid-gateway/wires/gemini'

const refused = { origin: 'provider', recourse: 'other', status: 502 } as const

/** The finer words, from the details of an error: https://cloud.google.com/apis/design/errors#error_info */
const reasons: ErrorWords = {
  API_KEY_INVALID: { code: 'auth', ...refused },
  API_KEY_SERVICE_BLOCKED: { code: 'permission', ...refused },
  ACCESS_TOKEN_EXPIRED: { code: 'auth', ...refused },
  ACCESS_TOKEN_TYPE_UNSUPPORTED: { code: 'auth', ...refused },
  CREDENTIALS_MISSING: { code: 'auth', ...refused },
  SERVICE_DISABLED: { code: 'permission', ...refused },
  CONSUMER_SUSPENDED: { code: 'permission', ...refused },
  BILLING_DISABLED: 'quota',
}

/** What counts where there is no status to go by: in a good answer. */
const statuses: ErrorWords = {
  INVALID_ARGUMENT: 'invalid_request',
  FAILED_PRECONDITION: 'invalid_request',
  OUT_OF_RANGE: 'invalid_request',
  UNAUTHENTICATED: { code: 'auth', ...refused },
  PERMISSION_DENIED: { code: 'permission', ...refused },
  NOT_FOUND: { code: 'not_found', recourse: 'other' },
  RESOURCE_EXHAUSTED: 'rate_limit',
  UNAVAILABLE: 'overloaded',
  DEADLINE_EXCEEDED: 'timeout',
  INTERNAL: 'upstream',
}

/** The error of a failed answer: https://ai.google.dev/gemini-api/docs/troubleshooting */
export function readGoogleError(answer: FailedAnswer, credentials: object): LucidError {
  const { json, ...body } = readErrorBody(hideSecrets(answer.text, credentials))
  const details = readErrorDetails(detailsIn(json))
  const wait = details.retryAfterMs ?? retryAfter(answer.headers)
  const finer = meaningOf(body.message, details)
  const code = details.reason ?? body.code
  const words = {
    ...reasons,
    ...(answer.status < 400 ? statuses : {}),
    ...(finer === undefined ? {} : { [code ?? String(answer.status)]: finer }),
  }
  return errorFromStatus(
    answer.status,
    {
      ...body,
      json,
      ...(code === undefined ? {} : { code }),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
    words,
  )
}

/** What only the vendor's sentences or quotas tell. */
function meaningOf(message: string, { quotas }: ErrorDetails): ErrorMeaning | undefined {
  if (/exceeds the maximum number of tokens allowed/.test(message)) return 'context_length'
  if (/location is not supported/.test(message)) return { code: 'permission', ...refused }
  if (/is not found for API version|Model is not found/.test(message)) {
    return { code: 'not_found', recourse: 'other', reason: 'unknown_model' }
  }
  return quotas.some(quota => /PerDay/.test(quota)) ? 'quota' : undefined
}

function detailsIn(json: unknown): JsonValue | undefined {
  const body = (Array.isArray(json) ? json[0] : json) as
    | { readonly error?: { readonly details?: JsonValue } }
    | undefined
  return body?.error?.details
}
