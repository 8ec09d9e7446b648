import type {
  ChatRequest,
  JsonObject,
  JsonValue,
  ReasoningOptions,
  ReceiptEntry,
  ResponseFormat,
} from '@lucid-gateway/core'
import {
  arrayAt,
  maybeFlag,
  maybeInteger,
  maybeLabels,
  maybeNumber,
  maybeObject,
  maybeText,
  nameAt,
  textAt,
} from '../kit/check.ts'
import { unknownFields } from '../kit/extra.ts'
import { type Draft, type JsonDraft, put } from '../kit/json.ts'
import { readInput } from './input-in.ts'
import { readToolChoice, readTools } from './tool-in.ts'
import { openaiResponses } from './wire.ts'

/** A caller's request in canonical words, and what the dialect needs beside it. */
export interface ReadResponsesRequest {
  readonly request: ChatRequest
  readonly receipt: readonly ReceiptEntry[]
  readonly model: string
  readonly stream: boolean
  /** Whether the caller wants the answer kept, for `previous_response_id` and `GET /responses/{id}`. */
  readonly store: boolean
}

const known = new Set([
  'model',
  'input',
  'instructions',
  'stream',
  'store',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'reasoning',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'include',
  'user',
  'safety_identifier',
  'metadata',
])
const textFields = new Set(['format', 'verbosity'])
const formatFields = new Set(['type', 'name', 'schema', 'description', 'strict'])
const reasoningFields = new Set(['effort', 'summary'])
export const logprobsIncluded = 'message.output_text.logprobs'
export const reasoningIncluded = 'reasoning.encrypted_content'

/**
 * Reads the body of https://developers.openai.com/api/reference/resources/responses/methods/create. Known fields are
 * checked, and throw `invalid_request` with their path; unknown ones are kept in `extra` where they stood. What refers
 * to state that the vendor holds is kept too; see `stateIn`.
 */
export function readRequest(body: JsonObject): ReadResponsesRequest {
  const store = maybeFlag(body.store, 'store') ?? true
  const kept: JsonDraft = { ...unknownFields(body, known), '@store': store }
  const request: Draft<ChatRequest> = { messages: readInput(body.input, body.instructions) }
  if (body.tools !== undefined && body.tools !== null) request.tools = readTools(body.tools)
  if (body.tool_choice !== undefined && body.tool_choice !== null) {
    const choice = readToolChoice(body.tool_choice)
    if (choice) request.toolChoice = choice
    else kept.tool_choice = body.tool_choice
  }
  put(request, 'parallelToolCalls', maybeFlag(body.parallel_tool_calls, 'parallel_tool_calls'))
  readText(body, request, kept)
  put(request, 'maxOutputTokens', maybeInteger(body.max_output_tokens, 'max_output_tokens', 1))
  put(request, 'temperature', maybeNumber(body.temperature, 'temperature'))
  put(request, 'topP', maybeNumber(body.top_p, 'top_p'))
  put(request, 'reasoning', readReasoningOptions(body, kept))
  readIncluded(body, request, kept)
  put(request, 'metadata', maybeLabels(body.metadata, 'metadata'))
  readUser(body, request, kept)
  request.extra = { [openaiResponses]: kept }
  return {
    request,
    receipt: [],
    model: nameAt(body.model, 'model'),
    stream: maybeFlag(body.stream, 'stream') ?? false,
    store,
  }
}

function readText(body: JsonObject, request: Draft<ChatRequest>, kept: JsonDraft): void {
  const text = maybeObject(body.text, 'text')
  if (!text) return
  const rest: JsonDraft = { ...unknownFields(text, textFields) }
  put(request, 'verbosity', maybeText(text.verbosity, 'text.verbosity'))
  const format = maybeObject(text.format, 'text.format')
  if (format) {
    const read = readFormat(format)
    if (read) request.responseFormat = read
    put(rest, 'format', read ? unknownFields(format, formatFields) : format)
  }
  if (Object.keys(rest).length > 0) kept.text = rest
}

/** Undefined for a format that is not known. */
function readFormat(format: JsonObject): ResponseFormat | undefined {
  const type = nameAt(format.type, 'text.format.type')
  if (type === 'text') return { type: 'text' }
  if (type === 'json_object') return { type: 'json' }
  if (type !== 'json_schema') return undefined
  const description = maybeText(format.description, 'text.format.description')
  const strict = maybeFlag(format.strict, 'text.format.strict')
  return {
    type: 'json-schema',
    name: nameAt(format.name, 'text.format.name'),
    schema: maybeObject(format.schema, 'text.format.schema') ?? {},
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
  }
}

function readReasoningOptions(body: JsonObject, kept: JsonDraft): ReasoningOptions | undefined {
  const reasoning = maybeObject(body.reasoning, 'reasoning')
  if (!reasoning) return undefined
  put(kept, 'reasoning', unknownFields(reasoning, reasoningFields))
  const options: Draft<ReasoningOptions> = {}
  put(options, 'effort', maybeText(reasoning.effort, 'reasoning.effort'))
  const summary = maybeText(reasoning.summary, 'reasoning.summary')
  put(options, 'summary', summary as ReasoningOptions['summary'])
  return Object.keys(options).length > 0 ? options : undefined
}

/**
 * Log-probabilities are asked for in two fields. Reasoning that can be handed back is a wish that every answer grants, as
 * far as there is any; all else that may be included is for this wire.
 */
function readIncluded(body: JsonObject, request: Draft<ChatRequest>, kept: JsonDraft): void {
  const top = maybeInteger(body.top_logprobs, 'top_logprobs', 0)
  const { include } = body
  const included =
    include === undefined || include === null
      ? []
      : arrayAt(include, 'include').map((each, index) => textAt(each, `include[${index}]`))
  if (included.includes(logprobsIncluded)) request.logprobs = top === undefined ? {} : { top }
  else put(kept, 'top_logprobs', top)
  if (included.includes(reasoningIncluded)) kept['@encrypted'] = true
  const others: JsonValue[] = included.filter(each => each !== logprobsIncluded && each !== reasoningIncluded)
  if (others.length > 0) kept.include = others
}

/** `safety_identifier` is the newer name of `user`. Where both are given, `user` stands and the other is kept. */
function readUser(body: JsonObject, request: Draft<ChatRequest>, kept: JsonDraft): void {
  const user = maybeText(body.user, 'user')
  const identifier = maybeText(body.safety_identifier, 'safety_identifier')
  put(request, 'user', user ?? identifier)
  if (user !== undefined) put(kept, 'safety_identifier', identifier)
}
