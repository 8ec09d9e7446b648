import type { AssistantContent, ChatPart, JsonObject, JsonValue } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'
import {
  callStart,
  customCall,
  idMark,
  messageMarks,
  readCall,
  readItem,
  readMessagePart,
  readSources,
} from './item-in.ts'
import { partsOf } from './item-parts.ts'
import { between, readReasoning } from './reasoning.ts'
import { callHead, isToolItem, readToolItem } from './tool-items.ts'
import { openaiResponses } from './wire.ts'

/** Reads the events of one item of an answer, which are told by its place in the output. */
export interface ItemReader {
  event(event: JsonObject, parts: ChatPart[]): void
  /** The item is whole; vendors that send no pieces send it here alone. */
  done(item: JsonObject, parts: ChatPart[]): void
}

/** `place` is the index of the item, and a name for its blocks. */
export function itemReader(item: JsonObject, place: string, parts: ChatPart[]): ItemReader {
  switch (item.type) {
    case 'message':
      return new MessageReader(item, place)
    case 'reasoning':
      return new ReasoningReader(item, place)
    case 'function_call':
    case customCall:
      return new CallReader(item, parts)
    default:
      return isToolItem(item.type) ? new ToolReader(item, parts) : new WholeReader(place)
  }
}

interface OpenText {
  readonly kind: 'text' | 'refusal'
  readonly id: string
  empty: boolean
  cited: boolean
}

class MessageReader implements ItemReader {
  readonly #place: string
  readonly #item: JsonObject
  readonly #texts = new Map<JsonValue | undefined, OpenText>()
  #count = 0

  constructor(item: JsonObject, place: string) {
    this.#item = item
    this.#place = place
  }

  event(event: JsonObject, parts: ChatPart[]): void {
    const { delta, logprobs, annotation, part } = event
    switch (event.type) {
      case 'response.content_part.added':
        if (isObject(part)) this.#open(event.content_index, part, parts)
        return
      case 'response.output_text.delta':
        if (typeof delta === 'string') this.#delta('text', event.content_index, delta, parts, logprobs)
        return
      case 'response.refusal.delta':
        if (typeof delta === 'string') this.#delta('refusal', event.content_index, delta, parts)
        return
      case 'response.output_text.annotation.added': {
        const text = this.#texts.get(event.content_index)
        if (text) text.cited = true
        if (isObject(annotation)) parts.push(...readSources([annotation]))
        return
      }
      case 'response.content_part.done':
        if (isObject(part)) this.#close(event.content_index, part, parts)
    }
  }

  done(item: JsonObject, parts: ChatPart[]): void {
    const content = Array.isArray(item.content) ? (item.content as readonly JsonValue[]) : []
    for (const [index, part] of content.entries()) {
      if (!isObject(part)) continue
      if (this.#texts.has(index)) this.#close(index, part, parts)
      else if (index >= this.#count) {
        this.#open(index, part, parts)
        this.#close(index, part, parts)
      }
    }
    for (const text of this.#texts.values()) parts.push({ type: `${text.kind}-end`, id: text.id })
    this.#texts.clear()
  }

  #open(index: JsonValue | undefined, part: JsonObject, parts: ChatPart[]): OpenText | undefined {
    const marks = this.#count++ === 0 ? messageMarks(this.#item) : idMark(this.#item)
    const id = `${this.#place}.${String(index ?? 0)}`
    if (part.type !== 'output_text' && part.type !== 'refusal') {
      parts.push(...partsOf(readMessagePart(part, marks), id))
      return undefined
    }
    const kind = part.type === 'refusal' ? 'refusal' : 'text'
    const { logprobs: _, ...head } = part
    const { extra } = readMessagePart(head, marks)
    parts.push({ type: `${kind}-start`, id, ...(extra ? { extra } : {}) })
    const text: OpenText = { kind, id, empty: true, cited: false }
    this.#texts.set(index, text)
    return text
  }

  #delta(
    kind: OpenText['kind'],
    index: JsonValue | undefined,
    delta: string,
    parts: ChatPart[],
    logprobs?: JsonValue,
  ): void {
    const type = kind === 'text' ? 'output_text' : 'refusal'
    const text = this.#texts.get(index) ?? this.#open(index, { type }, parts)
    if (!text) return
    text.empty = false
    if (kind === 'text' && hasItems(logprobs)) {
      parts.push({ type: 'text-delta', id: text.id, text: delta, logprobs })
    } else parts.push({ type: `${kind}-delta`, id: text.id, text: delta })
  }

  #close(index: JsonValue | undefined, part: JsonObject, parts: ChatPart[]): void {
    const text = this.#texts.get(index)
    if (!text) return
    const whole = part.type === 'refusal' ? part.refusal : part.text
    if (text.empty && typeof whole === 'string' && whole) {
      this.#delta(text.kind, index, whole, parts, part.logprobs)
    }
    if (!text.cited) parts.push(...readSources(part.annotations))
    parts.push({ type: `${text.kind}-end`, id: text.id })
    this.#texts.delete(index)
  }
}

class ReasoningReader implements ItemReader {
  readonly #item: JsonObject
  readonly #id: string
  #pieces = 0
  #started = false
  #empty = true

  constructor(item: JsonObject, id: string) {
    this.#item = item
    this.#id = id
  }

  event(event: JsonObject, parts: ChatPart[]): void {
    switch (event.type) {
      case 'response.reasoning_summary_part.added':
        this.#piece(parts)
        return
      case 'response.content_part.added':
        if (isObject(event.part) && event.part.type === 'reasoning_text') this.#piece(parts)
        return
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        if (typeof event.delta === 'string') this.#delta(event.delta, parts)
    }
  }

  done(item: JsonObject, parts: ChatPart[]): void {
    const part = readReasoning(item)
    if (this.#empty && part.text) this.#delta(part.text, parts)
    if (!this.#started) this.#start(parts)
    const end = partsOf({ ...part, text: '' }, this.#id).at(-1)
    if (end) parts.push(end)
  }

  /** Pieces after the first are set apart, as they are where an answer comes whole. */
  #piece(parts: ChatPart[]): void {
    if (this.#pieces++ === 0) return
    if (!this.#started) this.#start(parts)
    const extra = { [openaiResponses]: { '@between': true } }
    parts.push({ type: 'reasoning-delta', id: this.#id, text: between, extra })
  }

  #delta(text: string, parts: ChatPart[]): void {
    if (!this.#started) this.#start(parts)
    this.#empty = false
    parts.push({ type: 'reasoning-delta', id: this.#id, text })
  }

  #start(parts: ChatPart[]): void {
    this.#started = true
    const extra = { [openaiResponses]: { '@id': '', ...idMark(this.#item) } }
    parts.push({ type: 'reasoning-start', id: this.#id, extra })
  }
}

class CallReader implements ItemReader {
  readonly #id: string
  #empty = true

  constructor(item: JsonObject, parts: ChatPart[]) {
    const { id, name, extra } = callStart(item)
    this.#id = id
    parts.push({ type: 'tool-call-start', id, name, ...(extra ? { extra } : {}) })
  }

  event(event: JsonObject, parts: ChatPart[]): void {
    const { delta } = event
    if (typeof delta !== 'string' || delta === '') return
    this.#empty = false
    parts.push({ type: 'tool-call-delta', id: this.#id, input: delta })
  }

  done(item: JsonObject, parts: ChatPart[]): void {
    const { input, extra } = readCall(item)
    if (this.#empty && input) parts.push({ type: 'tool-call-delta', id: this.#id, input })
    parts.push({ type: 'tool-call-end', id: this.#id, ...(extra ? { extra } : {}) })
  }
}

/** A tool that is no function: its progress is for this wire, and what it is asked to do is known at the end. */
class ToolReader implements ItemReader {
  constructor(item: JsonObject, parts: ChatPart[]) {
    const extra = { [openaiResponses]: { type: item.type } }
    parts.push({ type: 'tool-call-start', ...callHead(item), extra })
  }

  event(): void {}

  done(item: JsonObject, parts: ChatPart[]): void {
    for (const content of readToolItem(item)) {
      const whole = partsOf(content, '')
      parts.push(...(content.type === 'tool-call' ? whole.slice(1) : whole))
    }
  }
}

/** An item that has no pieces, or none that are known here. */
class WholeReader implements ItemReader {
  readonly #id: string

  constructor(id: string) {
    this.#id = id
  }

  event(): void {}

  done(item: JsonObject, parts: ChatPart[]): void {
    const content: AssistantContent[] = []
    readItem(item, content)
    for (const each of content) parts.push(...partsOf(each, this.#id))
  }
}

function hasItems(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value) && value.length > 0
}
