import { chat, type JsonObject } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  createStreamWriter,
  openaiChat,
  type ReadChatRequest,
  readRequest,
  writeAnswer,
} from '@lucid-gateway/wires/openai-chat'
import { type ChatAsk, serveChat } from '../../calls/answer-chat.ts'
import type { RequestHead } from '../../calls/make-call.ts'
import type { Exchange } from '../../http/exchange.ts'
import { type ReadJson, readJson } from '../../http/read-json.ts'
import { modelOf, requireMessages, streamOf, userOf } from '../check-field.ts'
import { openaiDialect } from './openai-dialect.ts'

/** https://platform.openai.com/docs/api-reference/chat/create */
export async function chatCompletions(exchange: Exchange): Promise<void> {
  return serveChat(exchange, readCompletion(exchange, await readJson(exchange)))
}

export function readCompletion(_head: RequestHead, { bytes, body }: ReadJson): ChatAsk {
  requireMessages(body)
  const parsed = body as JsonObject
  let read: ReadChatRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadChatRequest => (read ??= readRequest(parsed))
  return {
    capability: chat,
    target: modelOf(body),
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: openaiChat, body: relayBody(bytes, parsed) },
    stream: streamOf(body),
    user: userOf(body),
    dialect: openaiDialect,
    wire: openaiChat,
    idPrefix: 'chatcmpl-',
    writeAnswer,
    streamWriter: head => createStreamWriter({ ...head, includeUsage: decoded().includeUsage }),
  }
}
