import type { ChatPart, JsonObject, SseEvent } from '@lucid-gateway/core'
import { isObject, parseJson } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { bodyExtra, type ReadOptions } from './answer-in.ts'
import { errorIn, failureOf, readErrorObject } from './error-object.ts'
import { readFinish } from './finish.ts'
import { type ItemReader, itemReader } from './item-reader.ts'
import { readUsage } from './usage.ts'

/** Turns the events of one stream into parts. */
export interface ResponsesStreamReader {
  /** Throws what the vendor's error event says, and `upstream` for an event that is no JSON. */
  push(event: SseEvent): readonly ChatPart[]
  /** To be called at the end of the body. Throws `upstream`, reason `truncated`, if the answer is not finished. */
  end(): readonly ChatPart[]
  /** True once the answer is finished: nothing more comes. */
  readonly ended: boolean
}

const none: readonly ChatPart[] = []

/** Reads https://developers.openai.com/api/reference/resources/responses/streaming-events */
export function createStreamReader(options: ReadOptions = {}): ResponsesStreamReader {
  return new Reader(options)
}

class Reader implements ResponsesStreamReader {
  readonly #options: ReadOptions
  readonly #items = new Map<number, ItemReader>()
  /** Calls that the caller has to answer: begun by the model, and with no result of the vendor's own. */
  readonly #calls = new Set<string>()
  #started = false
  #ended = false

  constructor(options: ReadOptions) {
    this.#options = options
  }

  get ended(): boolean {
    return this.#ended
  }

  push({ data, event: name }: SseEvent): readonly ChatPart[] {
    if (this.#ended || data === '[DONE]') return none
    const event = parseJson(data)
    if (!isObject(event)) throw malformed('an event that is no JSON')
    const parts: ChatPart[] = []
    this.#event(event, typeof event.type === 'string' ? event.type : name, parts)
    for (const part of parts) this.#note(part)
    return parts
  }

  end(): readonly ChatPart[] {
    if (!this.#ended) throw truncated()
    return none
  }

  #event(event: JsonObject, type: string, parts: ChatPart[]): void {
    switch (type) {
      case 'error':
        throw (this.#options.error ?? readErrorObject)(errorIn(event))
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        if (isObject(event.response)) this.#start(event.response, parts)
        return
      case 'response.output_item.added':
        if (isObject(event.item)) this.#open(event, event.item, parts)
        return
      case 'response.output_item.done':
        if (isObject(event.item)) this.#done(event, event.item, parts)
        return
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        this.#finish(isObject(event.response) ? event.response : {}, parts)
        return
      default:
        if (typeof event.output_index === 'number') this.#items.get(event.output_index)?.event(event, parts)
    }
  }

  #start(body: JsonObject, parts: ChatPart[]): void {
    if (this.#started) return
    this.#started = true
    const { id, model, created_at: created } = body
    parts.push({
      type: 'start',
      ...(typeof id === 'string' && id ? { id } : {}),
      ...(typeof model === 'string' && model ? { model } : {}),
      ...(typeof created === 'number' && created ? { created } : {}),
      ...bodyExtra(body),
    })
  }

  #open(event: JsonObject, item: JsonObject, parts: ChatPart[]): ItemReader {
    const place = typeof event.output_index === 'number' ? event.output_index : this.#items.size
    const reader = itemReader(item, String(place), parts)
    this.#items.set(place, reader)
    return reader
  }

  #done(event: JsonObject, item: JsonObject, parts: ChatPart[]): void {
    const place = typeof event.output_index === 'number' ? event.output_index : -1
    const reader = this.#items.get(place) ?? this.#open(event, item, parts)
    this.#items.delete(place)
    reader.done(item, parts)
  }

  #finish(body: JsonObject, parts: ChatPart[]): void {
    const failure = failureOf(body, this.#options.error)
    if (failure) throw failure
    this.#start(body, parts)
    this.#ended = true
    if (isObject(body.usage)) parts.push({ type: 'usage', usage: readUsage(body.usage, body.tool_usage) })
    parts.push({ type: 'finish', finish: readFinish(body, this.#calls.size > 0), ...bodyExtra(body) })
  }

  #note(part: ChatPart): void {
    if (part.type === 'tool-call-start' && !part.executed) this.#calls.add(part.id)
    else if (part.type === 'tool-result') this.#calls.delete(part.callId)
  }
}
