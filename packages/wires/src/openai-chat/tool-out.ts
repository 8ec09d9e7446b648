import type { JsonObject, JsonValue, Tool, ToolChoice } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { spelledOut } from '../kit/parameters.ts'
import type { ChatQuirks } from './quirks.ts'
import { customType, openaiChat } from './wire.ts'

export function writeTools(tools: readonly Tool[], notes: Notes): readonly JsonObject[] {
  const written: JsonObject[] = []
  for (const [index, tool] of tools.entries()) {
    const each = writeTool(tool, `tools[${index}]`, notes)
    if (each) written.push(each)
  }
  return written
}

function writeTool(tool: Tool, path: string, notes: Notes): JsonObject | undefined {
  const kept = tool.extra?.[openaiChat]
  if (tool.type === 'vendor') {
    if (!kept) notes.add('dropped', path, `The tool "${tool.name}" belongs to another wire.`)
    return kept
  }
  notes.foreign(tool.extra, path)
  const inner: JsonDraft = { name: tool.name }
  put(inner, 'description', tool.description)
  put(inner, 'parameters', spelledOut(tool.parameters))
  put(inner, 'strict', tool.strict)
  return withKept(kept, { type: 'function', function: inner })
}

export function writeToolChoice(choice: ToolChoice, tools: readonly Tool[], quirks: ChatQuirks): JsonValue {
  switch (choice.type) {
    case 'required':
      return quirks.toolChoiceRequired ?? 'required'
    case 'tool':
      return named(choice.name, tools)
    case 'allowed': {
      const { mode, names } = choice
      return { type: 'allowed_tools', allowed_tools: { mode, tools: names.map(name => named(name, tools)) } }
    }
    default:
      return choice.type
  }
}

function named(name: string, tools: readonly Tool[]): JsonObject {
  const custom = tools.some(tool => tool.type === 'vendor' && customName(tool.extra[openaiChat]) === name)
  return custom ? { type: customType, custom: { name } } : { type: 'function', function: { name } }
}

function customName(tool: JsonObject | undefined): JsonValue | undefined {
  return tool?.type === customType && isObject(tool.custom) ? tool.custom.name : undefined
}
