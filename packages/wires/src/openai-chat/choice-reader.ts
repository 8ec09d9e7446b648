import type { ChatPart, JsonObject, JsonValue } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import {
  choiceFields,
  messageFields,
  readContent,
  readImages,
  readAudio,
  readSources,
  reasoningOf,
  type ReadOptions,
} from './answer-in.ts'
import { readFinish } from './finish.ts'
import { ToolDeltas } from './tool-deltas.ts'
import { openaiChat } from './wire.ts'

type BlockKind = 'text' | 'reasoning' | 'refusal'

/** Reads the deltas of one of the answers in a stream. */
export class ChoiceReader {
  readonly #index: number
  readonly #options: ReadOptions
  readonly #tools: ToolDeltas
  readonly #kept: JsonDraft = {}
  readonly #message: JsonDraft = {}
  /** The lists of `#message`. */
  readonly #lists = new Map<string, JsonValue[]>()
  readonly #refused: JsonValue[] = []
  #block: { readonly kind: BlockKind; readonly id: string } | undefined
  #blocks = 0
  #sound: Sound | undefined
  #finish: string | undefined

  constructor(index: number, options: ReadOptions) {
    this.#index = index
    this.#options = options
    this.#tools = new ToolDeltas(index)
  }

  /** Whether the vendor said why it stopped. */
  get finished(): boolean {
    return this.#finish !== undefined
  }

  read(choice: JsonObject, parts: ChatPart[]): void {
    const delta = isObject(choice.delta) ? choice.delta : undefined
    const logprobs = isObject(choice.logprobs) ? choice.logprobs : undefined
    if (delta) this.#readDelta(delta, logprobs?.content, parts)
    if (hasItems(logprobs?.refusal)) this.#keepRefused(logprobs.refusal)
    const rest = unknownFields(choice, choiceFields)
    if (rest) Object.assign(this.#kept, rest)
    if (typeof choice.finish_reason === 'string') {
      this.#finish = choice.finish_reason
      this.close(parts)
    }
  }

  /** Ends what is open: the answer is whole, as far as content goes. */
  close(parts: ChatPart[]): void {
    this.#endBlock(parts)
    this.#tools.end(parts)
    if (this.#sound) parts.push({ ...readAudio(this.#sound.whole()), ...this.#of() })
    this.#sound = undefined
  }

  /** The last part; `ofStream` is what the stream as a whole had besides. */
  finish(ofStream: JsonObject | undefined): ChatPart {
    const kept = Object.keys(this.#kept).length > 0 ? this.#kept : undefined
    return {
      type: 'finish',
      finish: readFinish(this.#finish, this.#tools.any, this.#options.finishReasons),
      ...this.#of(),
      ...extraOf(
        openaiChat,
        this.#index === 0 && kept ? { ...ofStream, choices: [kept] } : (kept ?? ofStream),
      ),
    }
  }

  #readDelta(delta: JsonObject, logprobs: JsonValue | undefined, parts: ChatPart[]): void {
    const reasoning = reasoningOf(delta)
    if (reasoning !== '') this.#write('reasoning', reasoning, parts)
    if (typeof delta.content === 'string') {
      if (delta.content !== '' || hasItems(logprobs)) this.#write('text', delta.content, parts, logprobs)
    } else if (delta.content) this.#readParts(delta.content, parts)
    if (typeof delta.refusal === 'string' && delta.refusal !== '')
      this.#write('refusal', delta.refusal, parts)
    if (delta.tool_calls) this.#readTools(delta.tool_calls, parts)
    if (isObject(delta.function_call)) this.#readTools({ index: 0, function: delta.function_call }, parts)
    if (delta.annotations)
      for (const source of readSources(delta.annotations)) parts.push({ ...source, ...this.#of() })
    if (delta.images) for (const image of readImages(delta.images)) parts.push({ ...image, ...this.#of() })
    if (isObject(delta.audio)) (this.#sound ??= new Sound()).add(delta.audio)
    const rest = unknownFields(delta, messageFields)
    if (rest) this.#keepOfMessage(rest)
  }

  #readParts(content: JsonValue, parts: ChatPart[]): void {
    for (const part of readContent(content)) {
      if (part.type === 'text' || part.type === 'reasoning' || part.type === 'refusal') {
        this.#write(part.type, part.text, parts)
      }
    }
  }

  #readTools(deltas: JsonValue, parts: ChatPart[]): void {
    this.#endBlock(parts)
    this.#tools.read(deltas, parts)
  }

  #write(kind: BlockKind, text: string, parts: ChatPart[], logprobs?: JsonValue): void {
    if (this.#block?.kind !== kind) {
      this.#endBlock(parts)
      this.#block = { kind, id: `${this.#index}.${this.#blocks++}` }
      parts.push({ type: `${kind}-start`, id: this.#block.id, ...this.#of() })
    }
    const { id } = this.#block
    if (kind === 'text' && hasItems(logprobs)) {
      parts.push({ type: 'text-delta', id, text, logprobs, ...this.#of() })
    } else parts.push({ type: `${kind}-delta`, id, text, ...this.#of() })
  }

  #endBlock(parts: ChatPart[]): void {
    if (!this.#block) return
    parts.push({ type: `${this.#block.kind}-end`, id: this.#block.id, ...this.#of() })
    this.#block = undefined
  }

  /** Log-probabilities of a refusal have no canonical word. */
  #keepRefused(tokens: readonly JsonValue[]): void {
    for (const token of tokens) this.#refused.push(token)
    this.#kept.logprobs = { refusal: this.#refused }
  }

  /** Lists go on from chunk to chunk; of anything else the last stands. */
  #keepOfMessage(fields: JsonObject): void {
    this.#kept.message = this.#message
    for (const name of Object.keys(fields)) {
      const now = fields[name]
      const list = Array.isArray(now) ? (this.#lists.get(name) ?? []) : undefined
      if (list) this.#lists.set(name, list)
      else this.#lists.delete(name)
      for (const item of list ? (now as readonly JsonValue[]) : []) list?.push(item)
      this.#message[name] = list ?? now
    }
  }

  #of(): { readonly choice?: number } {
    return this.#index === 0 ? {} : { choice: this.#index }
  }
}

function hasItems(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value) && value.length > 0
}

/** Sound comes in pieces, each base64 of its own; the transcript comes in pieces too. */
class Sound {
  readonly #pieces: Buffer[] = []
  readonly #rest: JsonDraft = {}
  #transcript = ''

  add({ data, transcript, ...rest }: JsonObject): void {
    if (typeof data === 'string') this.#pieces.push(Buffer.from(data, 'base64'))
    if (typeof transcript === 'string') this.#transcript += transcript
    Object.assign(this.#rest, rest)
  }

  whole(): JsonObject {
    const data = Buffer.concat(this.#pieces).toString('base64')
    return { ...this.#rest, data, ...(this.#transcript ? { transcript: this.#transcript } : {}) }
  }
}
