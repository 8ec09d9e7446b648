import { type FailedAnswer, fromUnknown, LucidError } from '@lucid-gateway/core'
import {
  type ErrorMeaning,
  errorFromStatus,
  hideSecrets,
  parseDuration,
  readErrorBody,
  retryAfter,
} from '@lucid-gateway/provider-kit'

interface ErrorJson {
  readonly title?: unknown
  readonly detail?: unknown
  readonly invalid_fields?: unknown
}

/** The error of a failed answer: https://replicate.com/docs/reference/http#errors */
export function readError(answer: FailedAnswer, credentials: object): LucidError {
  const { json, message } = readErrorBody(hideSecrets(answer.text, credentials))
  const body = (typeof json === 'object' && json !== null ? json : {}) as ErrorJson
  const title = typeof body.title === 'string' ? body.title : undefined
  const wait = retryAfter(answer.headers) ?? waitIn(message)
  const param = paramIn(body.invalid_fields)
  const meaning = meaningOf(answer.status, title ?? message, json !== undefined)
  return errorFromStatus(
    answer.status,
    {
      message: tidy(message) || (title ?? ''),
      json,
      ...(title === undefined ? {} : { type: title }),
      ...(param === undefined ? {} : { param }),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
    meaning === undefined ? {} : { [title ?? String(answer.status)]: meaning },
  )
}

/** What a status and a title do not say by themselves. */
function meaningOf(status: number, title: string, isJson: boolean): ErrorMeaning | undefined {
  if (status === 422 && /version/i.test(title)) return unknownModel
  if (status === 404 && isJson) return unknownModel
  return undefined
}

const unknownModel: ErrorMeaning = { code: 'not_found', recourse: 'other', reason: 'unknown_model' }

/** Limits that are hit are told of in words: `Your rate limit resets in ~30s.` */
function waitIn(message: string): number | undefined {
  const text = /resets in ~?\s*([\d.]+\s*(?:ms|s|m|h))/i.exec(message)?.[1]
  return text === undefined ? undefined : parseDuration(text.replaceAll(/\s/g, ''))
}

/** The field of the model's input that is at fault. */
function paramIn(fields: unknown): string | undefined {
  const [first] = Array.isArray(fields) ? (fields as readonly unknown[]) : []
  const { description, field } = (first ?? {}) as { readonly description?: unknown; readonly field?: unknown }
  if (typeof field !== 'string') return undefined
  const missing = /^(\w+) is required$/.exec(String(description))?.[1]
  return field === 'input' && missing !== undefined ? `input.${missing}` : field
}

/** A list of lines with dashes as one line. */
function tidy(message: string): string {
  const lines = message.split('\n').map(line => line.replace(/^- /, '').trim())
  return lines.filter(Boolean).join('; ')
}

/** What the vendor's SDK throws, and what it wraps. */
export function thrownBySdk(thrown: unknown): LucidError {
  if (!(thrown instanceof SyntaxError)) return fromUnknown(thrown)
  return new LucidError('upstream', 'Replicate answered something that is no JSON, or only a part of it.', {
    reason: 'malformed',
    cause: thrown,
  })
}

/** A good status with something else than what was asked for. */
export function strange(what: string): LucidError {
  return new LucidError('upstream', `Replicate answered with something that is no ${what}.`, {
    reason: 'malformed',
  })
}
