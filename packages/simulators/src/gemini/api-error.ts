/** A refusal as Google words it. https://ai.google.dev/gemini-api/docs/troubleshooting */
export class GeminiApiError extends Error {
  readonly code: number
  readonly status: string
  readonly details: readonly object[]

  constructor(code: number, status: string, message: string, details: readonly object[] = []) {
    super(message)
    this.code = code
    this.status = status
    this.details = details
  }

  toJSON(): object {
    const details = this.details.length > 0 ? { details: this.details } : {}
    return { error: { code: this.code, message: this.message, status: this.status, ...details } }
  }
}

export function badArgument(message: string, details: readonly object[] = []): GeminiApiError {
  return new GeminiApiError(400, 'INVALID_ARGUMENT', message, details)
}

const rpc = 'type.googleapis.com/google.rpc'

function errorInfo(reason: string, domain = 'googleapis.com'): object {
  return {
    '@type': `${rpc}.ErrorInfo`,
    reason,
    domain,
    metadata: { service: 'generativelanguage.googleapis.com' },
  }
}

/** What the vendor adds where a field of the body is at fault. */
export function fieldViolation(field: string, description: string): object {
  return { '@type': `${rpc}.BadRequest`, fieldViolations: [{ field, description }] }
}

function quota(quotaId: string): object {
  return {
    '@type': `${rpc}.QuotaFailure`,
    violations: [
      {
        quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests',
        quotaId,
        quotaDimensions: { location: 'global' },
      },
    ],
  }
}

const retryInfo = { '@type': `${rpc}.RetryInfo`, retryDelay: '34.4s' }

/** The failures that a test can ask for by name. */
export const geminiErrors = {
  api_key_invalid: badArgument('API key not valid. Please pass a valid API key.', [
    errorInfo('API_KEY_INVALID'),
  ]),
  api_key_expired: badArgument('API key expired. Please renew the API key.', [errorInfo('API_KEY_INVALID')]),
  permission_denied: new GeminiApiError(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
  location_unsupported: new GeminiApiError(
    400,
    'FAILED_PRECONDITION',
    'User location is not supported for the API use.',
  ),
  billing_disabled: new GeminiApiError(
    403,
    'PERMISSION_DENIED',
    'This API method requires billing to be enabled. Please enable billing on project #1.',
    [errorInfo('BILLING_DISABLED')],
  ),
  model_not_found: new GeminiApiError(
    404,
    'NOT_FOUND',
    'models/gone is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.',
  ),
  context_length: badArgument(
    'The input token count (1048600) exceeds the maximum number of tokens allowed (1048576).',
  ),
  rate_limit: new GeminiApiError(
    429,
    'RESOURCE_EXHAUSTED',
    'You exceeded your current quota, please check your plan and billing details.',
    [quota('GenerateRequestsPerMinutePerProjectPerModel'), retryInfo],
  ),
  daily_quota: new GeminiApiError(
    429,
    'RESOURCE_EXHAUSTED',
    'You exceeded your current quota, please check your plan and billing details.',
    [quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')],
  ),
  resource_exhausted: new GeminiApiError(
    429,
    'RESOURCE_EXHAUSTED',
    'Resource exhausted. Please try again later.',
  ),
  overloaded: new GeminiApiError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  internal: new GeminiApiError(500, 'INTERNAL', 'An internal error has occurred. Please retry.'),
  deadline: new GeminiApiError(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
} as const satisfies Record<string, GeminiApiError>

export type GeminiErrorName = keyof typeof geminiErrors
