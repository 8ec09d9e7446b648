import type { JsonObject, JsonValue, Tool, ToolChoice } from '@lucid-gateway/core'
import { arrayAt, invalid, maybeFlag, maybeObject, maybeText, nameAt, objectAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { openaiResponses } from './wire.ts'

const functionFields = new Set(['type', 'name', 'description', 'parameters', 'strict'])

/** https://developers.openai.com/api/reference/resources/responses/methods/create: `tools` */
export function readTools(value: JsonValue): readonly Tool[] {
  return arrayAt(value, 'tools').map((tool, index) =>
    readTool(objectAt(tool, `tools[${index}]`), `tools[${index}]`),
  )
}

function readTool(tool: JsonObject, path: string): Tool {
  const type = nameAt(tool.type, `${path}.type`)
  if (type !== 'function') return { type: 'vendor', name: type, extra: { [openaiResponses]: tool } }
  const description = maybeText(tool.description, `${path}.description`)
  const parameters = maybeObject(tool.parameters, `${path}.parameters`)
  const strict = maybeFlag(tool.strict, `${path}.strict`)
  return {
    type: 'function',
    name: nameAt(tool.name, `${path}.name`),
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(strict === undefined ? {} : { strict }),
    ...extraOf(openaiResponses, {
      ...unknownFields(tool, functionFields),
      ...(strict === undefined ? { '@strict': tool.strict === null ? null : 'unsaid' } : {}),
    }),
  }
}

/** Undefined for an object of a type that is not known: it stays in the extra of the request. */
export function readToolChoice(value: JsonValue): ToolChoice | undefined {
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
      return { type: 'tool', name: nameAt(value.name, 'tool_choice.name') }
    case 'allowed_tools':
      return readAllowed(value)
    default:
      nameAt(value.type, 'tool_choice.type')
      return undefined
  }
}

function readAllowed(allowed: JsonObject): ToolChoice | undefined {
  const { mode } = allowed
  if (mode !== 'auto' && mode !== 'required') {
    throw invalid('tool_choice.mode', '"tool_choice.mode" must be auto or required.', 'Say which of the two.')
  }
  const names = arrayAt(allowed.tools, 'tool_choice.tools').map((tool, index) => {
    const { name, type } = objectAt(tool, `tool_choice.tools[${index}]`)
    return typeof name === 'string' && (type === 'function' || type === 'custom') ? name : undefined
  })
  return names.includes(undefined) ? undefined : { type: 'allowed', mode, names: names as string[] }
}
