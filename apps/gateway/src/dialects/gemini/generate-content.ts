import { chat, type JsonObject } from '@lucid-gateway/core'
import {
  createStreamWriter,
  gemini,
  type ReadGeminiRequest,
  readRequest,
  relayBody,
  writeAnswer,
} from '@lucid-gateway/wires/gemini'
import { type ChatAsk, serveChat } from '../../calls/answer-chat.ts'
import type { RequestHead } from '../../calls/make-call.ts'
import type { Exchange } from '../../http/exchange.ts'
import { queryOf } from '../../http/query.ts'
import { type ReadJson, readJson } from '../../http/read-json.ts'
import { geminiDialect } from './gemini-dialect.ts'
import { asJsonArray } from './json-array.ts'
import { modelNameIn } from './model-name.ts'

/** https://ai.google.dev/api/generate-content#method:-models.generatecontent */
export async function generateContent(exchange: Exchange): Promise<void> {
  return serveChat(exchange, readGenerate(exchange, await readJson(exchange)))
}

/** https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export async function streamGenerateContent(exchange: Exchange): Promise<void> {
  return serveChat(exchange, readStreamGenerate(exchange, await readJson(exchange)))
}

export function readGenerate(head: RequestHead, read: ReadJson): ChatAsk {
  return readContent(head, read, false)
}

export function readStreamGenerate(head: RequestHead, read: ReadJson): ChatAsk {
  return readContent(head, read, true)
}

function readContent(head: RequestHead, { bytes, body }: ReadJson, stream: boolean): ChatAsk {
  const model = modelNameIn(head)
  const parsed = body as JsonObject
  let read: ReadGeminiRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadGeminiRequest => (read ??= readRequest(parsed, { model, stream }))
  const isArray = stream && queryOf(head.request).get('alt') !== 'sse'
  return {
    capability: chat,
    target: model,
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: gemini, body: relayBody(bytes, parsed, stream) },
    stream,
    dialect: geminiDialect,
    wire: gemini,
    idPrefix: '',
    writeAnswer,
    streamWriter: createStreamWriter,
    ...(isArray ? { reshape: asJsonArray } : {}),
  }
}
