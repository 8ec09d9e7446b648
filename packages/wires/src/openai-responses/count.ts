import {
  type ChatRequest,
  inputMeters,
  type JsonObject,
  knownUsage,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import { type RequestTarget, writeRequest, type WrittenRequest } from './request-out.ts'

const counted = new Set([
  'conversation',
  'input',
  'instructions',
  'model',
  'parallel_tool_calls',
  'personality',
  'previous_response_id',
  'reasoning',
  'text',
  'tool_choice',
  'tools',
  'truncation',
])

/** Writes the body of https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens */
export function writeCountRequest(
  request: ChatRequest,
  target: Omit<RequestTarget, 'stream'>,
): WrittenRequest {
  const { body, warnings } = writeRequest(request, { ...target, stream: false })
  const known: JsonDraft = {}
  for (const field in body) if (counted.has(field)) known[field] = body[field]
  return { body: known, warnings }
}

/** Reads the answer to it. What of the input is cached is not told before it is used. */
export function readCount(body: unknown): Usage {
  if (!isObject(body) || typeof body.input_tokens !== 'number') throw malformed('an answer without a count')
  return knownUsage({ input: body.input_tokens }, body)
}

/** Undefined where the count is not known. */
export function writeCount(usage: Usage): JsonObject | undefined {
  const input = totalOf(usage, inputMeters)
  if (!input || input.certainty === 'unknown') return undefined
  return { object: 'response.input_tokens', input_tokens: input.quantity }
}
