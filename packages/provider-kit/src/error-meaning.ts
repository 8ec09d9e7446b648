import type { ErrorCode, LucidErrorOptions } from '@lucid-gateway/core'

/** What a vendor's error means: a code alone, or a code with what differs from the usual for it. */
export type ErrorMeaning =
  | ErrorCode
  | ({ readonly code: ErrorCode } & Pick<
      LucidErrorOptions,
      'origin' | 'recourse' | 'billed' | 'status' | 'reason' | 'hint'
    >)

/** A vendor's own codes, types and statuses, as the keys, and what they mean. */
export type ErrorWords = Readonly<Record<string, ErrorMeaning>>

/** Words that many vendors share. A plugin's own come first. */
export const commonWords: ErrorWords = Object.freeze<ErrorWords>({
  context_length_exceeded: 'context_length',
  exceed_context_size_error: 'context_length',
  content_policy_violation: 'content_filter',
  content_filter: 'content_filter',
  invalid_prompt: 'content_filter',
  model_not_found: { code: 'not_found', recourse: 'other', reason: 'unknown_model' },
  insufficient_quota: 'quota',
  credit_balance_exhausted: 'quota',
  billing_error: 'quota',
  rate_limit_exceeded: 'rate_limit',
  rate_limit_error: 'rate_limit',
  slow_down: 'rate_limit',
  overloaded_error: 'overloaded',
  server_is_overloaded: 'overloaded',
  service_unavailable_error: 'overloaded',
})

/** The account's credentials are the operator's: that they are refused is no fault of the caller's. */
export const refused = { origin: 'provider', recourse: 'other', status: 502 } as const

/** Wider words, which count only where there is no status to go by: in a good answer. */
export const widerWords: ErrorWords = Object.freeze<ErrorWords>({
  invalid_api_key: 'auth',
  authentication_error: 'auth',
  permission_error: 'permission',
  invalid_request_error: 'invalid_request',
  not_found_error: { code: 'not_found', recourse: 'other' },
  timeout_error: 'timeout',
})

/** What a status means where no word says more. */
export function meaningOfStatus(status: number): ErrorMeaning {
  switch (status) {
    case 401:
      return { code: 'auth', ...refused, hint: "Check the account's credentials." }
    case 402:
      return 'quota'
    case 403:
      return { code: 'permission', ...refused, hint: "Check what the account's credentials may do." }
    case 404:
    case 410:
      return { code: 'not_found', recourse: 'other' }
    case 408:
    case 504:
      return 'timeout'
    case 409:
      return { code: 'conflict', origin: 'provider', recourse: 'same' }
    case 413:
      return { code: 'invalid_request', status: 413, recourse: 'other', reason: 'too_large' }
    case 429:
      return 'rate_limit'
    case 503:
    case 529:
      return { code: 'overloaded', billed: 'no' }
    default:
      return status < 500 ? 'invalid_request' : 'upstream'
  }
}
