import type { ErrorCode, LucidError } from '@lucid-gateway/core'

/** What went wrong, in the words of those who make pictures; `details.code` has the gateway's own. */
export type GenerationErrorCode =
  | 'INVALID_OPTIONS'
  | 'PROVIDER_NOT_FOUND'
  | 'MODEL_NOT_FOUND'
  | 'SESSION_NOT_FOUND'
  | 'AUTHENTICATION'
  | 'PERMISSION'
  | 'QUOTA'
  | 'RATE_LIMITED'
  | 'CONTENT_REFUSED'
  | 'CONFLICT'
  | 'CANCELLED'
  | 'TIMEOUT'
  | 'UNAVAILABLE'
  | 'PROVIDER_ERROR'

const byCode: Readonly<Record<ErrorCode, GenerationErrorCode>> = {
  auth: 'AUTHENTICATION',
  permission: 'PERMISSION',
  quota: 'QUOTA',
  rate_limit: 'RATE_LIMITED',
  overloaded: 'UNAVAILABLE',
  timeout: 'TIMEOUT',
  invalid_request: 'INVALID_OPTIONS',
  context_length: 'INVALID_OPTIONS',
  content_filter: 'CONTENT_REFUSED',
  not_found: 'MODEL_NOT_FOUND',
  no_route: 'UNAVAILABLE',
  budget: 'QUOTA',
  conflict: 'CONFLICT',
  upstream: 'PROVIDER_ERROR',
  network: 'PROVIDER_ERROR',
  cancelled: 'CANCELLED',
  unavailable: 'UNAVAILABLE',
}

/** Where the reason says more than the code. */
const byReason: Readonly<Record<string, GenerationErrorCode>> = {
  unknown_provider: 'PROVIDER_NOT_FOUND',
  provider_not_installed: 'PROVIDER_NOT_FOUND',
  unknown_job: 'SESSION_NOT_FOUND',
  unknown_session: 'SESSION_NOT_FOUND',
  missing_credentials: 'AUTHENTICATION',
  plugin_config: 'INVALID_OPTIONS',
}

export function codeOf({ code, reason }: Pick<LucidError, 'code' | 'reason'>): GenerationErrorCode {
  const finer = reason !== undefined && Object.hasOwn(byReason, reason) ? byReason[reason] : undefined
  return finer ?? byCode[code]
}

/** The other way round: what a provider of the application's own means by a code. */
export const meant: Readonly<Record<GenerationErrorCode, ErrorCode>> = {
  INVALID_OPTIONS: 'invalid_request',
  PROVIDER_NOT_FOUND: 'not_found',
  MODEL_NOT_FOUND: 'not_found',
  SESSION_NOT_FOUND: 'not_found',
  AUTHENTICATION: 'auth',
  PERMISSION: 'permission',
  QUOTA: 'quota',
  RATE_LIMITED: 'rate_limit',
  CONTENT_REFUSED: 'content_filter',
  CONFLICT: 'conflict',
  CANCELLED: 'cancelled',
  TIMEOUT: 'timeout',
  UNAVAILABLE: 'unavailable',
  PROVIDER_ERROR: 'upstream',
}
