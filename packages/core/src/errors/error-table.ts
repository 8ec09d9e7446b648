/**
 * Every code an error can have, with what a reader may conclude from it. Codes are never reused; readers ignore
 * codes they do not know. `docs/reference/errors.md` is compared with this table by a test.
 */
export const errorTable = {
  auth: row(401, 'caller', 'none', 'no', 'The credentials were missing, malformed or refused.'),
  permission: row(403, 'caller', 'none', 'no', 'The credentials are good but may not do this.'),
  quota: row(429, 'provider', 'other', 'no', 'The account has no credit or quota left.'),
  rate_limit: row(429, 'provider', 'same', 'no', 'Too many requests; try again later.'),
  overloaded: row(503, 'provider', 'other', 'no', 'The upstream has no capacity right now.'),
  timeout: row(504, 'provider', 'other', 'unknown', 'No answer within the time allowed.'),
  invalid_request: row(
    400,
    'caller',
    'none',
    'no',
    'The request is malformed or asks for what the target cannot do.',
  ),
  context_length: row(400, 'caller', 'other', 'no', 'The input is longer than the model accepts.'),
  content_filter: row(400, 'caller', 'none', 'no', 'The content was refused by a policy.'),
  not_found: row(404, 'caller', 'none', 'no', 'No such model, route or object for this caller.'),
  no_route: row(503, 'gateway', 'none', 'no', 'No target may or can serve this call.'),
  budget: row(402, 'caller', 'none', 'no', 'A budget would be exceeded.'),
  conflict: row(409, 'caller', 'none', 'no', 'The request contradicts the present state.'),
  upstream: row(502, 'provider', 'other', 'unknown', 'The upstream failed or answered nonsense.'),
  network: row(
    502,
    'provider',
    'other',
    'unknown',
    'The upstream could not be reached or the connection broke.',
  ),
  cancelled: row(499, 'caller', 'none', 'unknown', 'The caller went away or cancelled.'),
  unavailable: row(503, 'gateway', 'same', 'no', 'The gateway cannot take this now.'),
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

/** Whose doing it is. Only `provider` errors count against a target's health. */
export type Origin = 'caller' | 'gateway' | 'provider'
/** What may help: the same target later, another target, or nothing. */
export type Recourse = 'same' | 'other' | 'none'
export type Billed = 'yes' | 'no' | 'unknown'

export interface ErrorRow {
  /** HTTP status in dialects that have no better one of their own. */
  readonly status: number
  /** The origin unless the error says otherwise. */
  readonly origin: Origin
  /** The recourse unless the error says otherwise. */
  readonly recourse: Recourse
  /** Whether the vendor bills for it, unless the error says otherwise. */
  readonly billed: Billed
  readonly meaning: string
}

function row(status: number, origin: Origin, recourse: Recourse, billed: Billed, meaning: string): ErrorRow {
  return Object.freeze({ status, origin, recourse, billed, meaning })
}
