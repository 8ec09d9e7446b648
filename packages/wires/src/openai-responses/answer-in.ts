import type { AssistantContent, ChatResult, JsonObject, JsonValue } from '@lucid-gateway/core'
import { unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import type { ErrorReader } from '../openai-chat/error-object.ts'
import { failureOf } from './error-object.ts'
import { callsTools, readFinish } from './finish.ts'
import { readItem } from './item-in.ts'
import { readUsage } from './usage.ts'
import { openaiResponses } from './wire.ts'

/** What a vendor does in its own way, when its answers are read. */
export interface ReadOptions {
  /** Makes an error of an error object inside an answer of status 200. */
  readonly error?: ErrorReader
}

const bodyFields = new Set([
  'id',
  'object',
  'created_at',
  'model',
  'output',
  'output_text',
  'usage',
  'status',
  'error',
  'incomplete_details',
])

/** What an answer repeats of its request, or says of its own making. */
const echoFields = new Set([
  'background',
  'completed_at',
  'conversation',
  'frequency_penalty',
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'parallel_tool_calls',
  'presence_penalty',
  'previous_response_id',
  'prompt',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'reasoning',
  'safety_identifier',
  'store',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
])

/** Reads https://developers.openai.com/api/reference/resources/responses: the response object */
export function readAnswer(body: unknown, options: ReadOptions = {}): ChatResult {
  if (!isObject(body)) throw malformed('an answer that is no JSON object')
  const failure = failureOf(body, options.error)
  if (failure) throw failure
  if (!Array.isArray(body.output)) throw malformed('an answer without output')
  const content: AssistantContent[] = []
  const logprobs: JsonValue[] = []
  for (const item of body.output as readonly JsonValue[])
    if (isObject(item)) readItem(item, content, logprobs)
  return {
    ...(typeof body.id === 'string' ? { id: body.id } : {}),
    ...(typeof body.model === 'string' ? { model: body.model } : {}),
    ...(typeof body.created_at === 'number' ? { created: body.created_at } : {}),
    content,
    finish: readFinish(body, callsTools(content)),
    ...(logprobs.length > 0 ? { logprobs } : {}),
    usage: readUsage(body.usage, body.tool_usage),
    ...bodyExtra(body),
  }
}

/** What the canonical model has no word for; what is only repeated is marked as such. */
export function bodyExtra(body: JsonObject): Pick<ChatResult, 'extra'> {
  const rest = unknownFields(body, bodyFields)
  if (!rest) return {}
  const kept: JsonDraft = {}
  const echo: JsonDraft = {}
  for (const name of Object.keys(rest)) {
    const target = echoFields.has(name) || rest[name] === null ? echo : kept
    target[name] = rest[name]
  }
  if (Object.keys(echo).length > 0) kept['@echo'] = echo
  return { extra: { [openaiResponses]: kept } }
}

/** The fields of a caller's request that its answer repeats. */
export function echoOf(request: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(request).filter(([name, value]) => echoFields.has(name) && value !== undefined),
  )
}
