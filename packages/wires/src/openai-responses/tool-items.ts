import type { AssistantContent, FilePart, JsonObject, JsonValue, ToolResultPart } from '@lucid-gateway/core'
import { openaiResponses } from './wire.ts'

/** A tool that is no function, by the type of its item. */
interface ToolItem {
  readonly name: string
  /** The field that says what the tool is asked to do; several make an object. */
  readonly input: readonly string[]
  /** The field that says what came of it. */
  readonly output?: string
  /** True where the vendor runs it; elsewhere the caller does, and answers under `call_id`. */
  readonly executed: boolean
}

/** https://developers.openai.com/api/docs/guides/tools */
const tools: Readonly<Record<string, ToolItem>> = {
  web_search_call: { name: 'web_search', input: ['action'], executed: true },
  file_search_call: { name: 'file_search', input: ['queries'], output: 'results', executed: true },
  code_interpreter_call: { name: 'code_interpreter', input: ['code'], output: 'outputs', executed: true },
  image_generation_call: { name: 'image_generation', input: ['revised_prompt'], executed: true },
  mcp_call: { name: '', input: ['arguments'], output: 'output', executed: true },
  computer_call: { name: 'computer', input: ['action', 'actions'], executed: false },
  local_shell_call: { name: 'local_shell', input: ['action'], executed: false },
  shell_call: { name: 'shell', input: ['action'], executed: false },
  apply_patch_call: { name: 'apply_patch', input: ['operation'], executed: false },
}

/** What came of a tool that the caller runs, or of a shell that the vendor ran. */
const results: ReadonlySet<string> = new Set([
  'computer_call_output',
  'local_shell_call_output',
  'shell_call_output',
  'apply_patch_call_output',
])

export function isToolItem(type: JsonValue | undefined): boolean {
  return typeof type === 'string' && Object.hasOwn(tools, type)
}

export function isResultItem(type: JsonValue | undefined): boolean {
  return typeof type === 'string' && results.has(type)
}

/** What is known of a call before it is done. */
export function callHead(item: JsonObject): { id: string; name: string; executed?: true } {
  const tool = toolOf(item)
  const id = tool.executed ? item.id : (item.call_id ?? item.id)
  return {
    id: textOf(id),
    name: tool.name || textOf(item.name) || textOf(item.type),
    ...(tool.executed ? { executed: true } : {}),
  }
}

/** The call, and what came of it where the vendor ran the tool. The whole item goes with the call. */
export function readToolItem(item: JsonObject): readonly AssistantContent[] {
  const tool = toolOf(item)
  const head = callHead(item)
  const { result, ...rest } = item
  const image = item.type === 'image_generation_call' ? textOf(result) : ''
  const call: AssistantContent = {
    type: 'tool-call',
    ...head,
    input: inputOf(item, tool),
    extra: { [openaiResponses]: image ? rest : item },
  }
  if (image) return [call, drawn(image, item, head.id)]
  const output = tool.output === undefined ? undefined : (item[tool.output] ?? item.error)
  return output === undefined || output === null ? [call] : [call, outcome(output, item, head)]
}

/** What was drawn is in the item no more: its bytes are had once. */
function drawn(base64: string, item: JsonObject, id: string): FilePart {
  const format = textOf(item.output_format) || 'png'
  return {
    type: 'file',
    mediaType: format === 'svg' ? 'image/svg+xml' : `image/${format}`,
    data: { kind: 'base64', base64 },
    extra: { [openaiResponses]: { '@in': id } },
  }
}

function outcome(
  output: JsonValue,
  item: JsonObject,
  { id, name }: { id: string; name: string },
): ToolResultPart {
  const text = typeof output === 'string' ? output : JSON.stringify(output)
  return {
    type: 'tool-result',
    callId: id,
    name,
    content: [{ type: 'text', text }],
    ...(item.status === 'failed' || (item.error ?? null) !== null ? { failed: true } : {}),
    extra: { [openaiResponses]: { '@in': id } },
  }
}

/** The result of a tool that the caller ran; the whole item goes with it. */
export function readResultItem(item: JsonObject): ToolResultPart {
  const output = item.output
  return {
    type: 'tool-result',
    callId: textOf(item.call_id ?? item.id),
    content: typeof output === 'string' && output ? [{ type: 'text', text: output }] : [],
    extra: { [openaiResponses]: item },
  }
}

function inputOf(item: JsonObject, { input }: ToolItem): string {
  const given = input.filter(name => item[name] !== undefined && item[name] !== null)
  const [first] = given
  const value = given.length === 1 && first !== undefined ? item[first] : undefined
  if (typeof value === 'string' && input[0] === 'arguments') return value
  if (typeof value === 'object') return JSON.stringify(value)
  return JSON.stringify(Object.fromEntries(given.map(name => [name, item[name]])))
}

function toolOf(item: JsonObject): ToolItem {
  return tools[textOf(item.type)] ?? { name: '', input: [], executed: true }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
