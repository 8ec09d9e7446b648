import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { camelFields } from './fields.ts'

const schemaFields = new Set([
  'anyOf',
  'maxItems',
  'minItems',
  'maxLength',
  'minLength',
  'maxProperties',
  'minProperties',
  'propertyOrdering',
])
const counts = new Set(['maxItems', 'minItems', 'maxLength', 'minLength', 'maxProperties', 'minProperties'])

/**
 * The JSON Schema that says what a schema of the vendor's own kind does: https://ai.google.dev/api/caching#Schema. Its
 * types are in upper case, its counts are text, and null is a flag.
 */
export function jsonSchema(source: JsonObject): JsonObject {
  const schema = camelFields(source, schemaFields)
  const { nullable, type, example, ...rest } = schema
  const written: JsonDraft = {}
  if (typeof type === 'string') {
    const name = type.toLowerCase()
    written.type = nullable === true ? [name, 'null'] : name
  }
  for (const [name, value] of Object.entries(rest)) written[name] = keyword(name, value)
  if (example !== undefined) written.examples = [example]
  if (nullable === true && Array.isArray(written.enum)) written.enum = [...written.enum, null]
  if (nullable === true && type === undefined && Array.isArray(written.anyOf)) {
    written.anyOf = [...(written.anyOf as JsonValue[]), { type: 'null' }]
  }
  return written
}

function keyword(name: string, value: JsonValue | undefined): JsonValue | undefined {
  if (counts.has(name) && typeof value === 'string') return Number(value)
  if (name === 'items' && isObject(value)) return jsonSchema(value)
  if (name === 'anyOf' && Array.isArray(value)) {
    return (value as readonly JsonValue[]).map(each => (isObject(each) ? jsonSchema(each) : each))
  }
  if (name === 'properties' && isObject(value)) {
    const properties = Object.entries(value).map(([key, each]) => [
      key,
      isObject(each) ? jsonSchema(each) : each,
    ])
    return Object.fromEntries(properties) as JsonObject
  }
  return name === 'format' && value === 'enum' ? undefined : value
}
