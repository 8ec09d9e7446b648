import { chat, type JsonObject } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  createStreamWriter,
  openaiChat,
  type ReadChatRequest,
  readRequest,
  writeAnswer,
} from '@lucid-gateway/wires/openai-chat'
import { answerChat } from '../../calls/answer-chat.ts'
import { makeCall } from '../../calls/make-call.ts'
import type { Exchange } from '../../http/exchange.ts'
import { readJson } from '../../http/read-json.ts'
import { modelOf, requireMessages, streamOf, userOf } from '../check-field.ts'
import { openaiDialect } from './openai-dialect.ts'

/** https://platform.openai.com/docs/api-reference/chat/create */
export async function chatCompletions(exchange: Exchange): Promise<void> {
  const { bytes, body } = await readJson(exchange)
  requireMessages(body)
  const parsed = body as JsonObject
  let read: ReadChatRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadChatRequest => (read ??= readRequest(parsed))
  const stream = streamOf(body)
  const call = await makeCall(exchange, {
    capability: chat,
    target: modelOf(body),
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: openaiChat, body: relayBody(bytes, parsed) },
    stream,
    user: userOf(body),
  })
  return answerChat(exchange, call, {
    dialect: openaiDialect,
    wire: openaiChat,
    stream,
    idPrefix: 'chatcmpl-',
    writeAnswer,
    streamWriter: head => createStreamWriter({ ...head, includeUsage: decoded().includeUsage }),
  })
}
