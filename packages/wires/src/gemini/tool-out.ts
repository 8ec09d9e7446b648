import type { ChatRequest, FunctionTool, JsonObject, Tool, ToolChoice } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { gemini } from './wire.ts'

/** Functions that follow each other go in one tool, as the vendor has it. */
export function writeTools(tools: readonly Tool[], notes: Notes): readonly JsonObject[] {
  const written: JsonObject[] = []
  let functions: JsonObject[] | undefined
  for (const [index, tool] of tools.entries()) {
    const path = `tools[${index}]`
    if (tool.type === 'function') {
      if (!functions) written.push({ functionDeclarations: (functions = []) })
      functions.push(writeFunction(tool, path, notes))
      continue
    }
    const own = tool.extra[gemini]
    if (own) {
      written.push(own)
      functions = undefined
    } else notes.add('dropped', path, `The tool "${tool.name}" belongs to another wire.`)
  }
  return written
}

function writeFunction(tool: FunctionTool, path: string, notes: Notes): JsonObject {
  notes.foreign(tool.extra, path)
  const known: JsonDraft = { name: tool.name }
  put(known, 'description', tool.description)
  put(known, 'parametersJsonSchema', tool.parameters)
  return withKept(tool.extra?.[gemini], known)
}

/** `functionCallingConfig`, or undefined where there is nothing to say. */
export function writeCalling(request: ChatRequest, notes: Notes): JsonObject | undefined {
  const { tools = [], toolChoice } = request
  const validated = isStrict(tools, toolChoice)
  if (!validated) noteStrict(tools, toolChoice, notes)
  if (request.parallelToolCalls === false) {
    notes.add('dropped', 'parallelToolCalls', 'The wire can not forbid calls at once.')
  }
  if (validated) return { mode: 'VALIDATED' }
  return toolChoice && writeChoice(toolChoice)
}

/** The wire asks for calls that fit their schemas of all tools at once, where the model may choose to call none. */
function isStrict(tools: readonly Tool[], choice: ToolChoice | undefined): boolean {
  const functions = tools.filter(tool => tool.type === 'function')
  return (
    (choice === undefined || choice.type === 'auto') &&
    functions.length > 0 &&
    functions.every(tool => tool.strict)
  )
}

/** Calls that are forced fit their schemas anyway. */
function noteStrict(tools: readonly Tool[], choice: ToolChoice | undefined, notes: Notes): void {
  if (choice && choice.type !== 'auto' && choice.type !== 'none') return
  for (const [index, tool] of tools.entries()) {
    if (tool.type === 'function' && tool.strict) {
      notes.add('dropped', `tools[${index}].strict`, 'The wire asks it of all tools or of none.')
    }
  }
}

function writeChoice(choice: ToolChoice): JsonObject {
  switch (choice.type) {
    case 'required':
      return { mode: 'ANY' }
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] }
    case 'allowed':
      return { mode: choice.mode === 'required' ? 'ANY' : 'VALIDATED', allowedFunctionNames: choice.names }
    default:
      return { mode: choice.type === 'none' ? 'NONE' : 'AUTO' }
  }
}
