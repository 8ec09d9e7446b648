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
 * Reads https://developers.openai.com/api/reference/resources/responses: `usage` into disjoint meters, and the searches
 * of `tool_usage`. `input_tokens` includes what was cached, `output_tokens` what was reasoned; only what is stated is
 * known.
 */
export function readUsage(value: unknown, ofTools?: unknown): Usage {
  if (!isObject(value)) return unknownUsage
  const into = detailsOf(value.input_tokens_details)
  const outOf = detailsOf(value.output_tokens_details)
  const cacheRead = count(into.cached_tokens)
  const cacheWrite = count(into.cache_write_tokens)
  const reasoning = count(outOf.reasoning_tokens)
  const meters: Record<string, Reading> = {
    input: rest(count(value.input_tokens), [cacheRead, cacheWrite]),
    output: rest(count(value.output_tokens), [reasoning]),
  }
  if (cacheRead !== undefined) meters.cache_read = known(cacheRead)
  if (cacheWrite !== undefined) meters.cache_write = known(cacheWrite)
  if (reasoning !== undefined) meters.reasoning = known(reasoning)
  const searches = count(detailsOf(detailsOf(ofTools).web_search).num_requests)
  if (searches) meters.search = known(searches)
  return { meters, raw: value }
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

function quantityOf(reading: Reading | undefined): number | undefined {
  return reading && reading.certainty !== 'unknown' ? reading.quantity : undefined
}

function stated(counts: Readonly<Record<string, number | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined))
}
