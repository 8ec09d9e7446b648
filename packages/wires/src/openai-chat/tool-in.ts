import type { JsonObject, JsonValue, ReceiptEntry, Tool, ToolChoice } from '@lucid-gateway/core'
import { arrayAt, invalid, maybeFlag, maybeObject, maybeText, nameAt, objectAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { openaiChat } from './wire.ts'

const toolFields = new Set(['type', 'function'])
const functionFields = new Set(['name', 'description', 'parameters', 'strict'])

/** https://platform.openai.com/docs/api-reference/chat/create: `tools` */
export function readTools(value: JsonValue): readonly Tool[] {
  return arrayAt(value, 'tools').map((tool, index) =>
    readTool(objectAt(tool, `tools[${index}]`), `tools[${index}]`),
  )
}

function readTool(tool: JsonObject, path: string): Tool {
  const type = nameAt(tool.type, `${path}.type`)
  if (type !== 'function') return { type: 'vendor', name: type, extra: { [openaiChat]: tool } }
  const inner = objectAt(tool.function, `${path}.function`)
  const outer = unknownFields(tool, toolFields)
  const nested = unknownFields(inner, functionFields)
  return {
    ...readFunction(inner, `${path}.function`),
    ...extraOf(openaiChat, nested ? { ...outer, function: nested } : outer),
  }
}

function readFunction(source: JsonObject, path: string): Extract<Tool, { type: 'function' }> {
  const description = maybeText(source.description, `${path}.description`)
  const parameters = maybeObject(source.parameters, `${path}.parameters`)
  const strict = maybeFlag(source.strict, `${path}.strict`)
  return {
    type: 'function',
    name: nameAt(source.name, `${path}.name`),
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(strict === undefined ? {} : { strict }),
  }
}

/** `functions`, the older word for tools. */
export function readLegacyFunctions(value: JsonValue, receipt: ReceiptEntry[]): readonly Tool[] {
  receipt.push({
    action: 'coerced',
    field: 'functions',
    reason: 'Functions are sent as tools, and the answer has tool calls.',
  })
  return arrayAt(value, 'functions').map((each, index) => {
    const path = `functions[${index}]`
    const source = objectAt(each, path)
    const rest = unknownFields(source, functionFields)
    return { ...readFunction(source, path), ...extraOf(openaiChat, rest && { function: rest }) }
  })
}

export function readLegacyChoice(value: JsonValue): ToolChoice {
  if (value === 'none' || value === 'auto') return { type: value }
  return { type: 'tool', name: nameAt(objectAt(value, 'function_call').name, 'function_call.name') }
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
      return {
        type: 'tool',
        name: nameAt(objectAt(value.function, 'tool_choice.function').name, 'tool_choice.function.name'),
      }
    case 'custom':
      return {
        type: 'tool',
        name: nameAt(objectAt(value.custom, 'tool_choice.custom').name, 'tool_choice.custom.name'),
      }
    case 'allowed_tools':
      return readAllowed(objectAt(value.allowed_tools, 'tool_choice.allowed_tools'))
    default:
      nameAt(value.type, 'tool_choice.type')
      return undefined
  }
}

function readAllowed(allowed: JsonObject): ToolChoice | undefined {
  const path = 'tool_choice.allowed_tools'
  if (allowed.mode !== 'auto' && allowed.mode !== 'required') {
    throw invalid(`${path}.mode`, `"${path}.mode" must be auto or required.`, 'Say which of the two.')
  }
  const names = arrayAt(allowed.tools, `${path}.tools`).map((tool, index) => {
    const entry = objectAt(tool, `${path}.tools[${index}]`)
    const inner = entry.type === 'custom' ? entry.custom : entry.function
    return isObject(inner) && typeof inner.name === 'string' ? inner.name : undefined
  })
  if (names.includes(undefined)) return undefined
  return { type: 'allowed', mode: allowed.mode, names: names as string[] }
}
