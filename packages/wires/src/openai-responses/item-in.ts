import type { AssistantContent, JsonObject, JsonValue, SourcePart, ToolCallPart } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { readForeign } from './content-in.ts'
import { readReasoning } from './reasoning.ts'
import { isResultItem, isToolItem, readResultItem, readToolItem } from './tool-items.ts'
import { openaiResponses } from './wire.ts'

const messageFields = new Set(['type', 'id', 'role', 'status', 'content'])
const textFields = new Set(['type', 'text', 'annotations', 'logprobs'])
const refusalFields = new Set(['type', 'refusal'])
const callFields = new Set(['type', 'id', 'call_id', 'name', 'arguments', 'status'])
const customFields = new Set(['id', 'call_id', 'name', 'input', 'status'])

export const customCall = 'custom_tool_call'

/**
 * Adds what an item says to what the assistant said before it;
 * https://developers.openai.com/api/reference/resources/responses: `output[]`. Log-probabilities go into `logprobs`
 * where they are asked for; else they stay with their text.
 */
export function readItem(item: JsonObject, content: AssistantContent[], logprobs?: JsonValue[]): void {
  switch (item.type) {
    case 'message':
      readMessage(item, content, logprobs)
      return
    case 'reasoning':
      content.push(readReasoning(item))
      return
    case 'function_call':
    case customCall:
      content.push(readCall(item))
      return
    default:
      if (isToolItem(item.type)) content.push(...readToolItem(item))
      else if (isResultItem(item.type)) content.push(readResultItem(item))
      else content.push(readForeign(item))
  }
}

function readMessage(item: JsonObject, content: AssistantContent[], logprobs?: JsonValue[]): void {
  const marks = messageMarks(item)
  if (typeof item.content === 'string') {
    if (item.content) content.push({ type: 'text', text: item.content, ...extraOf(openaiResponses, marks) })
    return
  }
  const parts = Array.isArray(item.content) ? (item.content as readonly JsonValue[]) : []
  for (const [index, part] of parts.filter(isObject).entries()) {
    content.push(readMessagePart(part, index === 0 ? marks : idMark(item), logprobs))
    if (part.type === 'output_text') content.push(...readSources(part.annotations))
  }
}

/** What the first part of a message keeps of it; the others keep its id. */
export function messageMarks(item: JsonObject): JsonObject {
  const rest = unknownFields(item, messageFields)
  return { ...(rest ? { item: rest } : {}), ...idMark(item) }
}

export function idMark(item: JsonObject): JsonObject {
  return typeof item.id === 'string' && item.id ? { '@id': item.id } : {}
}

export function readMessagePart(
  part: JsonObject,
  marks: JsonObject,
  logprobs?: JsonValue[],
): AssistantContent {
  if (part.type === 'output_text') {
    const rest: JsonDraft = { ...unknownFields(part, textFields) }
    if (Array.isArray(part.logprobs) && part.logprobs.length > 0) {
      if (logprobs) logprobs.push(...(part.logprobs as readonly JsonValue[]))
      else rest.logprobs = part.logprobs
    }
    const text = typeof part.text === 'string' ? part.text : ''
    return { type: 'text', text, ...extraOf(openaiResponses, { ...rest, ...marks }) }
  }
  if (part.type === 'refusal') {
    const text = typeof part.refusal === 'string' ? part.refusal : ''
    const rest = unknownFields(part, refusalFields)
    return { type: 'refusal', text, ...extraOf(openaiResponses, { ...rest, ...marks }) }
  }
  return readForeign({ ...part, ...marks, '@part': true })
}

export function readCall(item: JsonObject): ToolCallPart {
  const custom = item.type === customCall
  const input = custom ? item.input : item.arguments
  return {
    ...callStart(item),
    type: 'tool-call',
    input: typeof input === 'string' && (input || custom) ? input : custom ? '' : '{}',
  }
}

/** A call of a tool of type `custom`, whose input is text and no JSON, keeps the type of its item. */
export function callStart(item: JsonObject): Pick<ToolCallPart, 'id' | 'name' | 'extra'> {
  const rest = unknownFields(item, item.type === customCall ? customFields : callFields)
  return {
    id: textOf(item.call_id) || textOf(item.id),
    name: textOf(item.name),
    ...extraOf(openaiResponses, { ...rest, ...idMark(item) }),
  }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

const citationFields = new Set(['type', 'url', 'title', 'start_index', 'end_index'])

export function readSources(annotations: JsonValue | undefined): readonly SourcePart[] {
  if (!Array.isArray(annotations)) return []
  return (annotations as readonly JsonValue[]).filter(isObject).map(readSource)
}

/** A file that is cited is told by its name; all else that is known of it is for this wire. */
function readSource(annotation: JsonObject): SourcePart {
  const { url, title, start_index: start, end_index: end, filename } = annotation
  if (annotation.type !== 'url_citation') {
    return {
      type: 'source',
      ...(typeof filename === 'string' ? { title: filename } : {}),
      extra: { [openaiResponses]: annotation },
    }
  }
  return {
    type: 'source',
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof title === 'string' && title !== '' ? { title } : {}),
    // An empty stretch of text is what the wire says for a place that is not known.
    ...(typeof start === 'number' && end !== 0 ? { start } : {}),
    ...(typeof end === 'number' && end !== 0 ? { end } : {}),
    ...extraOf(openaiResponses, unknownFields(annotation, citationFields)),
  }
}
