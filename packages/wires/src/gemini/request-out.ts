import type { ChatRequest, JsonObject, Warning } from '@lucid-gateway/core'
import { withKept, withoutWords } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { choiceAmong } from '../kit/lost-choice.ts'
import { Notes } from '../kit/notes.ts'
import { quirksFor } from '../kit/quirks.ts'
import { writeConfig } from './config-out.ts'
import { writeMessages } from './contents-out.ts'
import { camelFields } from './fields.ts'
import type { GeminiQuirks } from './quirks.ts'
import { writeCalling, writeTools } from './tool-out.ts'
import { gemini } from './wire.ts'

export interface RequestTarget {
  /** The model in the vendor's own words: rules are for some models only. */
  readonly model: string
  readonly quirks?: GeminiQuirks
}

export interface WrittenRequest {
  readonly body: JsonObject
  readonly warnings: readonly Warning[]
}

/**
 * Writes the body of https://ai.google.dev/api/generate-content for one target. The model and whether to stream are in
 * the address: see `generatePath`.
 */
export function writeRequest(request: ChatRequest, target: RequestTarget): WrittenRequest {
  const quirks = quirksFor(target.quirks ?? {}, target.model)
  const notes = new Notes(gemini)
  notes.foreign(request.extra, '')
  const known: JsonDraft = { ...writeMessages(request.messages, quirks, notes) }
  writeToolFields(request, known, notes)
  const config = writeConfig(request, quirks, notes)
  if (Object.keys(config).length > 0) known.generationConfig = config
  writeRest(request, known, notes)
  const body: JsonDraft = { ...withKept(keptIn(request, notes), known) }
  withoutPartialCalls(body, notes)
  withoutUnsupported(body, target.model, quirks, notes)
  return { body, warnings: notes.warnings }
}

const fields = new Set(['tools', 'generationConfig'])
const configFields = new Set(['candidateCount', 'maxOutputTokens'])
const words = { candidateCount: 'candidates', maxOutputTokens: 'maxOutputTokens' } as const

/** The vendor reads each name in two spellings. */
function keptIn({ extra }: ChatRequest, notes: Notes): JsonObject | undefined {
  const given = extra?.[gemini]
  const kept = withoutWords(given && camelFields(given, fields), { tools: 'tools' }, notes)
  if (!isObject(kept?.generationConfig)) return kept
  const path = `extra["${gemini}"].generationConfig`
  const config = withoutWords(camelFields(kept.generationConfig, configFields), words, notes, path)
  return { ...kept, generationConfig: config ?? {} }
}

function writeToolFields(request: ChatRequest, known: JsonDraft, notes: Notes): void {
  const tools = writeTools(request.tools ?? [], notes)
  if (tools.length > 0) known.tools = tools
  const { toolChoice: _, parallelToolCalls: __, ...rest } = request
  const calling = writeCalling({ ...rest, ...choiceAmong(request, tools, gemini, notes) }, notes)
  if (!calling) return
  if (tools.length > 0) known.toolConfig = { functionCallingConfig: calling }
  else notes.add('dropped', 'toolChoice', 'There are no tools to choose from.')
}

function writeRest(request: ChatRequest, known: JsonDraft, notes: Notes): void {
  const labels = Object.entries(request.metadata ?? {}).filter(([key, value]) => isLabel(key, value, notes))
  if (labels.length > 0) known.labels = Object.fromEntries(labels)
  if (request.user !== undefined) notes.add('dropped', 'user', 'The wire does not name the end user.')
  if (request.verbosity !== undefined) notes.add('dropped', 'verbosity', 'The wire has no word for it.')
}

/** Labels are for bills, and narrower than what other vendors let callers note. */
function isLabel(key: string, value: string, notes: Notes): boolean {
  if (/^\p{Ll}[\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key) && /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value))
    return true
  const reason = 'A label has lower case letters, digits, dashes and underscores only, 63 of them at most.'
  notes.add('dropped', `metadata.${key}`, reason)
  return false
}

/** Calls in pieces are for those who read the wire itself: here each has to come whole. */
function withoutPartialCalls(body: JsonDraft, notes: Notes): void {
  const { toolConfig } = body
  if (!isObject(toolConfig) || !isObject(toolConfig.functionCallingConfig)) return
  const { streamFunctionCallArguments, ...calling } = toolConfig.functionCallingConfig
  if (streamFunctionCallArguments === undefined) return
  body.toolConfig = { ...toolConfig, functionCallingConfig: calling }
  const field = `extra["${gemini}"].toolConfig.functionCallingConfig.streamFunctionCallArguments`
  notes.add('dropped', field, 'A translated answer has its calls whole.')
}

function withoutUnsupported(body: JsonDraft, model: string, quirks: GeminiQuirks, notes: Notes): void {
  if (!quirks.unsupported?.length || !isObject(body.generationConfig)) return
  const config: JsonDraft = { ...body.generationConfig }
  for (const field of quirks.unsupported) {
    if (config[field] === undefined) continue
    delete config[field]
    notes.add('dropped', `generationConfig.${field}`, `"${model}" does not take "${field}".`)
  }
  body.generationConfig = config
}
