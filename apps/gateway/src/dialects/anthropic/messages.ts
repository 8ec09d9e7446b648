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
import { type ChatAsk, serveChat } from '../../calls/answer-chat.ts'
import type { RequestHead } from '../../calls/make-call.ts'
import type { Exchange } from '../../http/exchange.ts'
import { type ReadJson, readJson } from '../../http/read-json.ts'
import { modelOf, requireMessages, streamOf } from '../check-field.ts'
import { anthropicDialect, requestHeaders } from './anthropic-dialect.ts'
import { userOf } from './check-body.ts'
import { wireHeadOf } from './wire-head.ts'

/** https://platform.claude.com/docs/en/api/messages/create */
export async function messages(exchange: Exchange): Promise<void> {
  return serveChat(exchange, readMessages(exchange, await readJson(exchange)))
}

export function readMessages(head: RequestHead, { bytes, body }: ReadJson): ChatAsk {
  const { version, betas } = wireHeadOf(head)
  requireMessages(body)
  const parsed = body as JsonObject
  const wire = anthropicWire(version)
  let read: ReadMessagesRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadMessagesRequest => (read ??= readRequest(parsed, { betas }))
  return {
    capability: chat,
    target: modelOf(body),
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire, body: relayBody(bytes, parsed, writeWireHead(version, betas)) },
    stream: streamOf(body),
    user: userOf(body),
    dialect: anthropicDialect,
    wire,
    idPrefix: 'msg_',
    headers: requestHeaders(head.id),
    writeAnswer,
    streamWriter: createStreamWriter,
  }
}
