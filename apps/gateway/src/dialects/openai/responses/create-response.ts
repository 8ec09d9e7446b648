import { chat, type JsonObject } from '@lucid-gateway/core'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  echoOf,
  openaiResponses,
  type ReadResponsesRequest,
  readRequest,
} from '@lucid-gateway/wires/openai-responses'
import { type ChatAsk, serveChat } from '../../../calls/answer-chat.ts'
import { isStrict, type RequestHead } from '../../../calls/make-call.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { type ReadJson, readJson } from '../../../http/read-json.ts'
import { modelOf, streamOf, userOf } from '../../check-field.ts'
import { responsesDialect } from '../openai-dialect.ts'
import { explained, keepsTranslated, unkept } from './keeps-translated.ts'
import { inOwnWords } from './not-found.ts'
import { stateOf } from './request-state.ts'
import { ResponseWatch } from './response-watch.ts'
import { ResponseWriter } from './response-writer.ts'

/** https://developers.openai.com/api/reference/resources/responses/methods/create */
export async function createResponse(exchange: Exchange): Promise<void> {
  const { refusal, ...ask } = await readResponse(exchange, await readJson(exchange))
  return serveChat(exchange, ask).catch((error: unknown) => Promise.reject(refusal(error)))
}

interface ResponseAsk extends ChatAsk {
  /** How a refusal of the call is told. */
  refusal(error: unknown): unknown
}

export async function readResponse(head: RequestHead, { bytes, body }: ReadJson): Promise<ResponseAsk> {
  const asked = body as JsonObject
  const { store } = asked
  const target = modelOf(body)
  const stream = streamOf(body)
  const { body: whole, bound, held, ...turn } = await stateOf(head, asked)
  const keeps = store !== false && keepsTranslated(head)
  const unkeptIsLoss = store === true && !keeps && isStrict(head)
  let read: ReadResponsesRequest | undefined
  /** Decoded at most once, and only where the target speaks another wire. */
  const decoded = (): ReadResponsesRequest => (read ??= readRequest(whole))
  const sent = whole === asked ? bytes : Buffer.from(JSON.stringify(whole))
  const id = `resp_${head.id.slice('req_'.length).replaceAll('-', '')}`
  const writer = new ResponseWriter(
    { id, echo: { ...echoOf(asked), store: keeps } },
    store === true && !keeps ? [unkept] : [],
  )
  return {
    capability: chat,
    target,
    request: () => decoded().request,
    receipt: () => decoded().receipt,
    raw: { wire: openaiResponses, body: relayBody(sent, whole) },
    bound: bound ?? (unkeptIsLoss ? { param: 'store', wire: openaiResponses, by: 'form' } : undefined),
    stream,
    user: userOf(body),
    dialect: responsesDialect,
    wire: openaiResponses,
    idPrefix: 'resp_',
    writeAnswer: (result, facts) => writer.whole(result, facts),
    streamWriter: facts => writer.streaming(facts),
    watch: call =>
      store !== false || handsBack(asked)
        ? new ResponseWatch(head, { call, writer, keeping: keeps ? turn : undefined })
        : undefined,
    refusal: error => inOwnWords(explained(head, error), held),
  }
}

/** Whether an answer that is kept nowhere has something all the same that is good for one account only. */
function handsBack({ include }: JsonObject): boolean {
  return Array.isArray(include) && include.includes('reasoning.encrypted_content')
}
