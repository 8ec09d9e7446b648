/** A part of an input that a model's schema does not allow. */
export interface InvalidField {
  readonly type: string
  readonly field: string
  readonly description: string
}

/** A refusal as the vendor words it. https://replicate.com/docs/reference/http#errors */
export class ReplicateApiError extends Error {
  readonly status: number
  readonly title: string | undefined
  readonly invalidFields: readonly InvalidField[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, detail: string, facts: ErrorFacts = {}) {
    super(detail)
    this.status = status
    this.title = facts.title
    this.invalidFields = facts.invalidFields
    this.headers = facts.headers ?? {}
  }

  toJSON(): object {
    return {
      ...(this.title === undefined ? {} : { title: this.title }),
      detail: this.message,
      status: this.status,
      ...(this.invalidFields === undefined ? {} : { invalid_fields: this.invalidFields }),
    }
  }
}

interface ErrorFacts {
  readonly title?: string
  readonly invalidFields?: readonly InvalidField[]
  readonly headers?: Readonly<Record<string, string>>
}

export function invalidInput(fields: readonly InvalidField[]): ReplicateApiError {
  const detail = fields.map(({ field, description }) => `- ${field}: ${description}\n`).join('')
  return new ReplicateApiError(422, detail, { title: 'Input validation failed', invalidFields: fields })
}

export function notFound(): ReplicateApiError {
  return new ReplicateApiError(404, 'The requested resource could not be found.')
}

/** The failures that a test can ask for by name. */
export const replicateErrors = {
  unauthenticated: new ReplicateApiError(401, 'You did not pass a valid authentication token', {
    title: 'Unauthenticated',
  }),
  no_credit: new ReplicateApiError(
    402,
    'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit.',
    { title: 'Insufficient credit' },
  ),
  spend_limit: new ReplicateApiError(402, 'You have reached your monthly spend limit.', {
    title: 'Monthly spend limit reached',
  }),
  forbidden: new ReplicateApiError(403, 'You do not have permission to perform this action.', {
    title: 'Permission denied',
  }),
  not_found: notFound(),
  invalid_version: new ReplicateApiError(
    422,
    "The specified version does not exist (or perhaps you don't have permission to use it?)",
    { title: 'Invalid version or not permitted' },
  ),
  invalid_prompt: invalidInput([{ type: 'required', field: 'input', description: 'prompt is required' }]),
  /** How long to wait is in the text alone. */
  throttled: new ReplicateApiError(429, 'Request was throttled. Your rate limit resets in ~30s.'),
  throttled_header: new ReplicateApiError(429, 'Request was throttled. Your rate limit resets in ~30s.', {
    headers: { 'retry-after': '7' },
  }),
  server_error: new ReplicateApiError(500, 'Internal server error'),
  unavailable: new ReplicateApiError(503, 'The service is temporarily unavailable.', {
    title: 'Service unavailable',
  }),
  too_large: new ReplicateApiError(413, 'The request is too large.', { title: 'Request too large' }),
} as const satisfies Record<string, ReplicateApiError>

export type ReplicateErrorName = keyof typeof replicateErrors
