import {
  inputMeters,
  type JsonObject,
  type JsonValue,
  outputMeters,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { countOf, quantityOf, restOf, statedReadings, unknown, unknownUsage } from '../kit/readings.ts'
import { listOf, messageOf } from './fields.ts'

const usageFields = new Set([
  'promptTokenCount',
  'cachedContentTokenCount',
  'candidatesTokenCount',
  'toolUsePromptTokenCount',
  'thoughtsTokenCount',
  'totalTokenCount',
  'promptTokensDetails',
  'cacheTokensDetails',
  'candidatesTokensDetails',
])

/**
 * Reads https://ai.google.dev/api/generate-content#UsageMetadata into disjoint meters. The prompt includes what was
 * cached, but not what tools of the vendor fed in; the candidates do not include the thoughts. A count of 0 is left out
 * by the vendor, so an absent one is 0 where the total allows it.
 */
export function readUsage(value: JsonValue | undefined): Usage {
  const usage = messageOf(value, usageFields)
  if (!usage) return unknownUsage
  const prompt = countOf(usage.promptTokenCount)
  const cached = countOf(usage.cachedContentTokenCount)
  const thoughts = countOf(usage.thoughtsTokenCount)
  const fedIn = countOf(usage.toolUsePromptTokenCount) ?? 0
  const candidates = countOf(usage.candidatesTokenCount) ?? remainder(usage, prompt, fedIn, thoughts)
  const heard = audio(usage.promptTokensDetails)
  const cachedSound = cached === undefined ? 0 : (audio(usage.cacheTokensDetails) ?? 0)
  const inputAudio = heard && Math.max(0, heard - cachedSound)
  const outputAudio = audio(usage.candidatesTokensDetails)
  const meters = {
    input: restOf(prompt === undefined ? undefined : prompt + fedIn, cached, inputAudio),
    output: restOf(candidates, outputAudio),
    ...statedReadings({
      cache_read: cached,
      input_audio: inputAudio,
      reasoning: thoughts,
      output_audio: outputAudio,
    }),
  }
  return { meters, raw: value as JsonObject }
}

function remainder(
  usage: JsonObject,
  prompt: number | undefined,
  fedIn: number,
  thoughts = 0,
): number | undefined {
  const total = countOf(usage.totalTokenCount)
  if (total === undefined || prompt === undefined) return undefined
  return Math.max(0, total - prompt - fedIn - thoughts)
}

/** The tokens of sound among those of several modalities. */
function audio(details: JsonValue | undefined): number | undefined {
  for (const entry of listOf(details)) {
    const detail = messageOf(entry, detailFields)
    if (detail?.modality === 'AUDIO') return countOf(detail.tokenCount)
  }
  return undefined
}

const detailFields = new Set(['tokenCount'])

/** Undefined where the input or the output is not known: the wire has no word for that. */
export function writeUsage(usage: Usage): JsonObject | undefined {
  const prompt = quantityOf(totalOf(usage, inputMeters))
  const all = quantityOf(totalOf(usage, outputMeters))
  if (prompt === undefined || all === undefined) return undefined
  const { meters } = usage
  const thoughts = quantityOf(meters.reasoning)
  const written: JsonDraft = {
    promptTokenCount: prompt,
    candidatesTokenCount: all - (thoughts ?? 0),
    totalTokenCount: prompt + all,
  }
  put(written, 'cachedContentTokenCount', quantityOf(meters.cache_read))
  put(written, 'thoughtsTokenCount', thoughts)
  put(written, 'promptTokensDetails', details(prompt, quantityOf(meters.input_audio)))
  put(written, 'candidatesTokensDetails', details(all - (thoughts ?? 0), quantityOf(meters.output_audio)))
  return written
}

function details(total: number, sound: number | undefined): readonly JsonObject[] | undefined {
  if (sound === undefined) return undefined
  return [
    { modality: 'TEXT', tokenCount: total - sound },
    { modality: 'AUDIO', tokenCount: sound },
  ]
}

/** What a request would use, by the answer of https://ai.google.dev/api/tokens#method:-models.counttokens */
export function readCount(value: unknown): Usage {
  const total = isObject(value) ? countOf(value.totalTokens) : undefined
  if (total === undefined) return { meters: { input: unknown } }
  const cached = isObject(value) ? countOf(value.cachedContentTokenCount) : undefined
  return {
    meters: { input: restOf(total, cached), ...statedReadings({ cache_read: cached }) },
    raw: value as JsonObject,
  }
}
