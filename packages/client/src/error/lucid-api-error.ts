import type { ErrorCode } from '../generated/schemas.ts'

const marker: unique symbol = Symbol.for('lucid.api-error') as never

/** What is known of a failure beside its code and its words. */
export interface LucidApiErrorFacts {
  /** The HTTP status of the answer; 0 where none came. */
  readonly status: number
  /** A finer, stable word within the code: `unknown_model`, `limit_reached`. */
  readonly reason?: string | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  /** The field at fault. */
  readonly param?: string | undefined
  /** Facts for programs: candidates, limits, allowed values. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
  /** Whose doing it is; undefined where no gateway said. */
  readonly origin?: 'caller' | 'gateway' | 'provider' | undefined
  /** What may help: the same again later, another target, or nothing. */
  readonly recourse: 'same' | 'other' | 'none'
  /** In how many seconds to come back, where that was said. */
  readonly retryAfter?: number | undefined
  /** By what the operator finds the request in the gateway's log. */
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

/** All that this client throws. Recognise it with `LucidApiError.is`: two copies of the package may be loaded. */
export class LucidApiError extends Error implements LucidApiErrorFacts {
  readonly [marker] = true
  /** One word of the gateway's table of errors; `network` and `cancelled` where no answer came. */
  readonly code: ErrorCode
  readonly status: number
  readonly reason: string | undefined
  readonly hint: string | undefined
  readonly param: string | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly origin: LucidApiErrorFacts['origin']
  readonly recourse: LucidApiErrorFacts['recourse']
  readonly retryAfter: number | undefined
  readonly requestId: string | undefined

  constructor(code: ErrorCode, message: string, facts: LucidApiErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'LucidApiError'
    this.code = code
    this.status = facts.status
    this.reason = facts.reason
    this.hint = facts.hint
    this.param = facts.param
    this.details = facts.details
    this.origin = facts.origin
    this.recourse = facts.recourse
    this.retryAfter = facts.retryAfter
    this.requestId = facts.requestId
  }

  static is(value: unknown): value is LucidApiError {
    return typeof value === 'object' && value !== null && (value as { [marker]?: unknown })[marker] === true
  }
}
