import {
  type JsonObject,
  type JsonValue,
  knownUsage,
  type ModerationCategory,
  type ModerationResult,
  type ModerationVerdict,
} from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import { type ErrorReader, readErrorObject } from '../openai-chat/error-object.ts'
import { openaiModerations } from './wire.ts'

const bodyFields = new Set(['id', 'model', 'results', 'usage', 'error', 'object'])
const resultFields = new Set(['flagged', 'categories', 'category_scores', 'category_applied_input_types'])

/** Reads https://platform.openai.com/docs/api-reference/moderations/object */
export function readAnswer(
  body: unknown,
  { error = readErrorObject }: { readonly error?: ErrorReader } = {},
): ModerationResult {
  if (!isObject(body)) throw malformed('an answer that is no JSON object')
  if (body.error !== undefined && body.error !== null) throw error(body.error)
  if (!Array.isArray(body.results)) throw malformed('an answer without results')
  const results = (body.results as readonly JsonValue[]).filter(isObject)
  const kept: JsonDraft = { ...unknownFields(body, bodyFields) }
  const ofResults = results.map(result => unknownFields(result, resultFields) ?? {})
  if (ofResults.some(fields => Object.keys(fields).length > 0)) kept.results = ofResults
  const tokens = isObject(body.usage) ? body.usage.prompt_tokens : undefined
  return {
    ...(typeof body.id === 'string' ? { id: body.id } : {}),
    ...(typeof body.model === 'string' ? { model: body.model } : {}),
    verdicts: results.map(readVerdict),
    usage: knownUsage({ request: 1, input: typeof tokens === 'number' ? tokens : undefined }, body.usage),
    ...extraOf(openaiModerations, kept),
  }
}

function readVerdict(result: JsonObject): ModerationVerdict {
  const scores = isObject(result.category_scores) ? result.category_scores : {}
  const types = isObject(result.category_applied_input_types) ? result.category_applied_input_types : {}
  const flags = isObject(result.categories) ? result.categories : {}
  const names = Object.keys({ ...flags, ...scores })
  const categories = names.map(name => [name, readCategory(flags[name], scores[name], types[name])] as const)
  return { flagged: result.flagged === true, categories: Object.fromEntries(categories) }
}

function readCategory(
  flagged: JsonValue | undefined,
  score: JsonValue | undefined,
  types: JsonValue | undefined,
): ModerationCategory {
  return {
    flagged: flagged === true,
    ...(typeof score === 'number' ? { score } : {}),
    ...(Array.isArray(types)
      ? { appliesTo: (types as readonly JsonValue[]).filter(type => typeof type === 'string') }
      : {}),
  }
}
