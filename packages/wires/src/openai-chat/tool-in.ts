import type { JsonObject, JsonValue, ReceiptEntry, Tool, ToolChoice } from '@lucid-gateway/core'
import { arrayAt, maybeFlag, maybeObject, maybeText, nameAt, objectAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { readChoice } from './choice-in.ts'
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

/** A function by its fields, wherever a wire has them. */
export function readFunction(source: JsonObject, path: string): Extract<Tool, { type: 'function' }> {
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
  return readChoice(value, {
    one: choice => {
      const type = choice.type === 'custom' ? 'custom' : 'function'
      const path = `tool_choice.${type}`
      return nameAt(objectAt(choice[type], path).name, `${path}.name`)
    },
    allowed: choice => {
      const path = 'tool_choice.allowed_tools'
      return { at: objectAt(choice.allowed_tools, path), path }
    },
    name: tool => {
      const inner = tool.type === 'custom' ? tool.custom : tool.function
      return isObject(inner) ? inner.name : undefined
    },
  })
}
