import { type JsonObject, outputMeters, type Reading, totalOf, type Usage } from '@lucid-gateway/core'
import { isObject, type JsonDraft } from '../kit/json.ts'

const unknown: Reading = Object.freeze({ certainty: 'unknown' })

/** The usage of an answer that states none: unknown, never 0. */
export const unknownUsage: Usage = Object.freeze({
  meters: Object.freeze({ input: unknown, output: unknown }),
})

/**
 * Reads https://platform.claude.com/docs/en/api/messages: `usage` into disjoint meters. The input is without what was
 * cached, the output with what was thought; only what is stated is known.
 */
export function readUsage(value: unknown): Usage {
  if (!isObject(value)) return unknownUsage
  const written = count(value.cache_creation_input_tokens)
  const forAnHour = count(detail(value.cache_creation).ephemeral_1h_input_tokens)
  const output = count(value.output_tokens)
  const thought = count(detail(value.output_tokens_details).thinking_tokens)
  const searches = count(detail(value.server_tool_use).web_search_requests)
  const cacheRead = count(value.cache_read_input_tokens)
  const meters: Record<string, Reading> = {
    input: known(count(value.input_tokens)),
    output: known(output === undefined ? undefined : Math.max(0, output - (thought ?? 0))),
  }
  if (cacheRead !== undefined) meters.cache_read = known(cacheRead)
  if (written !== undefined) meters.cache_write = known(Math.max(0, written - (forAnHour ?? 0)))
  if (forAnHour !== undefined) meters.cache_write_1h = known(forAnHour)
  if (thought !== undefined) meters.reasoning = known(thought)
  if (searches !== undefined) meters.search = known(searches)
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
  return { meters: { input: known(count(value.input_tokens)) }, raw: value }
}

function detail(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function known(quantity: number | undefined): Reading {
  return quantity === undefined ? unknown : { certainty: 'known', quantity }
}

/** The wire has a usage in every answer; what is not known is null in it, never 0. */
export function writeUsage(usage: Usage): JsonObject {
  const { meters } = usage
  const forAnHour = quantityOf(meters.cache_write_1h)
  const thought = quantityOf(meters.reasoning)
  const searches = quantityOf(meters.search)
  return {
    input_tokens: quantityOf(totalOf(usage, ['input', 'input_audio', 'input_image'])),
    cache_creation_input_tokens: quantityOf(totalOf(usage, ['cache_write', 'cache_write_1h'])),
    cache_read_input_tokens: quantityOf(meters.cache_read),
    ...(forAnHour === null
      ? {}
      : {
          cache_creation: {
            ephemeral_5m_input_tokens: quantityOf(meters.cache_write) ?? 0,
            ephemeral_1h_input_tokens: forAnHour,
          },
        }),
    output_tokens: quantityOf(totalOf(usage, outputMeters)),
    ...(thought === null ? {} : { output_tokens_details: { thinking_tokens: thought } }),
    ...(searches === null
      ? {}
      : { server_tool_use: { web_search_requests: searches, web_fetch_requests: 0 } }),
  }
}

function quantityOf(reading: Reading | undefined): number | null {
  return reading && reading.certainty !== 'unknown' ? reading.quantity : null
}
