import type { AssistantContent, ChatPart, JsonObject, JsonValue } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { candidateFields, contentFields, isCall } from './answer-in.ts'
import { CallIds } from './call-ids.ts'
import { listOf, messageOf } from './fields.ts'
import { readFinish } from './finish.ts'
import { readLogprobs } from './logprobs.ts'
import { isPlain, partOf, readAnswerPart } from './part-in.ts'
import { readSources } from './sources.ts'
import { gemini } from './wire.ts'

type BlockKind = 'text' | 'reasoning'

/** Reads the parts of one of the answers in a stream: texts go on from chunk to chunk, all else comes whole. */
export class CandidateReader {
  readonly #index: number
  readonly #ids: CallIds
  readonly #kept: JsonDraft = {}
  readonly #content: JsonDraft = {}
  #block: { readonly kind: BlockKind; readonly id: string } | undefined
  #blocks = 0
  #text = ''
  #logprobs: JsonValue[] = []
  #called = false
  #finish: string | undefined

  constructor(index: number, responseId: string) {
    this.#index = index
    this.#ids = new CallIds(index === 0 ? responseId : `${responseId}-${index}`)
  }

  /** Whether the vendor said why it stopped. */
  get finished(): boolean {
    return this.#finish !== undefined
  }

  read(candidate: JsonObject, parts: ChatPart[]): void {
    const content = messageOf(candidate.content, contentFields)
    const logprobs = readLogprobs(candidate.logprobsResult)
    if (logprobs) this.#logprobs.push(...logprobs)
    if (content) {
      for (const part of listOf(content.parts)) if (isObject(part)) this.#readPart(partOf(part), parts)
      const rest = unknownFields(content, contentFields)
      if (rest) this.#kept.content = Object.assign(this.#content, rest)
    }
    const rest = unknownFields(candidate, candidateFields)
    if (rest) Object.assign(this.#kept, rest)
    if (typeof candidate.finishReason === 'string') this.#finish = candidate.finishReason
  }

  /** Ends what is open, and tells what the answer rests on. */
  close(parts: ChatPart[]): void {
    this.#endBlock(parts)
    for (const source of readSources(this.#kept, this.#text)) parts.push({ ...source, ...this.#of() })
  }

  /** The last part; `ofStream` is what the stream as a whole had besides. */
  finish(ofStream: JsonObject | undefined): ChatPart {
    const kept = Object.keys(this.#kept).length > 0 ? this.#kept : undefined
    const first = kept ? { ...ofStream, candidates: [kept] } : ofStream
    return {
      type: 'finish',
      finish: readFinish(this.#finish, this.#called),
      ...this.#of(),
      ...extraOf(gemini, this.#index === 0 ? first : kept),
    }
  }

  #readPart(part: JsonObject, parts: ChatPart[]): void {
    if (isPlain(part)) {
      if (part.text !== '') this.#write(part.thought === true ? 'reasoning' : 'text', part.text, parts)
      return
    }
    this.#endBlock(parts)
    this.#whole(readAnswerPart(part, this.#ids), parts)
  }

  #write(kind: BlockKind, text: string, parts: ChatPart[]): void {
    if (this.#block?.kind !== kind) {
      this.#endBlock(parts)
      this.#block = { kind, id: this.#nextId() }
      parts.push({ type: `${kind}-start`, id: this.#block.id, ...this.#of() })
    }
    this.#delta(kind, this.#block.id, text, parts)
  }

  #delta(kind: BlockKind, id: string, text: string, parts: ChatPart[]): void {
    if (kind === 'text') this.#text += text
    if (kind === 'text' && this.#logprobs.length > 0) {
      parts.push({ type: 'text-delta', id, text, logprobs: this.#logprobs, ...this.#of() })
      this.#logprobs = []
    } else parts.push({ type: `${kind}-delta`, id, text, ...this.#of() })
  }

  /** A part that stands for itself: a call, a file, or a text that is signed. */
  #whole(part: AssistantContent, parts: ChatPart[]): void {
    const of = this.#of()
    const extra = part.extra ? { extra: part.extra } : {}
    switch (part.type) {
      case 'text':
      case 'reasoning': {
        const id = this.#nextId()
        parts.push({ type: `${part.type}-start`, id, ...of, ...extra })
        if (part.text !== '') this.#delta(part.type, id, part.text, parts)
        parts.push({ type: `${part.type}-end`, id, ...of })
        return
      }
      case 'tool-call': {
        const { id, name, input, executed } = part
        this.#called ||= isCall(part)
        const own = executed === undefined ? {} : { executed }
        parts.push({ type: 'tool-call-start', id, name, ...own, ...of, ...extra })
        parts.push({ type: 'tool-call-delta', id, input, ...of })
        parts.push({ type: 'tool-call-end', id, ...of })
        return
      }
      case 'file':
      case 'tool-result':
        parts.push({ ...part, ...of })
    }
  }

  #endBlock(parts: ChatPart[]): void {
    if (!this.#block) return
    parts.push({ type: `${this.#block.kind}-end`, id: this.#block.id, ...this.#of() })
    this.#block = undefined
  }

  #nextId(): string {
    return `${this.#index}.${this.#blocks++}`
  }

  #of(): { readonly choice?: number } {
    return this.#index === 0 ? {} : { choice: this.#index }
  }
}
