import type { JsonObject } from '@lucid-gateway/core'
import { withAllInner } from './inner-schemas.ts'

/**
 * The schema of a function's arguments as the vendor of both its wires wants it, which refuses functions that take nothing,
 * or lists of anything, unless that is said. It means what it meant before.
 */
export function spelledOut(parameters: JsonObject | undefined): JsonObject | undefined {
  if (!parameters || Object.keys(parameters).length === 0) return parameters
  const { type, properties } = parameters
  const lists = withItems(parameters)
  if (type !== undefined && (type !== 'object' || properties !== undefined)) return lists
  return { ...lists, type: 'object', properties: properties ?? {} }
}

function withItems(schema: JsonObject): JsonObject {
  const inner = withAllInner(schema, withItems)
  const { type, items, prefixItems } = inner
  const isList = type === 'array' || (Array.isArray(type) && type.includes('array'))
  return isList && items === undefined && prefixItems === undefined ? { ...inner, items: {} } : inner
}
