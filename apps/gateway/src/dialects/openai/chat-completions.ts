import {
  chat,
  type CallRecord,
  type ChatPart,
  type ChatResult,
  type JsonObject,
  type Outcome,
  type PartStream,
  type ReceiptEntry,
} from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import { relayBody } from '@lucid-gateway/wires/json-body'
import {
  createStreamWriter,
  openaiChat,
  type ReadChatRequest,
  readRequest,
  writeAnswer,
} from '@lucid-gateway/wires/openai-chat'
import { answerHeaders, targetHeaders } from '../../calls/answer-headers.ts'
import { makeCall } from '../../calls/make-call.ts'
import { metadataOf } from '../../calls/metadata.ts'
import { streamTo } from '../../calls/stream-to.ts'
import type { Exchange } from '../../http/exchange.ts'
import { readJson } from '../../http/read-json.ts'
import { sendBytes, sendJson } from '../../http/respond.ts'
import { finalComment } from '../lucid/event.ts'
import { modelOf, requireMessages, streamOf, userOf } from './check-field.ts'
import { openaiDialect } from './openai-dialect.ts'

const json = 'application/json'

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
    raw: { wire: openaiChat, body: relayBody(bytes, parsed) },
    stream,
    user: userOf(body),
  })
  const { outcome } = call
  if (stream) return sendStream(exchange, call, decoded)
  if (outcome.kind !== 'answer') throw new TypeError(`chat came as a ${outcome.kind}`)
  const record = await call.closed
  const relayed = outcome.bytes(openaiChat)
  if (relayed)
    return sendBytes(exchange, 200, { ...answerHeaders(call, record), 'content-type': json }, relayed)
  const written = writeAnswer(outcome.result, headOf(exchange, call, outcome.result))
  sendJson(
    exchange,
    200,
    written.body,
    answerHeaders(call, record, [...decoded().receipt, ...written.receipt]),
  )
}

type ChatCall = Call<typeof chat>

async function sendStream(exchange: Exchange, call: ChatCall, decoded: () => ReadChatRequest): Promise<void> {
  const outcome = asStream(call.outcome)
  const relayed = outcome.bytes(openaiChat)
  const common = { dialect: openaiDialect, headers: targetHeaders(call), done: outcome.done }
  const facts = async (entries: readonly ReceiptEntry[] = []): Promise<string> => {
    const { usage } = await outcome.done
    return finalComment(metadataOf(exchange, call, withEntries(await call.closed, entries), usage))
  }
  if (relayed)
    return streamTo(exchange, { ...common, source: relayed, format: chunk => chunk, end: () => facts() })
  const { includeUsage, receipt } = decoded()
  const writer = createStreamWriter({ ...headOf(exchange, call), includeUsage })
  return streamTo(exchange, {
    ...common,
    source: outcome.parts,
    format: part => writer.write(part),
    end: async finished => (finished ? writer.end() : '') + (await facts([...receipt, ...writer.receipt])),
  })
}

/** A layer, such as a cache, may answer a call for a stream with a whole result. */
function asStream(outcome: Outcome<ChatResult, ChatPart>): PartStream<ChatPart> {
  if (outcome.kind === 'stream') return outcome
  if (outcome.kind !== 'answer') throw new TypeError(`chat came as a ${outcome.kind}`)
  const { result, usage, warnings } = outcome
  return {
    kind: 'stream',
    parts: each(chat.split?.(result) ?? []),
    bytes: () => undefined,
    done: Promise.resolve({ status: 'finished', usage, warnings }),
    cancel() {},
  }
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

function withEntries(record: CallRecord, entries: readonly ReceiptEntry[]): CallRecord {
  const { receipt } = record
  return receipt && entries.length > 0
    ? { ...record, receipt: { ...receipt, entries: [...receipt.entries, ...entries] } }
    : record
}

function headOf(exchange: Exchange, call: ChatCall, result: Partial<ChatResult> = {}) {
  return {
    id: result.id ?? `chatcmpl-${exchange.id.slice('req_'.length)}`,
    model: result.model ?? call.target?.model ?? '',
    created: result.created ?? Math.floor(Date.now() / 1000),
  }
}
