import type { ChatPart, JsonObject, JsonValue, SseEvent } from '@lucid-gateway/core'
import { extraOf } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { keptFields, readHead, type ReadOptions } from './answer-in.ts'
import { type BlockReader, blockReader } from './block-reader.ts'
import { readErrorObject } from './error-object.ts'
import { readFinish } from './finish.ts'
import { laterUsage, readFirstUsage, readUsage } from './usage.ts'
import { anthropicMessages } from './wire.ts'

/** Turns the events of one stream into parts. */
export interface ChatStreamReader {
  /** Throws what the vendor's error event says, and `upstream` for an event that is no JSON. */
  push(event: SseEvent): readonly ChatPart[]
  /** To be called at the end of the body. Throws `upstream`, reason `truncated`, if the answer is not finished. */
  end(): readonly ChatPart[]
}

const none: readonly ChatPart[] = []
const startFields = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'usage'])
const endFields = new Set(['stop_reason'])

/** Reads https://platform.claude.com/docs/en/build-with-claude/streaming */
export function createStreamReader(options: ReadOptions = {}): ChatStreamReader {
  return new Reader(options)
}

class Reader implements ChatStreamReader {
  readonly #options: ReadOptions
  readonly #blocks = new Map<number, BlockReader>()
  readonly #kept: JsonDraft = {}
  #usage: JsonObject | undefined
  #finish: JsonValue | undefined
  #ended = false

  constructor(options: ReadOptions) {
    this.#options = options
  }

  push(event: SseEvent): readonly ChatPart[] {
    if (this.#ended) return none
    const data = parse(event)
    if (!isObject(data)) return none
    const parts: ChatPart[] = []
    switch (data.type) {
      case 'content_block_delta':
        if (isObject(data.delta)) this.#blocks.get(indexOf(data))?.delta(data.delta, parts)
        return parts
      case 'message_start':
        if (isObject(data.message)) this.#start(data.message, parts)
        return parts
      case 'content_block_start':
        this.#open(data, parts)
        return parts
      case 'content_block_stop':
        this.#close(indexOf(data), parts)
        return parts
      case 'message_delta':
        this.#change(data, parts)
        return parts
      case 'message_stop':
        return this.end()
      case 'error':
        throw (this.#options.error ?? readErrorObject)(data.error ?? null)
      default:
        return none
    }
  }

  end(): readonly ChatPart[] {
    if (this.#ended) return none
    this.#ended = true
    if (typeof this.#finish !== 'string') throw truncated()
    const parts: ChatPart[] = []
    for (const index of [...this.#blocks.keys()]) this.#close(index, parts)
    parts.push({
      type: 'finish',
      finish: readFinish(this.#finish),
      ...extraOf(anthropicMessages, this.#kept),
    })
    return parts
  }

  #start(message: JsonObject, parts: ChatPart[]): void {
    parts.push({
      type: 'start',
      ...readHead(message),
      ...extraOf(anthropicMessages, keptFields(message, startFields)),
    })
    if (!isObject(message.usage)) return
    this.#usage = message.usage
    parts.push({ type: 'usage', usage: readFirstUsage(message.usage) })
  }

  #open(data: JsonObject, parts: ChatPart[]): void {
    const index = indexOf(data)
    if (!isObject(data.content_block)) return
    this.#blocks.set(index, blockReader(data.content_block, String(index), parts))
  }

  #close(index: number, parts: ChatPart[]): void {
    this.#blocks.get(index)?.end(parts)
    this.#blocks.delete(index)
  }

  #change({ delta, usage }: JsonObject, parts: ChatPart[]): void {
    if (isObject(delta)) {
      if (typeof delta.stop_reason === 'string') this.#finish = delta.stop_reason
      Object.assign(this.#kept, keptFields(delta, endFields))
    }
    if (!isObject(usage)) return
    this.#usage = laterUsage(this.#usage, usage)
    parts.push({ type: 'usage', usage: readUsage(this.#usage) })
  }
}

function indexOf({ index }: JsonObject): number {
  return typeof index === 'number' ? index : 0
}

function parse(event: SseEvent): JsonValue {
  try {
    return JSON.parse(event.data) as JsonValue
  } catch (cause) {
    if (event.event === 'error') return { type: 'error', error: event.data }
    throw malformed('an event that is no JSON', cause)
  }
}
