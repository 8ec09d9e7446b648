import type {
  ChatRequest,
  JsonObject,
  JsonValue,
  ReasoningOptions,
  ResponseFormat,
} from '@lucid-gateway/core'
import { maybeFlag, maybeInteger, maybeNumber, maybeObject, maybeText, maybeTexts } from '../kit/check.ts'
import { unknownFields } from '../kit/extra.ts'
import { type Draft, type JsonDraft, put } from '../kit/json.ts'
import { maybeMessage } from './fields.ts'
import { jsonSchema } from './schema.ts'

const at = (name: string): string => `generationConfig.${name}`

const known = new Set([
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'seed',
  'candidateCount',
  'responseLogprobs',
  'logprobs',
  'thinkingConfig',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
])
const thinkingFields = new Set(['includeThoughts', 'thinkingLevel', 'thinkingBudget'])

/** Reads https://ai.google.dev/api/generate-content#GenerationConfig; what is kept of it is under its own name. */
export function readConfig(
  value: JsonValue | undefined,
  request: Draft<ChatRequest>,
): JsonObject | undefined {
  const config = maybeMessage(value, 'generationConfig', known)
  if (!config) return undefined
  const kept: JsonDraft = { ...unknownFields(config, known) }
  put(request, 'maxOutputTokens', maybeInteger(config.maxOutputTokens, at('maxOutputTokens'), 1))
  put(request, 'temperature', maybeNumber(config.temperature, at('temperature')))
  put(request, 'topP', maybeNumber(config.topP, at('topP')))
  put(request, 'topK', maybeNumber(config.topK, at('topK')))
  put(request, 'presencePenalty', maybeNumber(config.presencePenalty, at('presencePenalty')))
  put(request, 'frequencyPenalty', maybeNumber(config.frequencyPenalty, at('frequencyPenalty')))
  put(request, 'seed', maybeInteger(config.seed, at('seed'), Number.MIN_SAFE_INTEGER))
  put(request, 'candidates', maybeInteger(config.candidateCount, at('candidateCount'), 1))
  put(request, 'stop', maybeTexts(config.stopSequences, at('stopSequences')))
  const top = maybeInteger(config.logprobs, at('logprobs'), 0)
  if (maybeFlag(config.responseLogprobs, at('responseLogprobs')))
    request.logprobs = top === undefined ? {} : { top }
  else put(kept, 'logprobs', top)
  put(request, 'reasoning', readThinking(config.thinkingConfig, kept))
  put(request, 'responseFormat', readFormat(config, kept))
  return Object.keys(kept).length > 0 ? kept : undefined
}

function readThinking(value: JsonValue | undefined, kept: JsonDraft): ReasoningOptions | undefined {
  const path = at('thinkingConfig')
  const config = maybeMessage(value, path, thinkingFields)
  if (!config) return undefined
  const options: Draft<ReasoningOptions> = {}
  const rest: JsonDraft = { ...unknownFields(config, thinkingFields) }
  const level = maybeText(config.thinkingLevel, `${path}.thinkingLevel`)
  const budget = maybeInteger(config.thinkingBudget, `${path}.thinkingBudget`, -1)
  if (level !== undefined) options.effort = level.toLowerCase()
  else if (budget === 0) options.effort = 'none'
  if (budget !== undefined && budget > 0) options.budgetTokens = budget
  // As much as the model sees fit, which no other vendor has a word for.
  if (budget === -1) rest.thinkingBudget = budget
  if (maybeFlag(config.includeThoughts, `${path}.includeThoughts`)) options.summary = 'auto'
  if (Object.keys(rest).length > 0) kept.thinkingConfig = rest
  return Object.keys(options).length > 0 ? options : undefined
}

/** A schema counts as one of JSON; what is neither JSON nor plain text is this wire's own. */
function readFormat(config: JsonObject, kept: JsonDraft): ResponseFormat | undefined {
  const type = maybeText(config.responseMimeType, at('responseMimeType'))
  const own = maybeObject(config.responseSchema, at('responseSchema'))
  const schema = maybeObject(config.responseJsonSchema, at('responseJsonSchema')) ?? (own && jsonSchema(own))
  if (type === 'text/plain') return { type: 'text' }
  if (type === 'application/json')
    return schema ? { type: 'json-schema', name: nameOf(schema), schema } : { type: 'json' }
  put(kept, 'responseMimeType', type)
  put(kept, 'responseSchema', own)
  put(kept, 'responseJsonSchema', config.responseJsonSchema ?? undefined)
  return undefined
}

/** Other wires want a name for a schema. */
function nameOf({ title }: JsonObject): string {
  return typeof title === 'string' && /^[\w-]{1,64}$/.test(title) ? title : 'response'
}
