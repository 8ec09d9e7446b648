import type {
  ChatRequest,
  HttpHeaders,
  JsonObject,
  JsonValue,
  ResponseFormat,
  Warning,
} from '@lucid-gateway/core'
import { withKept, withoutWords } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { quirksFor } from '../kit/quirks.ts'
import { keptOf } from './block-out.ts'
import { closedSchema } from './closed-schema.ts'
import { writeMessages } from './message-out.ts'
import type { MessagesQuirks } from './quirks.ts'
import { writeReasoningFields } from './reasoning-out.ts'
import { schemaName } from './request-in.ts'
import { writeToolFields } from './tool-out.ts'
import { anthropicMessages, type AnthropicVersion, betaHeader, writeWireHead } from './wire.ts'

export interface RequestTarget {
  /** The model in the vendor's own words. */
  readonly model: string
  readonly stream: boolean
  readonly version: AnthropicVersion
  /** The cap of a request that names none: the wire needs one. */
  readonly maxTokens: number
  /** Betas to ask for beside those of the request. */
  readonly betas?: readonly string[]
  readonly quirks?: MessagesQuirks
}

export interface WrittenRequest {
  readonly body: JsonObject
  /** Version and betas, which are part of the wire. */
  readonly headers: HttpHeaders
  readonly warnings: readonly Warning[]
}

/** Fields that a version has no more. */
const removed: Readonly<Record<AnthropicVersion, readonly string[]>> = {
  '2023-06-01': [],
  '2026-10-21': ['temperature', 'top_p', 'top_k'],
}

/** Writes the body of https://platform.claude.com/docs/en/api/messages/create for one target. */
export function writeRequest(request: ChatRequest, target: RequestTarget): WrittenRequest {
  const { model, version } = target
  const quirks = quirksFor(target.quirks ?? {}, model)
  const notes = new Notes(anthropicMessages)
  const { [betaHeader]: betas, thinking: _, ...kept } = keptOf(request) ?? {}
  notes.foreign(request.extra, '')
  const known: JsonDraft = {
    model,
    max_tokens: request.maxOutputTokens ?? target.maxTokens,
    ...writeMessages(request.messages, version, quirks, notes),
  }
  writeToolFields(request, known, notes)
  writeSampling(request, known, quirks, notes)
  writeReasoningFields(request, known, quirks, notes)
  if (request.responseFormat) writeFormat(request.responseFormat, known, notes)
  put(known, 'stop_sequences', request.stop && wordsAmong(request.stop, notes))
  if (request.user !== undefined) known.metadata = { user_id: request.user }
  noteUnknown(request, notes)
  if (target.stream) known.stream = true
  const body: JsonDraft = { ...withKept(withoutWords(kept, words, notes), known) }
  for (const field of [...removed[version], ...(quirks.unsupported ?? [])]) {
    if (body[field] === undefined) continue
    delete body[field]
    notes.add('dropped', canonicalNames[field] ?? field, `"${model}" does not take "${field}".`)
  }
  const headers = writeWireHead(version, [...(target.betas ?? []), ...namesIn(betas)])
  return { body, headers, warnings: notes.warnings }
}

const words = { max_tokens: 'maxOutputTokens', tools: 'tools', stream: 'stream' } as const

const canonicalNames: Readonly<Record<string, string>> = { top_p: 'topP', top_k: 'topK' }

function namesIn(betas: JsonValue | undefined): readonly string[] {
  return Array.isArray(betas) ? betas.filter(beta => typeof beta === 'string') : []
}

function writeSampling(request: ChatRequest, known: JsonDraft, quirks: MessagesQuirks, notes: Notes): void {
  const { temperature, topP } = request
  if (temperature !== undefined) {
    known.temperature = Math.min(1, temperature)
    if (temperature > 1) notes.add('coerced', 'temperature', 'On this wire temperatures end at 1.')
  }
  if (quirks.oneSampler && temperature !== undefined && topP !== undefined) {
    notes.add('dropped', 'topP', 'The model takes a temperature or "top_p", not both.')
  } else put(known, 'top_p', topP)
  put(known, 'top_k', request.topK)
}

const jsonOnly = 'Answer with one JSON object and nothing else: no words around it, and no code fence.'

function writeFormat(format: ResponseFormat, known: JsonDraft, notes: Notes): void {
  if (format.type === 'text') return
  if (format.type === 'json') {
    const lead = typeof known.system === 'string' ? [{ type: 'text', text: known.system }] : known.system
    known.system = [...((lead ?? []) as readonly JsonObject[]), { type: 'text', text: jsonOnly }]
    notes.add(
      'emulated',
      'responseFormat',
      'The wire has no JSON of any kind; the model is told to write some.',
    )
    return
  }
  if (format.name !== schemaName)
    notes.add('dropped', 'responseFormat.name', 'The wire has no names for schemas.')
  if (format.description !== undefined)
    notes.add('dropped', 'responseFormat.description', 'The wire has no descriptions of schemas.')
  if (format.strict === false)
    notes.add('coerced', 'responseFormat.strict', 'An answer is always held to its schema on this wire.')
  // What came in on this wire has its own form, which is for the vendor to judge.
  const own = format.name === schemaName
  const schema = own ? format.schema : closedSchema(format.schema, 'responseFormat.schema', notes)
  const output: JsonDraft = { format: { type: 'json_schema', schema } }
  known.output_config = withKept(output, (known.output_config as JsonDraft | undefined) ?? {})
}

/** White space alone is refused. */
function wordsAmong(stop: readonly string[], notes: Notes): readonly string[] | undefined {
  const words = stop.filter(each => each.trim() !== '')
  for (const [index, each] of stop.entries()) {
    if (each.trim() !== '') continue
    const field = words.length > 0 ? `stop[${index}]` : 'stop'
    notes.add('dropped', field, 'On this wire an answer does not stop at white space alone.')
  }
  return words.length > 0 ? words : undefined
}

/** What a request may ask for and the wire has no word for. */
const wordless = ['presencePenalty', 'frequencyPenalty', 'seed', 'logprobs', 'verbosity', 'metadata'] as const

function noteUnknown(request: ChatRequest, notes: Notes): void {
  for (const field of wordless) {
    if (request[field] !== undefined) notes.add('dropped', field, `The wire has no word for "${field}".`)
  }
  if (request.candidates !== undefined && request.candidates > 1)
    notes.add('dropped', 'candidates', 'The wire gives one answer.')
}

/** What counts, of a request. */
const counted: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'cache_control',
  'speed',
  'context_management',
  'mcp_servers',
])

/** The same request for https://platform.claude.com/docs/en/api/messages/count_tokens */
export function writeCountRequest({ body, ...rest }: WrittenRequest): WrittenRequest {
  return { ...rest, body: Object.fromEntries(Object.entries(body).filter(([name]) => counted.has(name))) }
}
