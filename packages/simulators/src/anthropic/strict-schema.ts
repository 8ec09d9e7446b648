import { invalidRequest } from './api-error.ts'
import { type Check, type Fields, isFields } from './shape.ts'

/** What answers and strict calls can't be held to: https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
const unsupported = new Set([
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
  ...['maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'patternProperties', 'propertyNames'],
  ...['oneOf', 'not', 'if', 'then', 'else', 'prefixItems', 'contains', 'dependentRequired'],
])

export const strictSchema: Check = (value, path) => {
  if (!isFields(value)) return
  const refuse = (rule: string): never => {
    throw invalidRequest(`${path}: ${rule}`)
  }
  if (value['type'] === 'object' && value['additionalProperties'] !== false)
    refuse("For 'object' type, 'additionalProperties' must be explicitly set to false")
  for (const [name, inner] of Object.entries(value)) {
    if (unsupported.has(name)) refuse(`property '${name}' is not supported`)
    if (name === 'minItems' && Number(inner) > 1)
      refuse("'minItems' values other than 0 or 1 are not supported")
    for (const each of schemasIn(name, inner)) strictSchema(each, path)
  }
}

function schemasIn(name: string, value: unknown): readonly unknown[] {
  if (name === 'items') return [value]
  if (name === 'anyOf' || name === 'allOf') return value as readonly unknown[]
  const isNamed = name === 'properties' || name === '$defs' || name === 'definitions'
  return isNamed ? Object.values(value as Fields) : []
}
