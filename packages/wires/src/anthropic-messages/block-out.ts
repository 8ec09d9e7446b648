import type {
  AssistantContent,
  JsonObject,
  JsonValue,
  ReasoningPart,
  SourcePart,
  TextPart,
  ToolCallPart,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, parseJson } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { anthropicMessages } from './wire.ts'

/** The fields of this wire that a part came with. */
export function keptOf(part: { readonly extra?: AssistantContent['extra'] }): JsonObject | undefined {
  return part.extra?.[anthropicMessages]
}

/** A part that was kept for this wire because the canonical model has no word for it goes back as it came. */
export function writeText(part: TextPart): JsonObject {
  const kept = keptOf(part)
  if (kept && part.text === '' && typeof kept.type === 'string') return kept
  return withKept(kept, { type: 'text', text: part.text })
}

/** Undefined for reasoning that this wire did not issue. */
export function writeReasoning(part: ReasoningPart): JsonObject | undefined {
  const kept = keptOf(part)
  if (kept?.type === 'redacted_thinking')
    return withKept(kept, { type: 'redacted_thinking', data: part.encrypted ?? '' })
  if (kept?.type !== 'thinking' || part.signature === undefined) return undefined
  return withKept(kept, { type: 'thinking', thinking: part.text, signature: part.signature })
}

/** Undefined for a call of a tool that another vendor ran. */
export function writeToolUse(part: ToolCallPart, input: JsonObject): JsonObject | undefined {
  const kept = keptOf(part)
  if (part.executed && typeof kept?.type !== 'string') return undefined
  return withKept(kept, {
    type: part.executed ? kept?.type : 'tool_use',
    id: part.id,
    name: part.name,
    input,
  })
}

/** Undefined for a source that is no citation of this wire. */
export function writeCitation(part: SourcePart): JsonObject | undefined {
  const kept = keptOf(part)
  return typeof kept?.type === 'string' ? kept : undefined
}

/** The input of a call is an object on this wire; text that is none goes under a name of its own. */
export function inputOf(call: ToolCallPart, path: string, notes: Notes): JsonObject {
  const input: JsonValue | undefined = call.input.trim() === '' ? {} : parseJson(call.input)
  if (isObject(input)) return input
  notes.add('coerced', `${path}.input`, 'The input of a call is a JSON object on this wire.')
  return { input: input ?? call.input }
}
