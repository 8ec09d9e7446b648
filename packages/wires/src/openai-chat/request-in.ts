import type { ChatRequest, JsonObject, JsonValue, ReceiptEntry, ResponseFormat } from '@lucid-gateway/core'
import {
  invalid,
  maybeFlag,
  maybeInteger,
  maybeLabels,
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
import { readLegacyChoice, readLegacyFunctions, readToolChoice, readTools } from './tool-in.ts'
import { openaiChat } from './wire.ts'

export type MaxTokensField = 'max_tokens' | 'max_completion_tokens'

/** A caller's request in canonical words, and what the dialect needs beside it. */
export interface ReadChatRequest {
  readonly request: ChatRequest
  readonly receipt: readonly ReceiptEntry[]
  readonly model: string
  readonly stream: boolean
  /** Whether the caller asked for the usage at the end of a stream. */
  readonly includeUsage: boolean
  /** The field that the caller bounds the output with. */
  readonly maxTokensField: MaxTokensField | undefined
}

const known = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'parallel_tool_calls',
  'response_format',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'presence_penalty',
  'frequency_penalty',
  'stop',
  'seed',
  'n',
  'reasoning_effort',
  'logprobs',
  'top_logprobs',
  'verbosity',
  'user',
  'safety_identifier',
  'metadata',
])
const streamOptionFields = new Set(['include_usage'])
const formatFields = new Set(['type', 'json_schema'])
const schemaFields = new Set(['name', 'schema', 'description', 'strict'])

/**
 * Reads the body of https://platform.openai.com/docs/api-reference/chat/create. Known fields are checked, and throw
 * `invalid_request` with their path; unknown ones are kept in `extra` where they stood.
 */
export function readRequest(body: JsonObject): ReadChatRequest {
  const receipt: ReceiptEntry[] = []
  const kept: JsonDraft = { ...unknownFields(body, known) }
  const request: Draft<ChatRequest> = { messages: readMessages(body.messages, receipt) }
  readSampling(body, request)
  readToolFields(body, request, kept, receipt)
  put(request, 'responseFormat', readFormat(body.response_format, kept))
  const maxTokensField = readMaxTokens(body, request, receipt)
  const effort = maybeText(body.reasoning_effort, 'reasoning_effort')
  if (effort !== undefined) request.reasoning = { effort }
  put(request, 'verbosity', maybeText(body.verbosity, 'verbosity'))
  put(request, 'metadata', maybeLabels(body.metadata, 'metadata'))
  readUser(body, request, kept)
  const streamOptions = maybeObject(body.stream_options, 'stream_options')
  const otherOptions = streamOptions && unknownFields(streamOptions, streamOptionFields)
  if (otherOptions) kept.stream_options = otherOptions
  Object.assign(request, extraOf(openaiChat, kept))
  return {
    request,
    receipt,
    model: nameAt(body.model, 'model'),
    stream: maybeFlag(body.stream, 'stream') ?? false,
    includeUsage: maybeFlag(streamOptions?.include_usage, 'stream_options.include_usage') ?? false,
    maxTokensField,
  }
}

function readSampling(body: JsonObject, request: Draft<ChatRequest>): void {
  put(request, 'temperature', maybeNumber(body.temperature, 'temperature'))
  put(request, 'topP', maybeNumber(body.top_p, 'top_p'))
  put(request, 'topK', maybeInteger(body.top_k, 'top_k', Number.MIN_SAFE_INTEGER))
  put(request, 'presencePenalty', maybeNumber(body.presence_penalty, 'presence_penalty'))
  put(request, 'frequencyPenalty', maybeNumber(body.frequency_penalty, 'frequency_penalty'))
  put(request, 'seed', maybeInteger(body.seed, 'seed', Number.MIN_SAFE_INTEGER))
  put(request, 'candidates', maybeInteger(body.n, 'n', 1))
  put(request, 'stop', readStop(body.stop))
  const top = maybeInteger(body.top_logprobs, 'top_logprobs', 0)
  if (maybeFlag(body.logprobs, 'logprobs')) request.logprobs = top === undefined ? {} : { top }
  else if (top !== undefined) {
    throw invalid(
      'top_logprobs',
      '"top_logprobs" needs "logprobs": true.',
      'Set "logprobs" to true, or leave both out.',
    )
  }
}

function readStop(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return [value]
  return maybeTexts(value, 'stop')
}

function readToolFields(
  body: JsonObject,
  request: Draft<ChatRequest>,
  kept: JsonDraft,
  receipt: ReceiptEntry[],
): void {
  if (body.tools !== undefined && body.tools !== null) request.tools = readTools(body.tools)
  else if (body.functions !== undefined && body.functions !== null) {
    request.tools = readLegacyFunctions(body.functions, receipt)
  }
  if (body.tool_choice !== undefined && body.tool_choice !== null) {
    const choice = readToolChoice(body.tool_choice)
    if (choice) request.toolChoice = choice
    else kept.tool_choice = body.tool_choice
  } else if (body.function_call !== undefined && body.function_call !== null) {
    request.toolChoice = readLegacyChoice(body.function_call)
  }
  put(request, 'parallelToolCalls', maybeFlag(body.parallel_tool_calls, 'parallel_tool_calls'))
}

function readFormat(value: JsonValue | undefined, kept: JsonDraft): ResponseFormat | undefined {
  const format = maybeObject(value, 'response_format')
  if (!format) return undefined
  const type = nameAt(format.type, 'response_format.type')
  if (type !== 'text' && type !== 'json_object' && type !== 'json_schema') {
    kept.response_format = format
    return undefined
  }
  const rest: JsonDraft = { ...unknownFields(format, formatFields) }
  const read =
    type === 'json_schema' ? readSchema(format, rest) : ({ type: type === 'text' ? 'text' : 'json' } as const)
  if (Object.keys(rest).length > 0) kept.response_format = rest
  return read
}

function readSchema(format: JsonObject, rest: JsonDraft): ResponseFormat {
  const path = 'response_format.json_schema'
  const inner = objectAt(format.json_schema, path)
  put(rest, 'json_schema', unknownFields(inner, schemaFields))
  const description = maybeText(inner.description, `${path}.description`)
  const strict = maybeFlag(inner.strict, `${path}.strict`)
  return {
    type: 'json-schema',
    name: nameAt(inner.name, `${path}.name`),
    schema: maybeObject(inner.schema, `${path}.schema`) ?? {},
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
  }
}

function readMaxTokens(
  body: JsonObject,
  request: Draft<ChatRequest>,
  receipt: ReceiptEntry[],
): MaxTokensField | undefined {
  const old = maybeInteger(body.max_tokens, 'max_tokens', 1)
  const now = maybeInteger(body.max_completion_tokens, 'max_completion_tokens', 1)
  put(request, 'maxOutputTokens', now ?? old)
  if (now !== undefined && old !== undefined) {
    receipt.push({
      action: 'dropped',
      field: 'max_tokens',
      reason: '"max_completion_tokens" says the same, and is newer.',
    })
  }
  return now === undefined ? (old === undefined ? undefined : 'max_tokens') : 'max_completion_tokens'
}

/** `safety_identifier` is the newer name of `user`. Where both are given, `user` stands and the other is kept. */
function readUser(body: JsonObject, request: Draft<ChatRequest>, kept: JsonDraft): void {
  const user = maybeText(body.user, 'user')
  const identifier = maybeText(body.safety_identifier, 'safety_identifier')
  put(request, 'user', user ?? identifier)
  if (user !== undefined) put(kept, 'safety_identifier', identifier)
}
