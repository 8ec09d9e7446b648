import { inputMeters, type JsonObject, outputMeters, totalOf, type Usage } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import { countOf, quantityOf, restOf, statedReadings, unknownUsage } from '../kit/readings.ts'

/**
 * Reads https://developers.openai.com/api/reference/resources/responses: `usage` into disjoint meters, and the searches
 * of `tool_usage`. `input_tokens` includes what was cached, `output_tokens` what was reasoned; only what is stated is
 * known.
 */
export function readUsage(value: unknown, ofTools?: unknown): Usage {
  if (!isObject(value)) return unknownUsage
  const into = detailsOf(value.input_tokens_details)
  const outOf = detailsOf(value.output_tokens_details)
  const cacheRead = countOf(into.cached_tokens)
  const cacheWrite = countOf(into.cache_write_tokens)
  const reasoning = countOf(outOf.reasoning_tokens)
  const searches = countOf(detailsOf(detailsOf(ofTools).web_search).num_requests)
  const meters = {
    input: restOf(countOf(value.input_tokens), cacheRead, cacheWrite),
    output: restOf(countOf(value.output_tokens), reasoning),
    ...statedReadings({
      cache_read: cacheRead,
      cache_write: cacheWrite,
      reasoning,
      search: searches || undefined,
    }),
  }
  return { meters, raw: value }
}

function detailsOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** Undefined where the input or the output is not known: the wire has no word for that. */
export function writeUsage(usage: Usage): JsonObject | undefined {
  const input = quantityOf(totalOf(usage, inputMeters))
  const output = quantityOf(totalOf(usage, outputMeters))
  if (input === undefined || output === undefined) return undefined
  const { meters } = usage
  return {
    input_tokens: input,
    input_tokens_details: stated({
      cached_tokens: quantityOf(meters.cache_read),
      cache_write_tokens: quantityOf(totalOf(usage, ['cache_write', 'cache_write_1h'])),
    }),
    output_tokens: output,
    output_tokens_details: stated({ reasoning_tokens: quantityOf(meters.reasoning) }),
    total_tokens: input + output,
  }
}

function stated(counts: Readonly<Record<string, number | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined))
}
