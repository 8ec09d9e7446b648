import { chat, type JsonObject } from '@lucid-gateway/core'
import {
  createStreamWriter,
  gemini,
  type ReadGeminiRequest,
  readRequest,
  relayBody,
  writeAnswer,
} from '@lucid-gateway/wires/gemini'
import { answerChat } from '../../calls/answer-chat.ts'
import { makeCall } from '../../calls/make-call.ts'
import type { Exchange } from '../../http/exchange.ts'
import { queryOf } from '../../http/query.ts'
import { readJson } from '../../http/read-json.ts'
import { geminiDialect } from './gemini-dialect.ts'
import { asJsonArray } from './json-array.ts'
import { modelNameIn } from './model-name.ts'

/** https://ai.google.dev/api/generate-content#method:-models.generatecontent */
export function generateContent(exchange: Exchange): Promise<void> {
  return generate(exchange, false)
}

/** https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export function streamGenerateContent(exchange: Exchange): Promise<void> {
  return generate(exchange, true)
}

async function generate(exchange: Exchange, stream: boolean): Promise<void> {
  const model = modelNameIn(exchange)
  const { bytes, body } = await readJson(exchange)
  const parsed = body as JsonObject
  let read: ReadGeminiRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadGeminiRequest => (read ??= readRequest(parsed, { model, stream }))
  const call = await makeCall(exchange, {
    capability: chat,
    target: model,
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: gemini, body: relayBody(bytes, parsed, stream) },
    stream,
  })
  const isArray = stream && queryOf(exchange.request).get('alt') !== 'sse'
  return answerChat(exchange, call, {
    dialect: geminiDialect,
    wire: gemini,
    stream,
    idPrefix: '',
    writeAnswer,
    streamWriter: createStreamWriter,
    ...(isArray ? { reshape: asJsonArray } : {}),
  })
}
