import type { ChatRequest, JsonObject, ReasoningOptions, ResponseFormat } from '@lucid-gateway/core'
import { nearestEffort } from '../kit/effort.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import type { GeminiQuirks, ThinkingLevel } from './quirks.ts'

/** Writes https://ai.google.dev/api/generate-content#GenerationConfig, without what the request keeps for it. */
export function writeConfig(request: ChatRequest, quirks: GeminiQuirks, notes: Notes): JsonDraft {
  const config: JsonDraft = {}
  put(config, 'maxOutputTokens', request.maxOutputTokens)
  put(config, 'temperature', request.temperature)
  put(config, 'topP', request.topP)
  put(config, 'topK', request.topK)
  put(config, 'presencePenalty', request.presencePenalty)
  put(config, 'frequencyPenalty', request.frequencyPenalty)
  put(config, 'stopSequences', request.stop)
  put(config, 'seed', request.seed)
  put(config, 'candidateCount', request.candidates)
  if (request.logprobs) {
    config.responseLogprobs = true
    put(config, 'logprobs', request.logprobs.top)
  }
  if (request.reasoning) put(config, 'thinkingConfig', writeThinking(request.reasoning, quirks, notes))
  if (request.responseFormat) Object.assign(config, writeFormat(request.responseFormat, notes))
  return config
}

function writeThinking(
  reasoning: ReasoningOptions,
  quirks: GeminiQuirks,
  notes: Notes,
): JsonObject | undefined {
  const config: JsonDraft = {}
  if (quirks.thinking === 'none') {
    notes.add('dropped', 'reasoning', 'The model does not think.')
    return undefined
  }
  if (quirks.thinking === 'budget') put(config, 'thinkingBudget', budgetOf(reasoning, quirks, notes))
  else putLevel(config, reasoning, quirks, notes)
  if (reasoning.summary !== undefined) {
    config.includeThoughts = true
    if (reasoning.summary !== 'auto') {
      notes.add('coerced', 'reasoning.summary', 'The wire shows thoughts or does not; how many is not said.')
    }
  }
  return Object.keys(config).length > 0 ? config : undefined
}

const levelOf: Readonly<Record<string, ThinkingLevel>> = {
  none: 'MINIMAL',
  minimal: 'MINIMAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  xhigh: 'HIGH',
  max: 'HIGH',
}
const allLevels: readonly ThinkingLevel[] = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']

/** Models that think by level still take a budget in its place, but not both. */
function putLevel(config: JsonDraft, reasoning: ReasoningOptions, quirks: GeminiQuirks, notes: Notes): void {
  const { effort, budgetTokens } = reasoning
  if (effort === undefined) {
    put(config, 'thinkingBudget', budgetTokens)
    return
  }
  if (budgetTokens !== undefined) {
    notes.add('dropped', 'reasoning.budgetTokens', 'The wire takes an effort or a budget, not both.')
  }
  const wanted = Object.hasOwn(levelOf, effort) ? levelOf[effort] : undefined
  if (wanted === undefined) {
    notes.add('dropped', 'reasoning.effort', `The wire has no level "${effort}".`)
    return
  }
  const level = nearestEffort(wanted, quirks.levels ?? allLevels, allLevels)
  if (level.toLowerCase() !== effort) {
    notes.add('coerced', 'reasoning.effort', `The model has no level "${effort}"; it is sent as ${level}.`)
  }
  config.thinkingLevel = level
}

/** What the vendor's own documents say that the efforts of another are in tokens. */
const budgets: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
}

function budgetOf(
  { effort, budgetTokens }: ReasoningOptions,
  { leastBudget = 0 }: GeminiQuirks,
  notes: Notes,
): number | undefined {
  if (budgetTokens !== undefined) {
    if (effort !== undefined) notes.add('dropped', 'reasoning.effort', 'The number of tokens says more.')
    return budgetTokens
  }
  if (effort === undefined) return undefined
  const tokens = Object.hasOwn(budgets, effort) ? budgets[effort] : undefined
  if (tokens === undefined) {
    notes.add('dropped', 'reasoning.effort', `The wire has no effort "${effort}".`)
    return undefined
  }
  const budget = Math.max(leastBudget, tokens)
  if (budget > 0) notes.add('coerced', 'reasoning.effort', `The model takes a number of tokens: ${budget}.`)
  return budget
}

/** Other wires give a schema a name and a description; on this one they stand in the schema. */
function writeFormat(format: ResponseFormat, notes: Notes): JsonDraft {
  if (format.type === 'text') return { responseMimeType: 'text/plain' }
  if (format.type === 'json') return { responseMimeType: 'application/json' }
  const { name, description, schema } = format
  const labels: JsonDraft = { title: name }
  put(labels, 'description', description)
  // Nothing may stand beside a reference.
  const room = schema.$ref === undefined
  for (const label of Object.keys(labels)) {
    if (room ? schema[label] === undefined || schema[label] === labels[label] : false) continue
    delete labels[label]
    const field = label === 'title' ? 'name' : label
    notes.add('dropped', `responseFormat.${field}`, 'The schema has no place for it.')
  }
  return { responseMimeType: 'application/json', responseJsonSchema: { ...schema, ...labels } }
}
