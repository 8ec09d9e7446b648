import type { ChatPart, JsonObject, JsonValue, SseEvent } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import type { ReadOptions } from './answer-in.ts'
import { ChoiceReader } from './choice-reader.ts'
import { readErrorObject } from './error-object.ts'
import { readUsage } from './usage.ts'
import { openaiChat } from './wire.ts'

/** Turns the events of one stream into parts. */
export interface ChatStreamReader {
  /** Throws what the vendor's error event says, and `upstream` for an event that is no JSON. */
  push(event: SseEvent): readonly ChatPart[]
  /** To be called at the end of the body. Throws `upstream`, reason `truncated`, if an answer is not finished. */
  end(): readonly ChatPart[]
  /** True once the vendor has said that nothing more comes, whether or not the connection stays open. */
  readonly ended: boolean
}

const none: readonly ChatPart[] = []
/** `obfuscation` is padding. */
const chunkFields = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'error', 'obfuscation'])

/** Reads https://platform.openai.com/docs/api-reference/chat/streaming, and what vendors make of it. */
export function createStreamReader(options: ReadOptions = {}): ChatStreamReader {
  return new Reader(options)
}

class Reader implements ChatStreamReader {
  readonly #options: ReadOptions
  readonly #choices: ChoiceReader[] = []
  #head: JsonDraft = {}
  #late: JsonDraft | undefined
  #started = false
  #ended = false

  constructor(options: ReadOptions) {
    this.#options = options
  }

  get ended(): boolean {
    return this.#ended
  }

  push(event: SseEvent): readonly ChatPart[] {
    if (this.#ended) return none
    if (event.data === '[DONE]') return this.end()
    const chunk = this.#chunkOf(event)
    if (!chunk) return none
    const parts: ChatPart[] = []
    this.#keep(chunk)
    if (Array.isArray(chunk.choices) && chunk.choices.length > 0) {
      if (!this.#started) parts.push(this.#start(chunk))
      for (const choice of chunk.choices as readonly JsonValue[])
        if (isObject(choice)) this.#choice(choice, parts)
    }
    if (isObject(chunk.usage)) parts.push({ type: 'usage', usage: readUsage(chunk.usage) })
    return parts
  }

  end(): readonly ChatPart[] {
    if (this.#ended) return none
    this.#ended = true
    const choices = this.#choices.filter(choice => choice !== undefined)
    if (choices.length === 0 || choices.some(choice => !choice.finished)) throw truncated()
    const parts: ChatPart[] = []
    for (const choice of choices) choice.close(parts)
    for (const [index, choice] of choices.entries())
      parts.push(choice.finish(index === 0 ? this.#late : undefined))
    return parts
  }

  #chunkOf(event: SseEvent): JsonObject | undefined {
    const data = parse(event)
    const error = isObject(data) ? data.error : undefined
    if (error !== undefined && error !== null) throw (this.#options.error ?? readErrorObject)(error)
    if (event.event === 'error') throw (this.#options.error ?? readErrorObject)(data)
    return isObject(data) ? data : undefined
  }

  /** What has no word of its own: with the start if it came by then, else with the finish. */
  #keep(chunk: JsonObject): void {
    const rest = unknownFields(chunk, chunkFields)
    if (!rest) return
    if (!this.#started) {
      Object.assign(this.#head, rest)
      return
    }
    for (const name of Object.keys(rest)) {
      if (rest[name] !== this.#head[name]) (this.#late ??= {})[name] = rest[name]
    }
  }

  #start(chunk: JsonObject): ChatPart {
    this.#started = true
    const { id, model, created } = chunk
    return {
      type: 'start',
      ...(typeof id === 'string' && id ? { id } : {}),
      ...(typeof model === 'string' && model ? { model } : {}),
      ...(typeof created === 'number' && created ? { created } : {}),
      ...extraOf(openaiChat, this.#head),
    }
  }

  #choice(choice: JsonObject, parts: ChatPart[]): void {
    const index = Number.isInteger(choice.index) ? (choice.index as number) : 0
    if (index < 0 || index > 127) throw malformed(`a chunk of answer number ${index}`)
    const reader = (this.#choices[index] ??= new ChoiceReader(index, this.#options))
    reader.read(choice, parts)
  }
}

function parse(event: SseEvent): JsonValue {
  try {
    return JSON.parse(event.data) as JsonValue
  } catch (cause) {
    if (event.event === 'error') return event.data
    throw malformed('an event that is no JSON', cause)
  }
}
