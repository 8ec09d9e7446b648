import {
  type ErrorCode,
  type JsonObject,
  type JsonValue,
  LucidError,
  type LucidErrorOptions,
  type UpstreamFacts,
} from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'

/** Makes an error of the `error` object that a vendor sent where an answer should be. */
export type ErrorReader = (error: JsonValue) => LucidError

/** Words that vendors put in `code` or `type`, and statuses that some put in `code`. */
const codes: Readonly<Record<string, ErrorCode>> = {
  invalid_api_key: 'auth',
  authentication_error: 'auth',
  401: 'auth',
  permission_error: 'permission',
  403: 'permission',
  insufficient_quota: 'quota',
  credit_balance_exhausted: 'quota',
  402: 'quota',
  rate_limit_exceeded: 'rate_limit',
  rate_limit_error: 'rate_limit',
  slow_down: 'rate_limit',
  429: 'rate_limit',
  server_is_overloaded: 'overloaded',
  service_unavailable_error: 'overloaded',
  overloaded_error: 'overloaded',
  503: 'overloaded',
  timeout: 'timeout',
  408: 'timeout',
  504: 'timeout',
  context_length_exceeded: 'context_length',
  content_policy_violation: 'content_filter',
  content_filter: 'content_filter',
  invalid_prompt: 'content_filter',
  model_not_found: 'not_found',
  404: 'not_found',
  invalid_request_error: 'invalid_request',
  400: 'invalid_request',
}

/**
 * Reads an error object inside an answer of status 200: https://platform.openai.com/docs/guides/error-codes. The
 * finer word, `code`, decides before `type`; what is not recognised is a failure of the vendor.
 */
export function readErrorObject(error: JsonValue): LucidError {
  if (!isObject(error))
    return new LucidError('upstream', typeof error === 'string' ? error : 'The upstream failed.')
  const word = wordOf(error.code)
  const type = wordOf(error.type)
  const code = codeOf(word) ?? codeOf(type) ?? 'upstream'
  const message =
    typeof error.message === 'string' && error.message ? error.message : 'The upstream failed mid-answer.'
  return new LucidError(code, message, { ...blame(code), upstream: facts(error, word, type) })
}

/** A vendor that refuses the credentials refuses the gateway's, unless whoever knows better says so. */
function blame(code: ErrorCode): LucidErrorOptions {
  return code === 'auth' || code === 'permission' ? { origin: 'provider', recourse: 'other' } : {}
}

function facts(error: JsonObject, code: string | undefined, type: string | undefined): UpstreamFacts {
  return {
    ...(code === undefined ? {} : { code }),
    ...(type === undefined ? {} : { type }),
    ...(typeof error.param === 'string' ? { param: error.param } : {}),
  }
}

function wordOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function codeOf(word: string | undefined): ErrorCode | undefined {
  return word !== undefined && Object.hasOwn(codes, word) ? codes[word] : undefined
}
