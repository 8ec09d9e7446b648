import { type JsonObject, type JsonValue, LucidError } from '@lucid-gateway/core'
import { isObject } from './json.ts'

/** A field of a caller's body that is not what the wire says it must be. */
export function invalid(param: string, message: string, hint: string): LucidError {
  return new LucidError('invalid_request', message, { param, hint, reason: 'invalid_field' })
}

function wrongType(value: unknown, param: string, wanted: string): LucidError {
  return invalid(
    param,
    `"${param}" must be ${wanted}, but is ${describe(value)}.`,
    `Send ${wanted} in "${param}".`,
  )
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

export function objectAt(value: unknown, param: string): JsonObject {
  if (!isObject(value)) throw wrongType(value, param, 'an object')
  return value
}

export function arrayAt(value: unknown, param: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw wrongType(value, param, 'an array')
  return value as readonly JsonValue[]
}

export function textAt(value: unknown, param: string): string {
  if (typeof value !== 'string') throw wrongType(value, param, 'a string')
  return value
}

export function nameAt(value: unknown, param: string): string {
  if (typeof value !== 'string' || value === '') throw wrongType(value, param, 'a string that is not empty')
  return value
}

/** In the checks below null counts as absent, as OpenAI's own schema has it. */
export function maybeText(value: unknown, param: string): string | undefined {
  return value === undefined || value === null ? undefined : textAt(value, param)
}

export function maybeFlag(value: unknown, param: string): boolean | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw wrongType(value, param, 'true or false')
  return value
}

export function maybeNumber(value: unknown, param: string): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw wrongType(value, param, 'a number')
  return value
}

export function maybeInteger(value: unknown, param: string, least: number): number | undefined {
  if (value === undefined || value === null) return undefined
  if (!Number.isInteger(value) || (value as number) < least) {
    throw wrongType(
      value,
      param,
      least > Number.MIN_SAFE_INTEGER ? `a whole number from ${least}` : 'a whole number',
    )
  }
  return value as number
}

export function maybeObject(value: unknown, param: string): JsonObject | undefined {
  return value === undefined || value === null ? undefined : objectAt(value, param)
}

/** Labels: an object whose values are all strings. */
export function maybeLabels(value: unknown, param: string): Readonly<Record<string, string>> | undefined {
  const labels = maybeObject(value, param)
  if (!labels) return undefined
  for (const name of Object.keys(labels)) textAt(labels[name], `${param}.${name}`)
  return labels as Readonly<Record<string, string>>
}

/** A list of texts; one that is empty says nothing, and some vendors refuse it. */
export function maybeTexts(value: JsonValue | undefined, path: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  const texts = arrayAt(value, path).map((each, index) => textAt(each, `${path}[${index}]`))
  return texts.length > 0 ? texts : undefined
}
