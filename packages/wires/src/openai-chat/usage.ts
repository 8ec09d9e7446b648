import { inputMeters, type JsonObject, outputMeters, totalOf, type Usage } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import { countOf, quantityOf, restOf, statedReadings, unknownUsage } from '../kit/readings.ts'

/**
 * Reads https://platform.openai.com/docs/api-reference/chat/object: `usage` into disjoint meters. `prompt_tokens`
 * includes what was cached, `completion_tokens` what was reasoned; only what is stated is known.
 */
export function readUsage(value: unknown): Usage {
  if (!isObject(value)) return unknownUsage
  const into = detailsOf(value.prompt_tokens_details ?? value.prompt_token_details)
  const outOf = detailsOf(value.completion_tokens_details)
  const prompt = countOf(value.prompt_tokens)
  const completion = countOf(value.completion_tokens)
  const cacheRead = countOf(into.cached_tokens) ?? countOf(value.num_cached_tokens)
  const cacheWrite = countOf(into.cache_write_tokens)
  const inputAudio = countOf(into.audio_tokens)
  const reasoning = countOf(outOf.reasoning_tokens)
  const outputAudio = countOf(outOf.audio_tokens)
  const apart = reasoning !== undefined && isApart(prompt, completion, reasoning, countOf(value.total_tokens))
  const meters = {
    input: restOf(prompt, cacheRead, cacheWrite, inputAudio),
    output: restOf(completion, apart ? undefined : reasoning, outputAudio),
    ...statedReadings({
      cache_read: cacheRead,
      cache_write: cacheWrite,
      input_audio: inputAudio,
      reasoning,
      output_audio: outputAudio,
    }),
  }
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

function details(name: string, counts: Readonly<Record<string, number | undefined>>): JsonObject {
  const stated = Object.entries(counts).filter(([, value]) => value !== undefined)
  return stated.length > 0 ? { [name]: Object.fromEntries(stated) } : {}
}
