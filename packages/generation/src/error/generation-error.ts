import {
  type ErrorCode,
  type ErrorRecord,
  fromUnknown,
  type JsonObject,
  type JsonValue,
  LucidError,
  type LucidErrorOptions,
} from '@lucid-gateway/core'
import { codeOf, type GenerationErrorCode, meant } from './error-codes.ts'

const marker: unique symbol = Symbol.for('lucid.generation-error') as never

/** What is known of an error beside its code. */
export interface GenerationErrorDetails extends Pick<
  ErrorRecord,
  'origin' | 'recourse' | 'billed' | 'status' | 'reason' | 'hint' | 'retryAfterMs'
> {
  /** The gateway's own word for it, as docs/reference/errors.md has them. */
  readonly code: ErrorCode
  /** The option at fault. */
  readonly field?: string
  /** What the option may be: a list of values, or bounds. */
  readonly allowed?: JsonValue
  /** The value nearest to what was asked for that is taken. */
  readonly nearest?: JsonValue
  /** Further facts, such as the names that may have been meant. */
  readonly facts?: JsonObject
}

export interface GenerationErrorOptions extends Omit<LucidErrorOptions, 'param'> {
  /** The provider that it is about. */
  readonly provider?: string | undefined
  /** The option at fault. */
  readonly field?: string
}

export interface GenerationErrorRecord {
  readonly code: GenerationErrorCode
  readonly message: string
  readonly provider?: string
  readonly details: GenerationErrorDetails
}

/** Recognise it with `GenerationError.is`, never with `instanceof`: two copies of the package may be loaded. */
export class GenerationError extends Error {
  readonly [marker] = true
  readonly code: GenerationErrorCode
  readonly provider: string | undefined
  readonly details: GenerationErrorDetails
  /** The same in the gateway's own words. */
  override readonly cause: LucidError

  constructor(code: GenerationErrorCode, message: string, options: GenerationErrorOptions = {}) {
    const { provider, field, ...rest } = options
    const given = LucidError.is(rest.cause) ? rest.cause : undefined
    const error =
      given ??
      new LucidError(meant[code], message, { ...rest, ...(field === undefined ? {} : { param: field }) })
    super(message, { cause: error })
    this.name = 'GenerationError'
    this.cause = error
    this.code = code
    this.provider = provider
    this.details = detailsOf(error)
  }

  static is(value: unknown): value is GenerationError {
    return typeof value === 'object' && value !== null && (value as { [marker]?: unknown })[marker] === true
  }

  /** Whatever was thrown, as one of these; what is one already stays itself. */
  static from(thrown: unknown, provider?: string): GenerationError {
    if (GenerationError.is(thrown)) return thrown
    const error = fromUnknown(thrown)
    return new GenerationError(codeOf(error), error.message, { provider, cause: error })
  }

  /** What `toJSON` gave, as an error again. */
  static revive({ code, message, provider, details }: GenerationErrorRecord): GenerationError {
    const { code: own, field, allowed, nearest, facts, ...rest } = details
    const cause = new LucidError(own, message, {
      ...rest,
      ...(field === undefined ? {} : { param: field }),
      details: {
        ...facts,
        ...(allowed === undefined ? {} : { allowed }),
        ...(nearest === undefined ? {} : { nearest }),
      },
    })
    return new GenerationError(code, message, { provider, cause })
  }

  /** The serialisable form. Never holds the cause. */
  toJSON(): GenerationErrorRecord {
    const { code, message, provider, details } = this
    return { code, message, ...(provider === undefined ? {} : { provider }), details }
  }
}

/** What the gateway calls otherwise. */
const fields: Readonly<Record<string, string>> = { model: 'modelId' }

function detailsOf(error: LucidError): GenerationErrorDetails {
  const { code, origin, recourse, billed, status, param, details, reason, hint, retryAfterMs } =
    error.toJSON()
  const { allowed, nearest, ...facts } = details ?? {}
  return {
    code,
    origin,
    recourse,
    billed,
    status,
    ...(param === undefined ? {} : { field: fields[param] ?? param }),
    ...(reason === undefined ? {} : { reason }),
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(allowed === undefined ? {} : { allowed }),
    ...(nearest === undefined ? {} : { nearest }),
    ...(Object.keys(facts).length > 0 ? { facts } : {}),
  }
}
