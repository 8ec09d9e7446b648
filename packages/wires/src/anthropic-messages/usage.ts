import { type JsonObject, outputMeters, type Reading, totalOf, type Usage } from '@lucid-gateway/core'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { countOf, quantityOf, restOf, statedReadings, unknown, unknownUsage } from '../kit/readings.ts'

/**
 * Reads https://platform.claude.com/docs/en/api/messages: `usage` into disjoint meters. The input is without what was
 * cached, the output with what was thought; only what is stated is known.
 */
export function readUsage(value: unknown): Usage {
  if (!isObject(value)) return unknownUsage
  const written = countOf(value.cache_creation_input_tokens)
  const forAnHour = countOf(detail(value.cache_creation).ephemeral_1h_input_tokens)
  const thought = countOf(detail(value.output_tokens_details).thinking_tokens)
  const searches = countOf(detail(value.server_tool_use).web_search_requests)
  const cacheRead = countOf(value.cache_read_input_tokens)
  const meters = {
    input: restOf(countOf(value.input_tokens)),
    output: restOf(countOf(value.output_tokens), thought),
    ...statedReadings({
      cache_read: cacheRead,
      cache_write: written && Math.max(0, written - (forAnHour ?? 0)),
      cache_write_1h: forAnHour,
      reasoning: thought,
      search: searches,
    }),
  }
  return { meters, raw: value }
}

/** What of a usage the meters say: the rest is the tier, the speed and the place of the answer. */
export const countedFields: ReadonlySet<string> = new Set([
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'cache_creation',
  'output_tokens_details',
  'server_tool_use',
])

/** The usage that a stream begins with: the input is counted, the output has hardly begun. */
export function readFirstUsage(value: unknown): Usage {
  const { reasoning: _, ...meters } = readUsage(value).meters
  return { ...readUsage(value), meters: { ...meters, output: unknown } }
}

/** Counts of a stream are totals so far: what is stated later takes the place of what was stated before. */
export function laterUsage(before: JsonObject | undefined, now: JsonObject): JsonObject {
  const all: JsonDraft = { ...before }
  for (const name of Object.keys(now)) if (now[name] !== null) all[name] = now[name]
  return all
}

/** What a request would use, by the answer of https://platform.claude.com/docs/en/api/messages/count_tokens */
export function readCount(value: unknown): Usage {
  if (!isObject(value)) return { meters: { input: unknown } }
  return { meters: { input: restOf(countOf(value.input_tokens)) }, raw: value }
}

function detail(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The wire has a usage in every answer; what is not known is null in it, never 0. */
export function writeUsage(usage: Usage): JsonObject {
  const { meters } = usage
  const forAnHour = stated(meters.cache_write_1h)
  const thought = stated(meters.reasoning)
  const searches = stated(meters.search)
  return {
    input_tokens: stated(totalOf(usage, ['input', 'input_audio', 'input_image'])),
    cache_creation_input_tokens: stated(totalOf(usage, ['cache_write', 'cache_write_1h'])),
    cache_read_input_tokens: stated(meters.cache_read),
    ...(forAnHour === null
      ? {}
      : {
          cache_creation: {
            ephemeral_5m_input_tokens: stated(meters.cache_write) ?? 0,
            ephemeral_1h_input_tokens: forAnHour,
          },
        }),
    output_tokens: stated(totalOf(usage, outputMeters)),
    ...(thought === null ? {} : { output_tokens_details: { thinking_tokens: thought } }),
    ...(searches === null
      ? {}
      : { server_tool_use: { web_search_requests: searches, web_fetch_requests: 0 } }),
  }
}

function stated(reading: Reading | undefined): number | null {
  return quantityOf(reading) ?? null
}
