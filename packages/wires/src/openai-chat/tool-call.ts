import type { JsonObject, JsonValue, ToolCallPart } from '@lucid-gateway/core'
import { extraOf, unknownFields, withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { customType, openaiChat } from './wire.ts'

const callFields = new Set(['id', 'type', 'index', 'function'])
const customCallFields = new Set(['id', 'index', 'custom'])
const functionFields = new Set(['name', 'arguments'])
const customFields = new Set(['name', 'input'])

/** https://platform.openai.com/docs/api-reference/chat/object: `message.tool_calls[]`, whole */
export function readToolCall(call: JsonObject, fallbackId = ''): ToolCallPart {
  const custom = isCustom(call)
  const inner = innerOf(call)
  return {
    type: 'tool-call',
    id: typeof call.id === 'string' && call.id !== '' ? call.id : fallbackId,
    name: typeof inner.name === 'string' ? inner.name : '',
    input: custom ? textOf(inner.input) : textOf(inner.arguments) || '{}',
    ...extraOf(openaiChat, callExtra(call)),
  }
}

/** The pieces of a call after the first do not repeat its type. */
export function isCustom(call: JsonObject): boolean {
  return call.type === customType || (call.type === undefined && isObject(call.custom))
}

export function innerOf(call: JsonObject): JsonObject {
  const inner = isCustom(call) ? call.custom : call.function
  return isObject(inner) ? inner : {}
}

/** What a call, or a piece of one, has beside what the canonical model has words for. `type: custom` is kept too. */
export function callExtra(call: JsonObject): JsonObject | undefined {
  const custom = isCustom(call)
  const outer = unknownFields(call, custom ? customCallFields : callFields)
  const nested = unknownFields(innerOf(call), custom ? customFields : functionFields)
  return nested ? { ...outer, [custom ? 'custom' : 'function']: nested } : outer
}

/** Arguments are JSON text; some vendors send the object itself, and null for none. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

export function writeToolCall(call: ToolCallPart): JsonObject {
  const kept = call.extra?.[openaiChat]
  const known: JsonDraft =
    kept?.type === customType
      ? { id: call.id, type: customType, custom: { name: call.name, input: call.input } }
      : { id: call.id, type: 'function', function: { name: call.name, arguments: call.input } }
  return withKept(kept, known)
}
