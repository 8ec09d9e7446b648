import { chat, type JsonObject } from '@lucid-gateway/core'
import { readRequest } from '@lucid-gateway/wires/anthropic-messages'
import { countInput } from '../../calls/count-input.ts'
import type { Exchange } from '../../http/exchange.ts'
import { readJson } from '../../http/read-json.ts'
import { sendJson } from '../../http/respond.ts'
import { modelOf, requireMessages } from '../check-field.ts'
import { requestHeaders } from './anthropic-dialect.ts'
import { wireHeadOf } from './wire-head.ts'

/** https://platform.claude.com/docs/en/api/messages/count_tokens */
export async function countTokens(exchange: Exchange): Promise<void> {
  const { betas } = wireHeadOf(exchange)
  const { body } = await readJson(exchange)
  requireMessages(body)
  const { tokens, headers } = await countInput(exchange, {
    capability: chat,
    target: modelOf(body),
    request: () => readRequest(body as JsonObject, { betas }).request,
  })
  sendJson(exchange, 200, { input_tokens: tokens }, { ...headers, ...requestHeaders(exchange.id) })
}
