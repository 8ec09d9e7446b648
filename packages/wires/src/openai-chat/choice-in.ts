import type { JsonObject, JsonValue, ToolChoice } from '@lucid-gateway/core'
import { arrayAt, invalid, nameAt, objectAt } from '../kit/check.ts'
import { isObject } from '../kit/json.ts'

/** How a wire names the tools of a choice. */
export interface ChoiceReader {
  /** The one tool of an object of type `function` or `custom`. */
  one(choice: JsonObject): string
  /** Where the allowed tools stand in an object of type `allowed_tools`. */
  allowed(choice: JsonObject): { readonly at: JsonObject; readonly path: string }
  /** One of those; undefined where it has no name. */
  name(tool: JsonObject): unknown
}

/** Undefined for an object of a type that is not known: it stays in the extra of the request. */
export function readChoice(value: JsonValue, reader: ChoiceReader): ToolChoice | undefined {
  if (value === 'none' || value === 'auto' || value === 'required') return { type: value }
  if (!isObject(value)) {
    throw invalid(
      'tool_choice',
      '"tool_choice" must be none, auto, required or an object.',
      'Name a tool, or say "auto".',
    )
  }
  switch (value.type) {
    case 'function':
    case 'custom':
      return { type: 'tool', name: reader.one(value) }
    case 'allowed_tools':
      return readAllowed(value, reader)
    default:
      nameAt(value.type, 'tool_choice.type')
      return undefined
  }
}

function readAllowed(choice: JsonObject, reader: ChoiceReader): ToolChoice | undefined {
  const { at, path } = reader.allowed(choice)
  const { mode } = at
  if (mode !== 'auto' && mode !== 'required') {
    throw invalid(`${path}.mode`, `"${path}.mode" must be auto or required.`, 'Say which of the two.')
  }
  const names = arrayAt(at.tools, `${path}.tools`).map((tool, index) =>
    reader.name(objectAt(tool, `${path}.tools[${index}]`)),
  )
  return names.every(name => typeof name === 'string') ? { type: 'allowed', mode, names } : undefined
}
