import type { JsonObject, JsonValue } from '@lucid-gateway/core'

/** A schema changed to suit a vendor, and what had to be changed, by JSON pointer. */
export interface AdaptedSchema {
  readonly schema: JsonObject
  readonly changed: readonly string[]
}

/**
 * The schema under the rules of strict modes: no object takes properties that it does not name, and each property is
 * required. One that was optional may be null instead.
 */
export function strictSchema(schema: JsonObject): AdaptedSchema {
  const changed: string[] = []
  return { schema: rewrite(schema, '', (node, at) => closed(node, at, changed)), changed }
}

/** The schema without these keywords, for vendors that refuse them. */
export function schemaWithout(schema: JsonObject, keywords: readonly string[]): AdaptedSchema {
  const changed: string[] = []
  const without = (node: JsonObject, at: string): JsonObject => {
    const kept = Object.entries(node).filter(([name]) => {
      const goes = keywords.includes(name)
      if (goes) changed.push(`${at}/${name}`)
      return !goes
    })
    return Object.fromEntries(kept)
  }
  return { schema: rewrite(schema, '', without), changed }
}

type Change = (node: JsonObject, at: string) => JsonObject

const maps = new Set(['properties', '$defs', 'definitions', 'patternProperties'])
const lists = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const single = new Set(['items', 'additionalProperties', 'not', 'if', 'then', 'else'])

/** Changes each schema in a schema, the outer ones first. Names of properties are not keywords. */
function rewrite(schema: JsonObject, at: string, change: Change): JsonObject {
  const result: Record<string, JsonValue | undefined> = {}
  for (const [name, value] of Object.entries(change(schema, at))) {
    const place = `${at}/${name}`
    if (maps.has(name) && isObject(value)) {
      const children = Object.entries(value).map(([key, child]) => [
        key,
        inner(child, `${place}/${key}`, change),
      ])
      result[name] = Object.fromEntries(children) as JsonObject
    } else if (lists.has(name) && Array.isArray(value)) {
      result[name] = value.map(
        (child: JsonValue, index) => inner(child, `${place}/${index}`, change) as JsonValue,
      )
    } else result[name] = single.has(name) ? inner(value, place, change) : value
  }
  return result
}

function inner(value: JsonValue | undefined, at: string, change: Change): JsonValue | undefined {
  return isObject(value) ? rewrite(value, at, change) : value
}

function closed(node: JsonObject, at: string, changed: string[]): JsonObject {
  const properties = node['properties']
  if (node['type'] !== 'object' && !isObject(properties)) return node
  const named = isObject(properties) ? properties : {}
  const required = Array.isArray(node['required']) ? node['required'] : []
  if (node['additionalProperties'] !== false) changed.push(`${at}/additionalProperties`)
  const all = Object.entries(named).map(([name, child]) => {
    if (required.includes(name) || !isObject(child)) return [name, child]
    changed.push(`${at}/properties/${name}`)
    return [name, nullable(child)]
  })
  return {
    ...node,
    properties: Object.fromEntries(all) as JsonObject,
    required: Object.keys(named),
    additionalProperties: false,
  }
}

function nullable(schema: JsonObject): JsonObject {
  const { type } = schema
  if (typeof type !== 'string' || 'enum' in schema || 'const' in schema) {
    return { anyOf: [schema, { type: 'null' }] }
  }
  return type === 'null' ? schema : { ...schema, type: [type, 'null'] }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
