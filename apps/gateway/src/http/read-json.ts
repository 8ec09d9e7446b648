import { requireJson } from './content-type.ts'
import type { Exchange } from './exchange.ts'
import { type JsonBody, parseJsonBody } from './json-body.ts'
import { readBody } from './read-body.ts'

export interface ReadJson {
  readonly bytes: Uint8Array
  readonly body: JsonBody
}

/** The request's body, as it came and parsed. */
export async function readJson(exchange: Exchange): Promise<ReadJson> {
  const { bodyBytes, jsonDepth } = exchange.generation.settings.server.limits
  requireJson(exchange.request)
  const bytes = await readBody(exchange, bodyBytes)
  return { bytes, body: parseJsonBody(bytes, jsonDepth) }
}
