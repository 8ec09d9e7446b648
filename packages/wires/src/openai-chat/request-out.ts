import type { ChatRequest, JsonObject, JsonValue, ResponseFormat, Warning } from '@lucid-gateway/core'
import { writeEffort } from '../kit/effort.ts'
import { withKept, withoutWords } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { choiceAmong } from '../kit/lost-choice.ts'
import { Notes } from '../kit/notes.ts'
import { quirksFor } from '../kit/quirks.ts'
import { userName } from '../kit/user-name.ts'
import { writeMessages } from './message-out.ts'
import type { ChatQuirks } from './quirks.ts'
import { writeToolChoice, writeTools } from './tool-out.ts'
import { openaiChat } from './wire.ts'

export interface RequestTarget {
  /** The model in the vendor's own words. */
  readonly model: string
  readonly stream: boolean
  readonly quirks?: ChatQuirks
}

export interface WrittenRequest {
  readonly body: JsonObject
  readonly warnings: readonly Warning[]
}

/** Writes the body of https://platform.openai.com/docs/api-reference/chat/create for one target. */
export function writeRequest(request: ChatRequest, target: RequestTarget): WrittenRequest {
  const { reasoning } = request
  const notes = new Notes(openaiChat)
  const { efforts } = quirksFor(target.quirks ?? {}, target.model)
  const effort = reasoning && writeEffort(reasoning, efforts, notes)
  const quirks = quirksFor(target.quirks ?? {}, target.model, effort)
  notes.foreign(request.extra, '')
  const known: JsonDraft = { model: target.model, messages: writeMessages(request.messages, quirks, notes) }
  writeToolFields(request, known, quirks, notes)
  writeSampling(request, known, quirks, notes)
  if (request.responseFormat) known.response_format = writeFormat(request.responseFormat)
  put(known, 'reasoning_effort', effort)
  if (reasoning?.summary !== undefined)
    notes.add('dropped', 'reasoning.summary', 'The wire has no summaries of reasoning.')
  put(known, quirks.maxTokensField ?? 'max_completion_tokens', request.maxOutputTokens)
  put(known, 'verbosity', request.verbosity)
  put(known, 'metadata', request.metadata)
  const kept = withoutWords(request.extra?.[openaiChat], words, notes)
  const userField = kept?.safety_identifier === undefined ? (quirks.userField ?? 'user') : 'user'
  put(known, userField, userName(request.user, notes))
  if (target.stream) {
    known.stream = true
    if (quirks.streamUsage !== false) known.stream_options = { include_usage: true }
  }
  const body: JsonDraft = { ...withKept(kept, known) }
  if (!target.stream) delete body.stream_options
  for (const field of quirks.unsupported ?? []) {
    if (body[field] === undefined) continue
    delete body[field]
    notes.add('dropped', field, `"${target.model}" does not take "${field}".`)
  }
  return { body, warnings: notes.warnings }
}

const words = {
  n: 'candidates',
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  tools: 'tools',
  functions: 'tools',
  stream: 'stream',
} as const

function writeToolFields(request: ChatRequest, known: JsonDraft, quirks: ChatQuirks, notes: Notes): void {
  const { tools = [] } = request
  const written = writeTools(tools, notes)
  if (written.length > 0) known.tools = written
  const { toolChoice, parallelToolCalls } = choiceAmong(request, written, openaiChat, notes)
  if (toolChoice) known.tool_choice = writeToolChoice(toolChoice, tools, quirks)
  put(known, 'parallel_tool_calls', parallelToolCalls)
}

function writeSampling(request: ChatRequest, known: JsonDraft, quirks: ChatQuirks, notes: Notes): void {
  put(known, 'temperature', request.temperature)
  put(known, 'top_p', request.topP)
  if (quirks.topK) put(known, 'top_k', request.topK)
  else if (request.topK !== undefined) notes.add('dropped', 'topK', 'The vendor has no "top_k".')
  put(known, 'presence_penalty', request.presencePenalty)
  put(known, 'frequency_penalty', request.frequencyPenalty)
  if (request.stop && request.stop.length > 0) known.stop = request.stop
  put(known, 'seed', request.seed)
  put(known, 'n', request.candidates)
  if (request.logprobs) {
    known.logprobs = true
    put(known, 'top_logprobs', request.logprobs.top)
  }
}

function writeFormat(format: ResponseFormat): JsonValue {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const inner: JsonDraft = { name: format.name, schema: format.schema }
  put(inner, 'description', format.description)
  put(inner, 'strict', format.strict)
  return { type: 'json_schema', json_schema: inner }
}
