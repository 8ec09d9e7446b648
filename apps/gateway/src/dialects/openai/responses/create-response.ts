import { chat, type JsonObject } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  createStreamWriter,
  echoOf,
  openaiResponses,
  type ReadResponsesRequest,
  readRequest,
  writeAnswer,
} from '@lucid-gateway/wires/openai-responses'
import { type ChatAsk, serveChat } from '../../../calls/answer-chat.ts'
import type { RequestHead } from '../../../calls/make-call.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { type ReadJson, readJson } from '../../../http/read-json.ts'
import { modelOf, streamOf, userOf } from '../../check-field.ts'
import { responsesDialect } from '../openai-dialect.ts'

/** https://developers.openai.com/api/reference/resources/responses/methods/create */
export async function createResponse(exchange: Exchange): Promise<void> {
  return serveChat(exchange, readResponse(exchange, await readJson(exchange)))
}

export function readResponse(_head: RequestHead, { bytes, body }: ReadJson): ChatAsk {
  const parsed = body as JsonObject
  let read: ReadResponsesRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadResponsesRequest => (read ??= readRequest(parsed))
  /** Nobody keeps what was translated. */
  const echo = (): JsonObject => ({ ...echoOf(parsed), store: false })
  return {
    capability: chat,
    target: modelOf(body),
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: openaiResponses, body: relayBody(bytes, parsed) },
    stream: streamOf(body),
    user: userOf(body),
    dialect: responsesDialect,
    wire: openaiResponses,
    idPrefix: 'resp_',
    writeAnswer: (result, head) => writeAnswer(result, { ...head, echo: echo() }),
    streamWriter: head => createStreamWriter({ ...head, echo: echo() }),
  }
}
