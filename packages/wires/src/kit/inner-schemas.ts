import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { isObject } from './json.ts'

type Change = (schema: JsonObject) => JsonObject

const maps = new Set(['properties', '$defs', 'definitions', 'patternProperties'])
const lists = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const single = new Set(['items', 'additionalProperties', 'not'])

/** The value of a keyword with the schemas in it changed; the same value where none changes. */
export function withInner(
  keyword: string,
  value: JsonValue | undefined,
  change: Change,
): JsonValue | undefined {
  if (single.has(keyword)) return isObject(value) ? change(value) : value
  if (lists.has(keyword) && Array.isArray(value)) {
    const each = (value as readonly JsonValue[]).map(one => (isObject(one) ? change(one) : one))
    return each.every((one, index) => one === value[index]) ? value : each
  }
  if (maps.has(keyword) && isObject(value)) {
    const each = Object.entries(value).map(([key, one]) => [key, isObject(one) ? change(one) : one] as const)
    return each.every(([key, one]) => one === value[key]) ? value : Object.fromEntries(each)
  }
  return value
}

/** A schema with those in it changed; the same one where none changes. */
export function withAllInner(schema: JsonObject, change: Change): JsonObject {
  const each = Object.entries(schema).map(([name, value]) => [name, withInner(name, value, change)] as const)
  return each.every(([name, value]) => value === schema[name]) ? schema : Object.fromEntries(each)
}
