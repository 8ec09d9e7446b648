import {
  type ErrorCode,
  type JsonObject,
  type JsonValue,
  LucidError,
  type LucidErrorOptions,
} from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'

/** Makes an error of the `error` object that a vendor sent where an answer should be. */
export type ErrorReader = (error: JsonValue) => LucidError

/** https://platform.claude.com/docs/en/api/errors; finer words, which come in the details, among them. */
const codes: Readonly<Record<string, ErrorCode>> = {
  authentication_error: 'auth',
  permission_error: 'permission',
  billing_error: 'quota',
  enforced_spend_limit_reached: 'quota',
  contract_spend_limit_reached: 'quota',
  rate_limit_error: 'rate_limit',
  overloaded_error: 'overloaded',
  timeout_error: 'timeout',
  not_found_error: 'not_found',
  invalid_request_error: 'invalid_request',
  request_too_large: 'invalid_request',
  api_error: 'upstream',
}

/** Reads an error object inside an answer of status 200. What is not recognised is a failure of the vendor. */
export function readErrorObject(error: JsonValue): LucidError {
  if (!isObject(error))
    return new LucidError('upstream', typeof error === 'string' ? error : 'The upstream failed.')
  const { type } = error
  const finer = isObject(error.details) ? error.details.error_code : undefined
  const code = codeOf(finer) ?? codeOf(type) ?? 'upstream'
  const message =
    typeof error.message === 'string' && error.message ? error.message : 'The upstream failed mid-answer.'
  return new LucidError(code, message, {
    ...blame(code),
    upstream: {
      ...(typeof finer === 'string' ? { code: finer } : {}),
      ...(typeof type === 'string' ? { type } : {}),
    },
  })
}

/** The error object of a body or an event, if that is what it is: `{ type: "error", error: { ... } }`. */
export function errorIn(body: JsonObject): JsonValue | undefined {
  if (body.type === 'error') return body.error ?? null
  return body.type === undefined && isObject(body.error) ? body.error : undefined
}

/** A vendor that refuses the credentials refuses the gateway's, unless whoever knows better says so. */
function blame(code: ErrorCode): LucidErrorOptions {
  return code === 'auth' || code === 'permission' ? { origin: 'provider', recourse: 'other' } : {}
}

function codeOf(word: JsonValue | undefined): ErrorCode | undefined {
  return typeof word === 'string' && Object.hasOwn(codes, word) ? codes[word] : undefined
}
