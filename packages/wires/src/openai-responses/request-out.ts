import type { ChatRequest, JsonObject, JsonValue, ResponseFormat, Warning } from '@lucid-gateway/core'
import { writeEffort } from '../kit/effort.ts'
import { withKept, withoutWords } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { choiceAmong } from '../kit/lost-choice.ts'
import { Notes } from '../kit/notes.ts'
import { quirksFor } from '../kit/quirks.ts'
import { userName } from '../kit/user-name.ts'
import { writeInput } from './input-out.ts'
import type { ResponsesQuirks } from './quirks.ts'
import { logprobsIncluded, reasoningIncluded } from './request-in.ts'
import { writeToolChoice, writeTools } from './tool-out.ts'
import { keptOf, markOf, openaiResponses } from './wire.ts'

export interface RequestTarget {
  /** The model in the vendor's own words. */
  readonly model: string
  readonly stream: boolean
  readonly quirks?: ResponsesQuirks
}

export interface WrittenRequest {
  readonly body: JsonObject
  readonly warnings: readonly Warning[]
}

/**
 * Writes the body of https://developers.openai.com/api/reference/resources/responses/methods/create for one target.
 * A request that came on another wire is not kept by the vendor, who would keep it unless told; its reasoning comes
 * back encrypted instead, so that the next turn has it.
 */
export function writeRequest(request: ChatRequest, target: RequestTarget): WrittenRequest {
  const { reasoning } = request
  const notes = new Notes(openaiResponses)
  const { efforts } = quirksFor(target.quirks ?? {}, target.model)
  const effort = reasoning && writeEffort(reasoning, efforts, notes)
  const quirks = quirksFor(target.quirks ?? {}, target.model, effort)
  notes.foreign(request.extra, '')
  const { instructions, input } = writeInput(request.messages, quirks, notes)
  const known: JsonDraft = { model: target.model }
  put(known, 'instructions', instructions)
  known.input = input
  writeToolFields(request, known, notes)
  writeText(request, known)
  put(known, 'max_output_tokens', boundOf(request, quirks, notes))
  put(known, 'temperature', request.temperature)
  put(known, 'top_p', request.topP)
  const options: JsonDraft = {}
  put(options, 'effort', effort)
  put(options, 'summary', reasoning?.summary)
  if (Object.keys(options).length > 0) known.reasoning = options
  put(known, 'metadata', request.metadata)
  const kept = withoutWords(keptOf(request.extra), words, notes)
  const userField = kept?.safety_identifier === undefined ? 'safety_identifier' : 'user'
  put(known, userField, userName(request.user, notes))
  writeState(request, known, quirks)
  noteSampling(request, notes)
  if (target.stream) known.stream = true
  const body: JsonDraft = { ...withKept(kept, known) }
  if (!target.stream) delete body.stream_options
  for (const field of quirks.unsupported ?? []) drop(body, field, target.model, notes)
  return { body, warnings: notes.warnings }
}

const words = { max_output_tokens: 'maxOutputTokens', tools: 'tools', stream: 'stream' } as const

function boundOf(
  { maxOutputTokens }: ChatRequest,
  { leastOutputTokens = 1 }: ResponsesQuirks,
  notes: Notes,
): number | undefined {
  if (maxOutputTokens === undefined || maxOutputTokens >= leastOutputTokens) return maxOutputTokens
  notes.add('coerced', 'maxOutputTokens', `The vendor takes ${leastOutputTokens} or more.`)
  return leastOutputTokens
}

function drop(body: JsonDraft, field: string, model: string, notes: Notes): void {
  if (body[field] === undefined) return
  delete body[field]
  if (field === 'top_logprobs' && Array.isArray(body.include)) {
    const others = (body.include as readonly JsonValue[]).filter(each => each !== logprobsIncluded)
    if (others.length > 0) body.include = others
    else delete body.include
  }
  notes.add('dropped', field, `"${model}" does not take "${field}".`)
}

function writeToolFields(request: ChatRequest, known: JsonDraft, notes: Notes): void {
  const { tools = [] } = request
  const written = writeTools(tools, notes)
  if (written.length > 0) known.tools = written
  const { toolChoice, parallelToolCalls } = choiceAmong(request, written, openaiResponses, notes)
  if (toolChoice) known.tool_choice = writeToolChoice(toolChoice, tools)
  put(known, 'parallel_tool_calls', parallelToolCalls)
}

function writeText(request: ChatRequest, known: JsonDraft): void {
  const { responseFormat, verbosity } = request
  if (responseFormat === undefined && verbosity === undefined) return
  const text: JsonDraft = {}
  if (responseFormat) text.format = writeFormat(responseFormat)
  put(text, 'verbosity', verbosity)
  known.text = text
}

function writeFormat(format: ResponseFormat): JsonValue {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const written: JsonDraft = { type: 'json_schema', name: format.name, schema: format.schema }
  put(written, 'description', format.description)
  put(written, 'strict', format.strict)
  return written
}

/** What is kept, and what is wanted with the answer beside its content. */
function writeState(request: ChatRequest, known: JsonDraft, quirks: ResponsesQuirks): void {
  const store = markOf(request.extra, '@store')
  const kept = keptOf(request.extra)?.include
  const include = new Set<JsonValue>(Array.isArray(kept) ? (kept as readonly JsonValue[]) : [])
  if (store !== true) known.store = false
  const wanted = store === undefined ? quirks.encryptedReasoning : markOf(request.extra, '@encrypted')
  if (wanted) include.add(reasoningIncluded)
  if (request.logprobs) {
    include.add(logprobsIncluded)
    put(known, 'top_logprobs', request.logprobs.top ?? 0)
  }
  if (include.size > 0) known.include = [...include]
}

const sampling = ['topK', 'presencePenalty', 'frequencyPenalty', 'stop', 'seed'] as const

function noteSampling(request: ChatRequest, notes: Notes): void {
  for (const field of sampling) {
    if (request[field] !== undefined) notes.add('dropped', field, 'The wire has no such field.')
  }
  if (request.candidates !== undefined && request.candidates > 1) {
    notes.add('dropped', 'candidates', 'The wire gives one answer.')
  }
}
