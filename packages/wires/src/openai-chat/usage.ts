import {
  inputMeters,
  type JsonObject,
  outputMeters,
  type Reading,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'

const unknown: Reading = Object.freeze({ certainty: 'unknown' })

/** The usage of an answer that states none: unknown, never 0. */
export const unknownUsage: Usage = Object.freeze({
  meters: Object.freeze({ input: unknown, output: unknown }),
})

/**
 * Reads https://platform.openai.com/docs/api-reference/chat/object: `usage` into disjoint meters. `prompt_tokens`
 * includes what was cached, `completion_tokens` what was reasoned; only what is stated is known.
 */
export function readUsage(value: unknown): Usage {
  if (!isObject(value)) return unknownUsage
  const into = detailsOf(value.prompt_tokens_details ?? value.prompt_token_details)
  const outOf = detailsOf(value.completion_tokens_details)
  const prompt = count(value.prompt_tokens)
  const completion = count(value.completion_tokens)
  const cacheRead = count(into.cached_tokens) ?? count(value.num_cached_tokens)
  const cacheWrite = count(into.cache_write_tokens)
  const inputAudio = count(into.audio_tokens)
  const reasoning = count(outOf.reasoning_tokens)
  const outputAudio = count(outOf.audio_tokens)
  const apart = reasoning !== undefined && isApart(prompt, completion, reasoning, count(value.total_tokens))
  const meters: Record<string, Reading> = {
    input: rest(prompt, [cacheRead, cacheWrite, inputAudio]),
    output: rest(completion, [apart ? undefined : reasoning, outputAudio]),
  }
  if (cacheRead !== undefined) meters.cache_read = known(cacheRead)
  if (cacheWrite !== undefined) meters.cache_write = known(cacheWrite)
  if (inputAudio !== undefined) meters.input_audio = known(inputAudio)
  if (reasoning !== undefined) meters.reasoning = known(reasoning)
  if (outputAudio !== undefined) meters.output_audio = known(outputAudio)
  return { meters, raw: value }
}

/** Some vendors count reasoning beside the completion; their total tells. */
function isApart(
  prompt: number | undefined,
  completion: number | undefined,
  reasoning: number,
  total: number | undefined,
): boolean {
  if (prompt === undefined || completion === undefined || reasoning === 0) return false
  return total === prompt + completion + reasoning || reasoning > completion
}

function detailsOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function known(quantity: number): Reading {
  return { certainty: 'known', quantity }
}

function rest(total: number | undefined, parts: readonly (number | undefined)[]): Reading {
  if (total === undefined) return unknown
  let quantity = total
  for (const part of parts) quantity -= part ?? 0
  return known(Math.max(0, quantity))
}

/** Undefined where the input or the output is not known: the wire has no word for that. */
export function writeUsage(usage: Usage): JsonObject | undefined {
  const prompt = quantityOf(totalOf(usage, inputMeters))
  const completion = quantityOf(totalOf(usage, outputMeters))
  if (prompt === undefined || completion === undefined) return undefined
  const { meters } = usage
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...details('prompt_tokens_details', {
      cached_tokens: quantityOf(meters.cache_read),
      cache_write_tokens: quantityOf(totalOf(usage, ['cache_write', 'cache_write_1h'])),
      audio_tokens: quantityOf(meters.input_audio),
    }),
    ...details('completion_tokens_details', {
      reasoning_tokens: quantityOf(meters.reasoning),
      audio_tokens: quantityOf(meters.output_audio),
    }),
  }
}

function quantityOf(reading: Reading | undefined): number | undefined {
  return reading && reading.certainty !== 'unknown' ? reading.quantity : undefined
}

function details(name: string, counts: Readonly<Record<string, number | undefined>>): JsonObject {
  const stated = Object.entries(counts).filter(([, value]) => value !== undefined)
  return stated.length > 0 ? { [name]: Object.fromEntries(stated) } : {}
}
