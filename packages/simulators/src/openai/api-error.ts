/** A refusal as the vendor words it. https://developers.openai.com/api/docs/guides/error-codes */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly param: string | null
  readonly code: string | null

  constructor(status: number, message: string, facts: ErrorFacts = {}) {
    super(message)
    this.status = status
    this.type = facts.type ?? 'invalid_request_error'
    this.param = facts.param ?? null
    this.code = facts.code ?? null
  }

  toJSON(): { readonly error: ErrorBody } {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } }
  }
}

export interface ErrorFacts {
  readonly type?: string
  readonly param?: string | null
  readonly code?: string | null
}

export interface ErrorBody {
  readonly message: string
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}

/** A 400 about one parameter. */
export function badRequest(message: string, param: string | null, code: string | null = null): ApiError {
  return new ApiError(400, message, { param, code })
}

const nextStep = 'Retry your request, or contact us through our help center if the error persists.'

/** The failures that a test can ask for by name; the names are the vendor's own codes where it has one. */
export const namedErrors = {
  invalid_api_key: new ApiError(401, 'Incorrect API key provided: sk-t****.', { code: 'invalid_api_key' }),
  unsupported_country: new ApiError(403, 'Country, region, or territory not supported', {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
  }),
  missing_scope: new ApiError(403, 'You have insufficient permissions for this operation.'),
  model_not_found: new ApiError(404, 'The model `gone` does not exist or you do not have access to it.', {
    code: 'model_not_found',
  }),
  context_length_exceeded: badRequest(
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 128007 tokens.",
    'messages',
    'context_length_exceeded',
  ),
  content_policy_violation: badRequest(
    'Your request was rejected by our safety system.',
    null,
    'content_policy_violation',
  ),
  invalid_prompt: badRequest(
    'Invalid prompt: flagged as potentially violating our usage policy.',
    null,
    'invalid_prompt',
  ),
  moderation_blocked: new ApiError(
    400,
    'Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID.',
    { type: 'image_generation_user_error', code: 'moderation_blocked' },
  ),
  rate_limit_exceeded: new ApiError(
    429,
    'Rate limit reached for requests per min (RPM): Limit 500, Used 500.',
    {
      type: 'requests',
      code: 'rate_limit_exceeded',
    },
  ),
  slow_down: new ApiError(429, 'You are sending requests too quickly. Slow down.', {
    type: 'requests',
    code: 'slow_down',
  }),
  insufficient_quota: new ApiError(
    429,
    'You exceeded your current quota, please check your plan and billing details.',
    {
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    },
  ),
  server_error: new ApiError(500, `The server had an error processing your request. ${nextStep}`, {
    type: 'server_error',
  }),
  server_is_overloaded: new ApiError(503, 'The engine is currently overloaded, please try again later.', {
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
  }),
  request_too_large: new ApiError(413, 'Request too large.', { code: 'request_too_large' }),
  conflict: new ApiError(409, 'The resource was updated by another request.', { code: 'conflict' }),
  unprocessable: new ApiError(422, 'The request could not be processed.'),
} as const satisfies Record<string, ApiError>

export type ErrorName = keyof typeof namedErrors
