import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { withInner } from '../kit/inner-schemas.ts'
import type { JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations */
const held = new Set([
  ...['$ref', '$defs', 'definitions', 'type', 'enum', 'const', 'default', 'title', 'description'],
  ...['anyOf', 'allOf', 'properties', 'required', 'additionalProperties', 'items'],
])
const formats = new Set([
  ...['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
])
/** Names the dialect, and limits nothing. */
const dialect = '$schema'

/**
 * The schema as the vendor holds an answer to it: objects have no properties but those they name, and of limits that it
 * does not know the model is told in the description. The same schema where there is nothing to change.
 */
export function closedSchema(schema: JsonObject, path: string, notes: Notes): JsonObject {
  const told = new Set<string>()
  const state = { told, opened: false }
  const closed = close(schema, state)
  if (state.opened) notes.add('coerced', path, 'Objects have no properties but those they name on this wire.')
  if (told.size > 0) {
    const names = [...told].join(', ')
    notes.add(
      'coerced',
      path,
      `No answer is held to these on this wire; the model is told of them: ${names}.`,
    )
  }
  return closed
}

interface State {
  readonly told: Set<string>
  opened: boolean
}

function close(schema: JsonObject, state: State): JsonObject {
  const written: JsonDraft = {}
  const told: string[] = []
  const closed = (each: JsonObject) => close(each, state)
  let changed = false
  for (const [name, value] of Object.entries(schema)) {
    if (name === dialect) changed = true
    else if (name === 'oneOf' && schema.anyOf === undefined) {
      written.anyOf = withInner(name, value, closed)
      changed = true
    } else if (isHeld(name, value)) {
      written[name] = withInner(name, value, closed)
      changed ||= written[name] !== value
    } else {
      told.push(`${name}: ${JSON.stringify(value)}`)
      state.told.add(name)
    }
  }
  if (isOpen(schema)) {
    written.additionalProperties = false
    state.opened = changed = true
  }
  if (told.length > 0) {
    const before = typeof schema.description === 'string' ? `${schema.description}\n\n` : ''
    written.description = `${before}{${told.join(', ')}}`
  }
  return changed || told.length > 0 ? written : schema
}

function isHeld(name: string, value: JsonValue | undefined): boolean {
  if (name === 'format') return typeof value === 'string' && formats.has(value)
  if (name === 'minItems') return value === 0 || value === 1
  return held.has(name)
}

function isOpen({ type, properties, additionalProperties }: JsonObject): boolean {
  const isOfObject = type === 'object' || (Array.isArray(type) && type.includes('object'))
  return (isOfObject || properties !== undefined) && additionalProperties !== false
}
