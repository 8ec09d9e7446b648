import type {
  AssistantContent,
  Extra,
  FilePart,
  JsonObject,
  JsonValue,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import type { CallIds } from './call-ids.ts'
import { camelFields, messageOf } from './fields.ts'
import { readMedia, unknownOfMedia } from './media.ts'
import { gemini } from './wire.ts'

/** What a part may hold, of which it holds one. */
const dataFields = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
] as const

export type PartKind = (typeof dataFields)[number]

const partFields: ReadonlySet<string> = new Set([
  ...dataFields,
  'thoughtSignature',
  'videoMetadata',
  'mediaResolution',
  'partMetadata',
])
const callFields = new Set(['id', 'name', 'args'])
const codeFields = new Set(['id', 'language', 'code'])
const outcomeFields = new Set(['id', 'output'])
const toolFields = new Set(['id', 'toolType', 'args', 'response'])

/** A part with its names in camel case. */
export function partOf(source: JsonObject): JsonObject {
  return camelFields(source, partFields)
}

export function kindOf(part: JsonObject): PartKind | undefined {
  return dataFields.find(name => part[name] !== undefined && part[name] !== null)
}

/** A text and nothing else but that it is thought. Such parts are one text; others must be given back as they came. */
export function isPlain(part: JsonObject): part is JsonObject & { readonly text: string } {
  if (typeof part.text !== 'string') return false
  for (const name in part) if (name !== 'text' && name !== 'thought') return false
  return true
}

/** Reads a part of an answer: https://ai.google.dev/api/caching#Part. Whatever it is, it keeps its place. */
export function readAnswerPart(part: JsonObject, ids: CallIds): AssistantContent {
  switch (kindOf(part)) {
    case 'text':
      return part.thought === true
        ? { type: 'reasoning', text: textOf(part.text), ...besides(part, ['text', 'thought']) }
        : readText(part)
    case 'inlineData':
    case 'fileData':
      return readFile(part)
    case 'functionCall':
      return readCall(part, ids)
    case 'executableCode':
      return readCode(part, ids)
    case 'codeExecutionResult':
      return readOutcome(part, ids)
    case 'toolCall':
      return readServerCall(part, ids)
    case 'toolResponse':
      return readServerResult(part, ids)
    default:
      return readForeignPart(part)
  }
}

export function readText(part: JsonObject): TextPart {
  return { type: 'text', text: textOf(part.text), ...besides(part, ['text']) }
}

/** A part that the canonical model has no word for: only this wire can read it. */
export function readForeignPart(part: JsonObject): TextPart {
  return { type: 'text', text: '', extra: { [gemini]: part } }
}

export function readFile(part: JsonObject): FilePart {
  const { detail, ...media } = readMedia(part)
  return {
    type: 'file',
    ...media,
    ...(detail === undefined ? {} : { detail }),
    ...besides(
      part,
      ['inlineData', 'fileData', ...(detail === undefined ? [] : ['mediaResolution'])],
      unknownOfMedia(part),
    ),
  }
}

function readCall(part: JsonObject, ids: CallIds): ToolCallPart {
  const call = messageOf(part.functionCall, callFields) ?? {}
  const nested = unknownFields(call, callFields)
  return {
    type: 'tool-call',
    id: ids.idOf(call),
    name: textOf(call.name),
    input: isObject(call.args) ? JSON.stringify(call.args) : '{}',
    ...besides(part, ['functionCall'], nested && { functionCall: nested }),
  }
}

/** Code that the vendor ran: its name says which of the vendor's tools that is. */
function readCode(part: JsonObject, ids: CallIds): ToolCallPart {
  const source = messageOf(part.executableCode, codeFields) ?? {}
  const { language, code } = source
  return {
    type: 'tool-call',
    id: ids.idOf(source),
    name: 'code_execution',
    input: JSON.stringify({ language, code }),
    executed: true,
    ...besides(part, ['executableCode'], { executableCode: unknownFields(source, codeFields) ?? {} }),
  }
}

function readOutcome(part: JsonObject, ids: CallIds): ToolResultPart {
  const result = messageOf(part.codeExecutionResult, outcomeFields) ?? {}
  const output = textOf(result.output)
  return {
    type: 'tool-result',
    callId: idOf(result) ?? ids.last,
    name: 'code_execution',
    content: output === '' ? [] : [{ type: 'text', text: output }],
    ...(result.outcome === 'OUTCOME_OK' ? {} : { failed: true }),
    ...besides(part, ['codeExecutionResult'], {
      codeExecutionResult: unknownFields(result, outcomeFields) ?? {},
    }),
  }
}

function readServerCall(part: JsonObject, ids: CallIds): ToolCallPart {
  const call = messageOf(part.toolCall, toolFields) ?? {}
  return {
    type: 'tool-call',
    id: ids.idOf(call),
    name: textOf(call.toolType),
    input: isObject(call.args) ? JSON.stringify(call.args) : '{}',
    executed: true,
    ...besides(part, ['toolCall'], { toolCall: unknownFields(call, toolFields) ?? {} }),
  }
}

function readServerResult(part: JsonObject, ids: CallIds): ToolResultPart {
  const result = messageOf(part.toolResponse, toolFields) ?? {}
  const text = isObject(result.response) ? JSON.stringify(result.response) : ''
  return {
    type: 'tool-result',
    callId: idOf(result) ?? ids.last,
    name: textOf(result.toolType),
    content: text === '' ? [] : [{ type: 'text', text }],
    ...besides(part, ['toolResponse'], { toolResponse: unknownFields(result, toolFields) ?? {} }),
  }
}

/** What a part has beside what was read of it; what was read in part leaves the rest under its own name. */
export function besides(
  part: JsonObject,
  read: readonly string[],
  rest: JsonDraft = {},
): { readonly extra?: Extra } {
  const kept: JsonDraft = {}
  for (const name in part) if (!read.includes(name)) kept[name] = part[name]
  for (const name in rest) if (rest[name] !== undefined) kept[name] = rest[name]
  return extraOf(gemini, kept)
}

function idOf(message: JsonObject): string | undefined {
  return typeof message.id === 'string' && message.id !== '' ? message.id : undefined
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
