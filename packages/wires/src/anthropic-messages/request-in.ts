import type { ChatRequest, JsonObject, ReceiptEntry, ResponseFormat } from '@lucid-gateway/core'
import {
  maybeFlag,
  maybeInteger,
  maybeNumber,
  maybeObject,
  maybeText,
  nameAt,
  objectAt,
  maybeTexts,
} from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { type Draft, type JsonDraft, put } from '../kit/json.ts'
import { readMessages } from './message-in.ts'
import { readReasoning } from './reasoning-in.ts'
import { readToolChoice, readTools } from './tool-in.ts'
import { anthropicMessages, betaHeader } from './wire.ts'

/** A caller's request in canonical words, and what the dialect needs beside it. */
export interface ReadMessagesRequest {
  readonly request: ChatRequest
  readonly receipt: readonly ReceiptEntry[]
  readonly model: string
  readonly stream: boolean
}

/** What of a request is not in its body. */
export interface ReadRequestOptions {
  /** The betas that the caller named in a header: they are part of the wire, and kept. */
  readonly betas?: readonly string[]
}

const known = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'metadata',
])
const outputFields = new Set(['effort', 'format'])
const formatFields = new Set(['type', 'schema'])
const metadataFields = new Set(['user_id'])

/** The wire has no names for schemas. */
export const schemaName = 'output'

/**
 * Reads the body of https://platform.claude.com/docs/en/api/messages/create. Known fields are checked, and throw
 * `invalid_request` with their path; unknown ones are kept in `extra` where they stood.
 */
export function readRequest(body: JsonObject, { betas = [] }: ReadRequestOptions = {}): ReadMessagesRequest {
  const receipt: ReceiptEntry[] = []
  const kept: JsonDraft = { ...unknownFields(body, known) }
  const request: Draft<ChatRequest> = { messages: readMessages(body, receipt) }
  if (body.tools !== undefined && body.tools !== null) request.tools = readTools(body.tools)
  readChoice(body, request, kept)
  put(request, 'responseFormat', readOutputConfig(body, kept))
  put(request, 'maxOutputTokens', maybeInteger(body.max_tokens, 'max_tokens', 0))
  put(request, 'temperature', maybeNumber(body.temperature, 'temperature'))
  put(request, 'topP', maybeNumber(body.top_p, 'top_p'))
  put(request, 'topK', maybeInteger(body.top_k, 'top_k', 0))
  put(request, 'stop', maybeTexts(body.stop_sequences, 'stop_sequences'))
  put(request, 'reasoning', readReasoning(body, kept))
  readMetadata(body, request, kept)
  if (betas.length > 0) kept[betaHeader] = betas
  Object.assign(request, extraOf(anthropicMessages, kept))
  return {
    request,
    receipt,
    model: nameAt(body.model, 'model'),
    stream: maybeFlag(body.stream, 'stream') ?? false,
  }
}

function readChoice(body: JsonObject, request: Draft<ChatRequest>, kept: JsonDraft): void {
  const value = maybeObject(body.tool_choice, 'tool_choice')
  if (!value) return
  const { choice, parallel, rest } = readToolChoice(value)
  put(request, 'toolChoice', choice)
  put(request, 'parallelToolCalls', parallel)
  put(kept, 'tool_choice', rest)
}

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs; the effort is read with the thinking. */
function readOutputConfig(body: JsonObject, kept: JsonDraft): ResponseFormat | undefined {
  const config = maybeObject(body.output_config, 'output_config')
  if (!config) return undefined
  const rest: JsonDraft = { ...unknownFields(config, outputFields) }
  const format = maybeObject(config.format, 'output_config.format')
  const isSchema = format?.type === 'json_schema'
  if (format) put(rest, 'format', isSchema ? unknownFields(format, formatFields) : format)
  if (Object.keys(rest).length > 0) kept.output_config = rest
  if (!format || !isSchema) return undefined
  const schema = objectAt(format.schema, 'output_config.format.schema')
  return { type: 'json-schema', name: schemaName, schema, strict: true }
}

function readMetadata(body: JsonObject, request: Draft<ChatRequest>, kept: JsonDraft): void {
  const metadata = maybeObject(body.metadata, 'metadata')
  if (!metadata) return
  put(request, 'user', maybeText(metadata.user_id, 'metadata.user_id'))
  put(kept, 'metadata', unknownFields(metadata, metadataFields))
}
