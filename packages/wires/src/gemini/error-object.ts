import { type ErrorCode, type JsonValue, LucidError, type LucidErrorOptions } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import { listOf } from './fields.ts'

/** Makes an error of the `error` object that a vendor sent where an answer should be. */
export type ErrorReader = (error: JsonValue) => LucidError

/** https://cloud.google.com/apis/design/errors#handling_errors */
const codes: Readonly<Record<string, ErrorCode>> = {
  INVALID_ARGUMENT: 'invalid_request',
  FAILED_PRECONDITION: 'invalid_request',
  OUT_OF_RANGE: 'invalid_request',
  UNAUTHENTICATED: 'auth',
  PERMISSION_DENIED: 'permission',
  NOT_FOUND: 'not_found',
  ABORTED: 'conflict',
  ALREADY_EXISTS: 'conflict',
  RESOURCE_EXHAUSTED: 'rate_limit',
  UNAVAILABLE: 'overloaded',
  DEADLINE_EXCEEDED: 'timeout',
  CANCELLED: 'upstream',
}

/** Reads an error object inside an answer of status 200; what is not recognised is a failure of the vendor. */
export function readErrorObject(error: JsonValue): LucidError {
  if (!isObject(error)) {
    return new LucidError('upstream', typeof error === 'string' ? error : 'The upstream failed.')
  }
  const status = typeof error.status === 'string' ? error.status : ''
  const { reason, retryAfterMs } = readErrorDetails(error.details)
  const code = (Object.hasOwn(codes, status) ? codes[status] : undefined) ?? 'upstream'
  const message =
    typeof error.message === 'string' && error.message ? error.message : 'The upstream failed mid-answer.'
  return new LucidError(code, message, {
    ...blame(code),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    upstream: {
      ...(status === '' ? {} : { type: status }),
      ...(reason === undefined ? {} : { code: reason }),
    },
  })
}

/** A vendor that refuses the credentials refuses the gateway's, unless whoever knows better says so. */
function blame(code: ErrorCode): LucidErrorOptions {
  return code === 'auth' || code === 'permission' ? { origin: 'provider', recourse: 'other' } : {}
}

export interface ErrorDetails {
  /** The finer word, such as API_KEY_INVALID. */
  readonly reason?: string
  readonly retryAfterMs?: number
  /** The ids of the quotas that are used up. */
  readonly quotas: readonly string[]
}

/** Reads https://cloud.google.com/apis/design/errors#error_details: the vendor sends no headers for what is in them. */
export function readErrorDetails(value: JsonValue | undefined): ErrorDetails {
  const details = listOf(value).filter(isObject)
  const reason = details.map(detail => detail.reason).find(each => typeof each === 'string')
  const delay = details.map(detail => detail.retryDelay).find(each => typeof each === 'string')
  const seconds = delay === undefined ? undefined : /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1]
  const quotas = details
    .flatMap(detail => listOf(detail.violations))
    .filter(isObject)
    .map(violation => violation.quotaId)
    .filter(each => typeof each === 'string')
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(seconds === undefined ? {} : { retryAfterMs: Math.ceil(Number(seconds) * 1000) }),
    quotas,
  }
}
