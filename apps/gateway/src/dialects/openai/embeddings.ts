import { embedding, type JsonObject } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  openaiEmbeddings,
  type ReadEmbeddingRequest,
  readRequest,
  writeAnswer,
} from '@lucid-gateway/wires/openai-embeddings'
import { answerHeaders } from '../../calls/answer-headers.ts'
import { type Ask, makeCall, type RequestHead } from '../../calls/make-call.ts'
import { modeNotServed } from '../../calls/mode-not-served.ts'
import type { Exchange } from '../../http/exchange.ts'
import { type ReadJson, readJson } from '../../http/read-json.ts'
import { sendBytes, sendJson } from '../../http/respond.ts'
import { modelOf, userOf } from '../check-field.ts'

/** https://platform.openai.com/docs/api-reference/embeddings/create */
export async function embeddings(exchange: Exchange): Promise<void> {
  const ask = readEmbeddings(exchange, await readJson(exchange))
  const call = await makeCall(exchange, ask)
  const { outcome, target } = call
  if (outcome.kind !== 'answer') throw modeNotServed(call)
  await call.closed
  const relayed = outcome.bytes(openaiEmbeddings)
  if (relayed)
    return sendBytes(exchange, 200, { ...answerHeaders(call), 'content-type': 'application/json' }, relayed)
  const { result } = outcome
  const written = writeAnswer(result, {
    model: result.model ?? target?.model ?? '',
    encoding: ask.decoded().encoding,
  })
  call.note(written.receipt)
  sendJson(exchange, 200, written.body, answerHeaders(call))
}

interface EmbeddingAsk extends Ask<typeof embedding> {
  readonly decoded: () => ReadEmbeddingRequest
}

export function readEmbeddings(_head: RequestHead, { bytes, body }: ReadJson): EmbeddingAsk {
  const parsed = body as JsonObject
  let read: ReadEmbeddingRequest | undefined
  const decoded = (): ReadEmbeddingRequest => (read ??= readRequest(parsed))
  return {
    capability: embedding,
    target: modelOf(body),
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: openaiEmbeddings, body: relayBody(bytes, parsed) },
    stream: false,
    user: userOf(body),
    decoded,
  }
}
