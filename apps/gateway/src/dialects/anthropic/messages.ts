import { chat, type JsonObject } from '@lucid-gateway/core'
import {
  anthropicWire,
  createStreamWriter,
  type ReadMessagesRequest,
  readRequest,
  writeAnswer,
  writeWireHead,
} from '@lucid-gateway/wires/anthropic-messages'
import { relayBody } from '@lucid-gateway/wires/json-body'
import { answerChat } from '../../calls/answer-chat.ts'
import { makeCall } from '../../calls/make-call.ts'
import type { Exchange } from '../../http/exchange.ts'
import { readJson } from '../../http/read-json.ts'
import { modelOf, requireMessages, streamOf } from '../check-field.ts'
import { anthropicDialect, requestHeaders } from './anthropic-dialect.ts'
import { userOf } from './check-body.ts'
import { wireHeadOf } from './wire-head.ts'

/** https://platform.claude.com/docs/en/api/messages/create */
export async function messages(exchange: Exchange): Promise<void> {
  const { version, betas } = wireHeadOf(exchange)
  const { bytes, body } = await readJson(exchange)
  requireMessages(body)
  const parsed = body as JsonObject
  const wire = anthropicWire(version)
  let read: ReadMessagesRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadMessagesRequest => (read ??= readRequest(parsed, { betas }))
  const stream = streamOf(body)
  const call = await makeCall(exchange, {
    capability: chat,
    target: modelOf(body),
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire, body: relayBody(bytes, parsed, writeWireHead(version, betas)) },
    stream,
    user: userOf(body),
  })
  return answerChat(exchange, call, {
    dialect: anthropicDialect,
    wire,
    stream,
    idPrefix: 'msg_',
    headers: requestHeaders(exchange.id),
    writeAnswer,
    streamWriter: createStreamWriter,
  })
}
