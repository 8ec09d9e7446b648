import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { objectAt } from '../kit/check.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'

/**
 * A message of the wire by its known fields. The vendor reads each name in lower camel case and in snake case; here the
 * first is what counts. Names that are not known stay as they are.
 */
export function camelFields(source: JsonObject, known: ReadonlySet<string>): JsonObject {
  let renamed: JsonDraft | undefined
  for (const name in source) {
    if (!name.includes('_')) continue
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    if (!known.has(camel)) continue
    renamed ??= { ...source }
    delete renamed[name]
    renamed[camel] = source[name]
  }
  return renamed ?? source
}

/** A message, whatever else it may be. */
export function messageOf(value: JsonValue | undefined, known: ReadonlySet<string>): JsonObject | undefined {
  return isObject(value) ? camelFields(value, known) : undefined
}

/** A message in a request; throws if it is no object. */
export function messageAt(
  value: JsonValue | undefined,
  path: string,
  known: ReadonlySet<string>,
): JsonObject {
  return camelFields(objectAt(value, path), known)
}

/** As `messageAt`, but it may be absent. */
export function maybeMessage(
  value: JsonValue | undefined,
  path: string,
  known: ReadonlySet<string>,
): JsonObject | undefined {
  return value === undefined || value === null ? undefined : messageAt(value, path, known)
}

/** A repeated field. The vendor takes a single value for a list of one, and its own documents send it that way. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
}
