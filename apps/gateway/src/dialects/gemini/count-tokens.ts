import { chat, type JsonObject } from '@lucid-gateway/core'
import { readRequest } from '@lucid-gateway/wires/gemini'
import { countInput } from '../../calls/count-input.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { JsonBody } from '../../http/json-body.ts'
import { readJson } from '../../http/read-json.ts'
import { sendJson } from '../../http/respond.ts'
import { modelNameIn } from './model-name.ts'

/** https://ai.google.dev/api/tokens#method:-models.counttokens */
export async function countTokens(exchange: Exchange): Promise<void> {
  const model = modelNameIn(exchange)
  const { body } = await readJson(exchange)
  const { tokens, usage, headers } = await countInput(exchange, {
    capability: chat,
    target: model,
    request: () => readRequest(countedIn(body), { model, stream: false }).request,
  })
  const { cache_read: cached } = usage.meters
  const written = {
    totalTokens: tokens,
    ...(cached && cached.certainty !== 'unknown' ? { cachedContentTokenCount: cached.quantity } : {}),
  }
  sendJson(exchange, 200, written, headers)
}

/** Either the contents alone, or all of a request that is to be made. */
function countedIn(body: JsonBody): JsonObject {
  const whole = body['generateContentRequest'] ?? body['generate_content_request']
  return (typeof whole === 'object' && whole !== null ? whole : body) as JsonObject
}
