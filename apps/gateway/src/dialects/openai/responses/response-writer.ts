import type { ChatPart, ChatResult, JsonObject, ReceiptEntry } from '@lucid-gateway/core'
import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import {
  type AnswerHead,
  createStreamWriter,
  openaiResponses,
  type ResponsesStreamWriter,
  writeAnswer,
  type WrittenAnswer,
} from '@lucid-gateway/wires/openai-responses'

/** Writes an answer that was not relayed, whole or as a stream, and has it whole in the end. */
export class ResponseWriter {
  readonly #own: Pick<AnswerHead, 'id' | 'echo'>
  readonly #notKept: readonly ReceiptEntry[]
  #writer: ResponsesStreamWriter | undefined
  #head: AnswerHead | undefined
  #last = ''
  #body: JsonObject | undefined
  /** Whether the vendor said it on this wire, so that the ids are the vendor's. */
  isVendors = false

  /** `notKept` is for the receipt of an answer that the caller wants kept and nobody keeps. */
  constructor(own: Pick<AnswerHead, 'id' | 'echo'>, notKept: readonly ReceiptEntry[]) {
    this.#own = own
    this.#notKept = notKept
  }

  whole(result: ChatResult, head: AnswerHead): WrittenAnswer {
    const written = writeAnswer(result, this.#headOf(result, head))
    this.#body = written.body
    return { body: written.body, receipt: this.#told(written.receipt) }
  }

  /** Makes it the writer of a stream. */
  streaming(head: AnswerHead): this {
    this.#head = head
    return this
  }

  write(part: ChatPart): string {
    return (this.#writer ??= this.#begun(part)).write(part)
  }

  end(): string {
    this.#last = (this.#writer ??= this.#begun({ type: 'start' })).end()
    return this.#last
  }

  get receipt(): readonly ReceiptEntry[] {
    return this.#told(this.#writer?.receipt ?? [])
  }

  /** The answer; undefined before its end. */
  get body(): JsonObject | undefined {
    return (this.#body ??= bodyIn(this.#last))
  }

  #begun(part: ChatPart): ResponsesStreamWriter {
    return createStreamWriter(this.#headOf(part.type === 'start' ? part : {}, this.#head as AnswerHead))
  }

  /** An id of its own, unless the vendor has one that leads to what it keeps. */
  #headOf({ id, extra }: Pick<ChatResult, 'id' | 'extra'>, head: AnswerHead): AnswerHead {
    this.isVendors = id !== undefined && extra?.[openaiResponses]?.['@echo'] !== undefined
    return { ...head, ...this.#own, ...(this.isVendors && id !== undefined ? { id } : {}) }
  }

  #told(entries: readonly ReceiptEntry[]): readonly ReceiptEntry[] {
    return this.isVendors ? entries : [...entries, ...this.#notKept]
  }
}

function bodyIn(events: string): JsonObject | undefined {
  const last = [...splitSseEvents(Buffer.from(events))].at(-1)
  const data = last && parseSseEvent(last)?.data
  if (!data) return undefined
  return (JSON.parse(data) as { readonly response?: JsonObject }).response
}
