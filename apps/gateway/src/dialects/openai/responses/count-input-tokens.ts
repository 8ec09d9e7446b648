import { chat, type JsonObject } from '@lucid-gateway/core'
import { readRequest, writeCount } from '@lucid-gateway/wires/openai-responses'
import { countInput } from '../../../calls/count-input.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { readJson } from '../../../http/read-json.ts'
import { sendJson } from '../../../http/respond.ts'
import { modelOf } from '../../check-field.ts'
import { explained } from './keeps-translated.ts'
import { inOwnWords } from './not-found.ts'
import { stateOf } from './request-state.ts'

/** https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens */
export async function countInputTokens(exchange: Exchange): Promise<void> {
  const { body } = await readJson(exchange)
  const target = modelOf(body)
  const { body: whole, bound, held } = await stateOf(exchange, body as JsonObject)
  const { usage, headers } = await countInput(exchange, {
    capability: chat,
    target,
    request: () => readRequest({ ...whole, model: target ?? `${chat.id}.default` }).request,
    bound,
  }).catch((error: unknown) => Promise.reject(inOwnWords(explained(exchange, error), held)))
  sendJson(exchange, 200, writeCount(usage), headers)
}
