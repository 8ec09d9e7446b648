import {
  inputMeters,
  type JsonObject,
  type JsonValue,
  outputMeters,
  type Reading,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { listOf, messageOf } from './fields.ts'

const unknown: Reading = Object.freeze({ certainty: 'unknown' })

/** The usage of an answer that states none: unknown, never 0. */
export const unknownUsage: Usage = Object.freeze({
  meters: Object.freeze({ input: unknown, output: unknown }),
})

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
  const prompt = count(usage.promptTokenCount)
  const cached = count(usage.cachedContentTokenCount)
  const thoughts = count(usage.thoughtsTokenCount)
  const fedIn = count(usage.toolUsePromptTokenCount) ?? 0
  const candidates = count(usage.candidatesTokenCount) ?? remainder(usage, prompt, fedIn, thoughts)
  const heard = audio(usage.promptTokensDetails)
  const cachedSound = cached === undefined ? 0 : (audio(usage.cacheTokensDetails) ?? 0)
  const inputAudio = heard && Math.max(0, heard - cachedSound)
  const outputAudio = audio(usage.candidatesTokensDetails)
  const meters: Record<string, Reading> = {
    input: prompt === undefined ? unknown : rest(prompt + fedIn, cached, inputAudio),
    output: candidates === undefined ? unknown : rest(candidates, outputAudio),
  }
  if (cached !== undefined) meters.cache_read = known(cached)
  if (inputAudio !== undefined) meters.input_audio = known(inputAudio)
  if (thoughts !== undefined) meters.reasoning = known(thoughts)
  if (outputAudio !== undefined) meters.output_audio = known(outputAudio)
  return { meters, raw: value as JsonObject }
}

function remainder(
  usage: JsonObject,
  prompt: number | undefined,
  fedIn: number,
  thoughts = 0,
): number | undefined {
  const total = count(usage.totalTokenCount)
  if (total === undefined || prompt === undefined) return undefined
  return Math.max(0, total - prompt - fedIn - thoughts)
}

/** The tokens of sound among those of several modalities. */
function audio(details: JsonValue | undefined): number | undefined {
  for (const entry of listOf(details)) {
    const detail = messageOf(entry, detailFields)
    if (detail?.modality === 'AUDIO') return count(detail.tokenCount)
  }
  return undefined
}

const detailFields = new Set(['tokenCount'])

function count(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function known(quantity: number): Reading {
  return { certainty: 'known', quantity }
}

function rest(total: number, ...parts: readonly (number | undefined)[]): Reading {
  let quantity = total
  for (const part of parts) quantity -= part ?? 0
  return known(Math.max(0, quantity))
}

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

function quantityOf(reading: Reading | undefined): number | undefined {
  return reading && reading.certainty !== 'unknown' ? reading.quantity : undefined
}

/** What a request would use, by the answer of https://ai.google.dev/api/tokens#method:-models.counttokens */
export function readCount(value: unknown): Usage {
  const total = isObject(value) ? count(value.totalTokens) : undefined
  if (total === undefined) return { meters: { input: unknown } }
  const cached = isObject(value) ? count(value.cachedContentTokenCount) : undefined
  return {
    meters: {
      input: rest(total, cached),
      ...(cached === undefined ? {} : { cache_read: known(cached) }),
    },
    raw: value as JsonObject,
  }
}
