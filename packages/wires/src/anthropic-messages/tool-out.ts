import type { ChatRequest, JsonObject, Tool, ToolChoice } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { choiceAmong } from '../kit/lost-choice.ts'
import type { Notes } from '../kit/notes.ts'
import { keptOf } from './block-out.ts'
import { closedSchema } from './closed-schema.ts'
import { StrictBudget } from './strict-budget.ts'
import { anthropicMessages } from './wire.ts'

/** `tools` and `tool_choice`. */
export function writeToolFields(request: ChatRequest, known: JsonDraft, notes: Notes): void {
  const tools = writeTools(request, notes)
  if (tools.length === 0) {
    for (const field of ['toolChoice', 'parallelToolCalls'] as const) {
      if (request[field] !== undefined) notes.add('dropped', field, 'There are no tools to choose from.')
    }
    return
  }
  known.tools = tools
  const { toolChoice, parallelToolCalls } = choiceAmong(request, tools, anthropicMessages, notes)
  if (toolChoice) known.tool_choice = writeToolChoice(toolChoice)
  if (parallelToolCalls === undefined) return
  if (toolChoice?.type === 'none') {
    notes.add('dropped', 'parallelToolCalls', 'Where no tool may be called, the wire has no word for it.')
    return
  }
  const choice = toolChoice ? writeToolChoice(toolChoice) : { type: 'auto' }
  known.tool_choice = { ...choice, disable_parallel_tool_use: !parallelToolCalls }
}

function writeTools(
  { tools = [], toolChoice: choice, responseFormat: format }: ChatRequest,
  notes: Notes,
): readonly JsonObject[] {
  const written: JsonObject[] = []
  const budget = new StrictBudget()
  if (format?.type === 'json-schema') budget.spend(format.schema)
  for (const [index, tool] of tools.entries()) {
    const path = `tools[${index}]`
    if (choice?.type === 'allowed' && !choice.names.includes(tool.name)) {
      notes.add('dropped', path, 'The wire has no list of allowed tools, so the others are left out.')
      continue
    }
    const each = writeTool(tool, path, budget, notes)
    if (each) written.push(each)
  }
  if (choice?.type === 'allowed' && written.length > 0)
    notes.add('emulated', 'toolChoice', 'The wire has no list of allowed tools, so only those are sent.')
  return written
}

function writeTool(tool: Tool, path: string, budget: StrictBudget, notes: Notes): JsonObject | undefined {
  const kept = keptOf(tool)
  if (tool.type === 'vendor') {
    if (!kept) notes.add('dropped', path, `The tool "${tool.name}" belongs to another wire.`)
    return kept
  }
  notes.foreign(tool.extra, path)
  const schema = schemaOf(tool.parameters)
  const strict = tool.strict && budget.take(schema)
  if (strict !== tool.strict)
    notes.add(
      'coerced',
      `${path}.strict`,
      'The vendor holds so many tools to schemas, and so complex ones; not this.',
    )
  const input_schema = strict ? closedSchema(schema, `${path}.parameters`, notes) : schema
  const known: JsonDraft = { name: tool.name, input_schema }
  put(known, 'description', tool.description)
  put(known, 'strict', strict)
  const { input_schema: _, ...rest } = kept ?? {}
  return withKept(rest, known)
}

/** A schema is of an object, and has to say so. */
function schemaOf(parameters: JsonObject | undefined): JsonObject {
  return parameters?.type === 'object' ? parameters : { ...parameters, type: 'object' }
}

function writeToolChoice(choice: ToolChoice): JsonObject {
  switch (choice.type) {
    case 'required':
      return { type: 'any' }
    case 'tool':
      return { type: 'tool', name: choice.name }
    case 'allowed':
      return { type: choice.mode === 'required' ? 'any' : 'auto' }
    default:
      return { type: choice.type }
  }
}
