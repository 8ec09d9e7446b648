import {
  chat,
  type ChatPart,
  type ChatResult,
  type JsonObject,
  type ReceiptEntry,
  type WireId,
} from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import type { Dialect } from '../dialects/dialect.ts'
import { finalComment } from '../dialects/lucid/event.ts'
import type { Exchange } from '../http/exchange.ts'
import { type Headers, sendBytes, sendJson } from '../http/respond.ts'
import { answerHeaders, targetHeaders } from './answer-headers.ts'
import { asStream } from './as-stream.ts'
import { type Ask, makeCall } from './make-call.ts'
import { metadataOf } from './metadata.ts'
import { modeNotServed } from './mode-not-served.ts'
import { type Streaming, streamTo } from './stream-to.ts'

/** How a dialect answers one call of chat: as the wire has it where the target speaks that too, else in its words. */
interface ChatSpeech {
  readonly dialect: Dialect
  readonly wire: WireId
  readonly stream: boolean
  /** What ids begin with where the vendor gave none. */
  readonly idPrefix: string
  /** What each answer of the dialect carries beside what every answer does. */
  readonly headers?: Headers
  writeAnswer(result: ChatResult, head: ChatHead): Written
  streamWriter(head: ChatHead): StreamWriter
  /** Who is to see what goes out. */
  watch?(call: ChatCall): ChatWatch | undefined
  /** Gives a stream another form than server-sent events. */
  reshape?<T>(streaming: Streaming<T>): Streaming<T>
}

/** Is shown an answer before the client has it. */
export interface ChatWatch {
  /** A relayed answer in one piece. */
  whole(bytes: Uint8Array): void | Promise<void>
  /** Whole events of a relayed stream. */
  slice(bytes: Uint8Array): void
  /** A stream has come to a good end, or a translated answer is written. */
  ended(): void | Promise<void>
}

/** What the gateway says of an answer in its own name. */
interface ChatHead {
  readonly id: string
  readonly model: string
  /** Seconds since 1970. */
  readonly created: number
}

interface Written {
  readonly body: JsonObject
  readonly receipt: readonly ReceiptEntry[]
}

interface StreamWriter {
  write(part: ChatPart): string
  end(): string
  readonly receipt: readonly ReceiptEntry[]
}

export type ChatCall = Call<typeof chat>

/** A request for chat as a dialect reads it, and how that dialect answers. */
export type ChatAsk = Ask<typeof chat> & ChatSpeech

export async function serveChat(exchange: Exchange, ask: ChatAsk): Promise<void> {
  return answerChat(exchange, await makeCall(exchange, ask), ask)
}

async function answerChat(exchange: Exchange, call: ChatCall, speech: ChatSpeech): Promise<void> {
  const { outcome } = call
  const { wire, headers } = speech
  if (speech.stream) return sendStream(exchange, call, speech)
  if (outcome.kind !== 'answer') throw modeNotServed(call)
  await call.closed
  const relayed = outcome.bytes(wire)
  if (relayed) {
    const watch = speech.watch?.(call)
    if (watch) await watch.whole(relayed)
    const facts = answerHeaders(call)
    facts['content-type'] = 'application/json'
    return sendBytes(exchange, 200, headers ? { ...facts, ...headers } : facts, relayed)
  }
  const written = speech.writeAnswer(outcome.result, headOf(exchange, call, speech, outcome.result))
  call.note(written.receipt)
  const watch = speech.watch?.(call)
  if (watch) await watch.ended()
  sendJson(exchange, 200, written.body, { ...answerHeaders(call), ...headers })
}

async function sendStream(exchange: Exchange, call: ChatCall, speech: ChatSpeech): Promise<void> {
  const outcome = asStream(call, chat)
  const relayed = outcome.bytes(speech.wire)
  const common = {
    dialect: speech.dialect,
    headers: { ...targetHeaders(call), ...speech.headers },
    stream: outcome,
    call,
  }
  const facts = async (): Promise<string> => {
    const { usage } = await outcome.done
    await call.closed
    return finalComment(metadataOf(exchange, call, usage))
  }
  const send = <T>(streaming: Streaming<T>): Promise<void> =>
    streamTo(exchange, speech.reshape?.(streaming) ?? streaming)
  const watch = speech.watch?.(call)
  if (relayed) {
    if (!watch) return send({ ...common, source: relayed, format: slice => slice, end: facts })
    const format = (slice: Uint8Array): Uint8Array => {
      watch.slice(slice)
      return slice
    }
    const end = async (finished: boolean): Promise<string> => {
      if (finished) await watch.ended()
      return facts()
    }
    return send({ ...common, source: relayed, format, end })
  }
  const writer = speech.streamWriter(headOf(exchange, call, speech))
  return send({
    ...common,
    source: outcome.parts,
    format: part => writer.write(part),
    end: async finished => {
      const end = finished ? writer.end() : ''
      call.note(writer.receipt)
      if (finished) await watch?.ended()
      return end + (await facts())
    },
  })
}

function headOf(
  exchange: Exchange,
  call: ChatCall,
  { idPrefix }: ChatSpeech,
  result: Partial<ChatResult> = {},
): ChatHead {
  return {
    id: result.id ?? idPrefix + exchange.id.slice('req_'.length),
    model: result.model ?? call.target?.model ?? '',
    created: result.created ?? Math.floor(Date.now() / 1000),
  }
}
