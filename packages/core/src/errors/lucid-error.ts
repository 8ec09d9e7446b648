import type { JsonObject } from '../json.ts'
import { type Billed, type ErrorCode, errorTable, type Origin, type Recourse } from './error-table.ts'

const marker: unique symbol = Symbol.for('lucid.error') as never

export interface LucidErrorOptions {
  readonly origin?: Origin
  readonly recourse?: Recourse
  readonly billed?: Billed
  /** HTTP status to show instead of the table's. */
  readonly status?: number
  /** When the same target may be tried again, in milliseconds from now. */
  readonly retryAfterMs?: number
  /** The field at fault, as people write it: `messages[0].content`. */
  readonly param?: string
  /** A finer, stable word within the code: `unknown_model`, `circuit_open`. */
  readonly reason?: string
  /** What the reader can do about it. */
  readonly hint?: string
  /** Machine-readable facts: candidates, limits, allowed values. */
  readonly details?: JsonObject
  /** What the vendor said, for logs and for the same dialect: status, its own code and type, its request id. */
  readonly upstream?: UpstreamFacts
  readonly cause?: unknown
}

export interface UpstreamFacts {
  readonly status?: number
  readonly code?: string
  readonly type?: string
  readonly param?: string
  readonly requestId?: string
}

/** The one error class. Recognise it with `LucidError.is`, never with `instanceof`: two copies of core may be loaded. */
export class LucidError extends Error {
  readonly [marker] = true
  readonly code: ErrorCode
  readonly origin: Origin
  readonly recourse: Recourse
  readonly billed: Billed
  readonly status: number
  readonly retryAfterMs: number | undefined
  readonly param: string | undefined
  readonly reason: string | undefined
  readonly hint: string | undefined
  readonly details: JsonObject | undefined
  readonly upstream: UpstreamFacts | undefined

  constructor(code: ErrorCode, message: string, options: LucidErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    const defaults = errorTable[code]
    this.name = 'LucidError'
    this.code = code
    this.origin = options.origin ?? defaults.origin
    this.recourse = options.recourse ?? defaults.recourse
    this.billed = options.billed ?? defaults.billed
    this.status = options.status ?? defaults.status
    this.retryAfterMs = options.retryAfterMs
    this.param = options.param
    this.reason = options.reason
    this.hint = options.hint
    this.details = options.details
    this.upstream = options.upstream
  }

  static is(value: unknown): value is LucidError {
    return typeof value === 'object' && value !== null && (value as { [marker]?: unknown })[marker] === true
  }

  /** The serialisable form: what records, logs and dialects show. Never holds the cause. */
  toJSON(): ErrorRecord {
    return {
      code: this.code,
      message: this.message,
      origin: this.origin,
      recourse: this.recourse,
      billed: this.billed,
      status: this.status,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.param === undefined ? {} : { param: this.param }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.details === undefined ? {} : { details: this.details }),
      ...(this.upstream === undefined ? {} : { upstream: this.upstream }),
    }
  }
}

export interface ErrorRecord {
  readonly code: ErrorCode
  readonly message: string
  readonly origin: Origin
  readonly recourse: Recourse
  readonly billed: Billed
  readonly status: number
  readonly retryAfterMs?: number
  readonly param?: string
  readonly reason?: string
  readonly hint?: string
  readonly details?: JsonObject
  readonly upstream?: UpstreamFacts
}
