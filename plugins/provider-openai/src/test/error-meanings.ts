import type { ExpectedError } from '@lucid-gateway/oracle'
import type { ErrorName } from '@lucid-gateway/simulators'

const caller = { origin: 'caller', recourse: 'none', billed: 'no' } as const
const provider = { origin: 'provider', recourse: 'other', billed: 'no' } as const

/** What each of the vendor's errors is to us, on either wire. */
export const errorMeanings: Readonly<Record<ErrorName, ExpectedError>> = {
  invalid_api_key: { code: 'auth', ...provider, status: 502 },
  unsupported_country: { code: 'permission', ...provider, status: 502 },
  missing_scope: { code: 'permission', ...provider, status: 502 },
  model_not_found: { code: 'not_found', origin: 'caller', recourse: 'other', status: 404 },
  context_length_exceeded: { code: 'context_length', origin: 'caller', recourse: 'other', status: 400 },
  content_policy_violation: { code: 'content_filter', ...caller, status: 400 },
  invalid_prompt: { code: 'content_filter', ...caller, status: 400 },
  moderation_blocked: { code: 'content_filter', ...caller, status: 400 },
  rate_limit_exceeded: { code: 'rate_limit', origin: 'provider', recourse: 'same', status: 429 },
  slow_down: { code: 'rate_limit', origin: 'provider', recourse: 'same' },
  insufficient_quota: { code: 'quota', ...provider },
  server_error: { code: 'upstream', origin: 'provider', billed: 'unknown', status: 502 },
  server_is_overloaded: { code: 'overloaded', ...provider, status: 503 },
  request_too_large: { code: 'invalid_request', origin: 'caller', status: 413 },
  conflict: { code: 'conflict', origin: 'provider', recourse: 'same' },
  unprocessable: { code: 'invalid_request', ...caller },
}

/** An error that comes with status 200. */
export const errorInside = {
  body: { error: { message: 'No.', code: 'server_is_overloaded' } },
  expected: { code: 'overloaded', message: 'No.' },
} as const
