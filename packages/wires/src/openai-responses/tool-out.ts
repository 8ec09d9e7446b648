import type { FunctionTool, JsonObject, JsonValue, Tool, ToolChoice } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { spelledOut } from '../kit/parameters.ts'
import { keptOf, markOf } from './wire.ts'

export function writeTools(tools: readonly Tool[], notes: Notes): readonly JsonObject[] {
  const written: JsonObject[] = []
  for (const [index, tool] of tools.entries()) {
    const kept = keptOf(tool.extra)
    if (tool.type === 'function') {
      notes.foreign(tool.extra, `tools[${index}]`)
      written.push(withKept(kept, writeFunction(tool)))
    } else if (kept) written.push(kept)
    else notes.add('dropped', `tools[${index}]`, `The tool "${tool.name}" belongs to another wire.`)
  }
  return written
}

/** This vendor makes functions strict unless told otherwise, and their optional arguments required by that. */
function writeFunction(tool: FunctionTool): JsonDraft {
  const known: JsonDraft = { type: 'function', name: tool.name }
  put(known, 'description', tool.description)
  known.parameters = spelledOut(tool.parameters) ?? null
  const unsaid = tool.strict === undefined ? markOf(tool.extra, '@strict') : undefined
  if (unsaid === undefined) known.strict = tool.strict ?? false
  else if (unsaid === null) known.strict = null
  return known
}

export function writeToolChoice(choice: ToolChoice, tools: readonly Tool[]): JsonValue {
  switch (choice.type) {
    case 'tool':
      return named(choice.name, tools)
    case 'allowed':
      return {
        type: 'allowed_tools',
        mode: choice.mode,
        tools: choice.names.map(name => named(name, tools)),
      }
    default:
      return choice.type
  }
}

function named(name: string, tools: readonly Tool[]): JsonObject {
  const custom = tools.some(tool => {
    const kept = tool.type === 'vendor' ? keptOf(tool.extra) : undefined
    return kept?.type === 'custom' && kept.name === name
  })
  return { type: custom ? 'custom' : 'function', name }
}
