import type {
  Extra,
  JsonObject,
  JsonValue,
  ReasoningPart,
  SourcePart,
  TextPart,
  ToolCallPart,
} from '@lucid-gateway/core'
import { withKept, withoutMarks } from '../kit/extra.ts'
import { isObject, parseJson } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { writeForeignBlock } from './foreign-block.ts'
import { anthropicMessages } from './wire.ts'

interface Kept {
  readonly extra?: Extra
}

/** The fields of this wire that a thing came with. */
export function keptOf({ extra }: Kept): JsonObject | undefined {
  return withoutMarks(extra?.[anthropicMessages])
}

export function markOf({ extra }: Kept, mark: `@${string}`): JsonValue | undefined {
  return extra?.[anthropicMessages]?.[mark]
}

export function writeText(part: TextPart): JsonObject {
  return writeForeignBlock(part) ?? withKept(keptOf(part), { type: 'text', text: part.text })
}

/** Undefined for reasoning that this wire did not issue. */
export function writeReasoning(part: ReasoningPart): JsonObject | undefined {
  const type = markOf(part, '@block')
  if (type === 'redacted_thinking') return withKept(keptOf(part), { type, data: part.encrypted ?? '' })
  if (type !== 'thinking' || part.signature === undefined) return undefined
  return withKept(keptOf(part), { type, thinking: part.text, signature: part.signature })
}

/** Undefined for a call of a tool that another vendor ran. */
export function writeToolUse(part: ToolCallPart, input: JsonObject): JsonObject | undefined {
  const kept = keptOf(part)
  if (part.executed && typeof kept?.type !== 'string') return undefined
  const { id, name } = part
  const caller = markOf(part, '@direct') ? { caller: { type: 'direct' } } : {}
  return withKept(kept, { type: part.executed ? kept?.type : 'tool_use', id, name, input, ...caller })
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
