/** A refusal as the vendor words it. https://platform.claude.com/docs/en/api/errors */
export class AnthropicApiError extends Error {
  readonly status: number
  readonly type: string
  readonly errorCode: string | undefined

  constructor(status: number, type: string, message: string, errorCode?: string) {
    super(message)
    this.status = status
    this.type = type
    this.errorCode = errorCode
  }

  body(requestId: string): object {
    const details = this.errorCode === undefined ? {} : { details: { error_code: this.errorCode } }
    return {
      type: 'error',
      error: { type: this.type, message: this.message, ...details },
      request_id: requestId,
    }
  }
}

export function invalidRequest(message: string): AnthropicApiError {
  return new AnthropicApiError(400, 'invalid_request_error', message)
}

/** The failures that a test can ask for by name. */
export const anthropicErrors = {
  authentication_error: new AnthropicApiError(401, 'authentication_error', 'invalid x-api-key'),
  billing_error: new AnthropicApiError(
    402,
    'billing_error',
    'Your credit balance is too low to access the Anthropic API.',
  ),
  credit_too_low: invalidRequest(
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  ),
  permission_error: new AnthropicApiError(
    403,
    'permission_error',
    'Your API key does not have permission to use the specified resource.',
  ),
  organization_on_hold: new AnthropicApiError(
    400,
    'invalid_request_error',
    'This organization has been disabled.',
    'organization_on_hold',
  ),
  not_found_error: new AnthropicApiError(404, 'not_found_error', 'model: claude-gone'),
  conflict_error: new AnthropicApiError(409, 'conflict_error', 'The resource was modified concurrently.'),
  request_too_large: new AnthropicApiError(
    413,
    'request_too_large',
    'Request exceeds the maximum allowed number of bytes.',
  ),
  prompt_too_long: invalidRequest('prompt is too long: 208312 tokens > 200000 maximum'),
  rate_limit_error: new AnthropicApiError(
    429,
    'rate_limit_error',
    'This request would exceed your rate limit of 50 requests per minute.',
  ),
  spend_limit_reached: new AnthropicApiError(
    429,
    'rate_limit_error',
    'Your organization has reached its monthly spend limit.',
    'enforced_spend_limit_reached',
  ),
  api_error: new AnthropicApiError(500, 'api_error', 'Internal server error'),
  timeout_error: new AnthropicApiError(504, 'timeout_error', 'Request timed out'),
  overloaded_error: new AnthropicApiError(529, 'overloaded_error', 'Overloaded'),
} as const satisfies Record<string, AnthropicApiError>

export type AnthropicErrorName = keyof typeof anthropicErrors
