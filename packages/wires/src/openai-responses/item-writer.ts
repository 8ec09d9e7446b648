import type { Extra, JsonObject, JsonValue, ReasoningPart, ToolCallPart } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { writeCall } from './item-out.ts'
import { cut, isOwn, writeReasoning, writeSealed } from './reasoning.ts'
import { keptOf, markOf } from './wire.ts'

/** Where the events of a stream go, each with its number. */
export interface EventSink {
  /** An event of this type; `rest` is its other fields as JSON text, with a comma before each. */
  raw(type: string, rest: string): void
  event(type: string, fields: JsonDraft): void
}

/** An item that is being written. */
abstract class OpenItem {
  readonly id: string
  readonly index: number
  protected readonly sink: EventSink

  constructor(id: string, index: number, sink: EventSink) {
    this.id = id
    this.index = index
    this.sink = sink
  }

  protected begin(item: JsonObject): void {
    this.sink.event('response.output_item.added', { output_index: this.index, item })
  }

  protected finish(item: JsonObject): JsonObject {
    this.sink.event('response.output_item.done', { output_index: this.index, item })
    return item
  }

  /** Fields that say where in the answer a piece belongs. */
  protected place(fields: JsonDraft = {}): JsonDraft {
    return { item_id: this.id, output_index: this.index, ...fields }
  }

  /** The same as JSON text, up to the piece itself. */
  protected placeText(fields: JsonDraft = {}): string {
    return `,${JSON.stringify(this.place(fields)).slice(1, -1)},"delta":`
  }
}

/** An item that comes in one piece. */
export class WholeItem extends OpenItem {
  write(item: JsonObject): JsonObject {
    this.begin(item)
    return this.finish(item)
  }
}

interface Text {
  readonly index: number
  readonly kind: 'text' | 'refusal'
  readonly kept: JsonObject | undefined
  readonly place: string
  readonly annotations: JsonObject[]
  readonly logprobs: JsonValue[]
  text: string
}

export class OpenMessage extends OpenItem {
  readonly #kept: JsonObject | undefined
  readonly #parts: JsonObject[] = []
  readonly #open = new Map<string, Text>()
  #last: Text | undefined

  constructor(id: string, index: number, sink: EventSink, kept: JsonObject | undefined) {
    super(id, index, sink)
    this.#kept = kept
    this.begin(this.#item('in_progress'))
  }

  get busy(): boolean {
    return this.#open.size > 0
  }

  start(block: string, kind: Text['kind'], kept: JsonObject | undefined): void {
    const index = this.#parts.length
    const place = this.placeText({ content_index: index })
    const text: Text = { index, kind, kept, place, annotations: [], logprobs: [], text: '' }
    this.#open.set(block, text)
    this.#last = text
    this.#parts.push(partOf(text))
    this.#event('response.content_part.added', text, { part: partOf(text) })
  }

  delta(block: string, piece: string, logprobs?: JsonValue): void {
    const text = this.#open.get(block)
    if (!text) return
    text.text += piece
    if (Array.isArray(logprobs)) text.logprobs.push(...(logprobs as readonly JsonValue[]))
    const type = text.kind === 'text' ? 'response.output_text.delta' : 'response.refusal.delta'
    const tail = text.kind === 'text' ? `,"logprobs":${JSON.stringify(logprobs ?? [])}` : ''
    this.sink.raw(type, text.place + JSON.stringify(piece) + tail)
  }

  /** False where there is no text to cite in. */
  cite(annotation: JsonObject): boolean {
    const text = this.#last
    if (text?.kind !== 'text' || ![...this.#open.values()].includes(text)) return false
    text.annotations.push(annotation)
    return true
  }

  /** The vendor cites what it has said: clients forget an annotation that text comes after. */
  #tellCitations(text: Text): void {
    for (const [annotation_index, annotation] of text.annotations.entries())
      this.#event('response.output_text.annotation.added', text, { annotation_index, annotation })
  }

  /** A part of a type that is not known here. */
  whole(part: JsonObject): void {
    const at = this.place({ content_index: this.#parts.length })
    this.#parts.push(part)
    this.sink.event('response.content_part.added', { ...at, part })
    this.sink.event('response.content_part.done', { ...at, part })
  }

  end(block: string): void {
    const text = this.#open.get(block)
    if (!text) return
    this.#open.delete(block)
    const part = partOf(text)
    this.#parts[text.index] = part
    this.#tellCitations(text)
    if (text.kind === 'text') {
      this.#event('response.output_text.done', text, { text: text.text, logprobs: text.logprobs })
    } else this.#event('response.refusal.done', text, { refusal: text.text })
    this.#event('response.content_part.done', text, { part })
  }

  close(status: 'completed' | 'incomplete'): JsonObject {
    for (const block of this.#open.keys()) this.end(block)
    return this.finish(this.#item(status))
  }

  #event(type: string, text: Text, fields: JsonDraft): void {
    this.sink.event(type, this.place({ content_index: text.index, ...fields }))
  }

  #item(status: string): JsonObject {
    return withKept(this.#kept, {
      type: 'message',
      id: this.id,
      status,
      role: 'assistant',
      content: [...this.#parts],
    })
  }
}

function partOf({ kind, kept, text, annotations, logprobs }: Text): JsonObject {
  return withKept(
    kept,
    kind === 'text'
      ? { type: 'output_text', text, annotations: [...annotations], logprobs: [...logprobs] }
      : { type: 'refusal', refusal: text },
  )
}

export class OpenReasoning extends OpenItem {
  readonly #extra: Extra | undefined
  #text = ''
  #piece = ''
  #pieces = 0

  constructor(id: string, index: number, sink: EventSink, extra: Extra | undefined) {
    super(id, index, sink)
    this.#extra = extra
    this.begin({ type: 'reasoning', id, summary: [] })
  }

  delta(text: string, isBetween: boolean): void {
    this.#text += text
    if (isBetween) {
      this.#endPiece()
      return
    }
    if (this.#piece === '') this.#startPiece()
    this.#piece += text
    const place = this.placeText({ summary_index: this.#pieces })
    this.sink.raw('response.reasoning_summary_text.delta', place + JSON.stringify(text))
  }

  /** `end` is what is known of it only now. */
  close(end: Pick<ReasoningPart, 'signature' | 'encrypted' | 'extra'>): JsonObject {
    this.#endPiece()
    const extra = joined(this.#extra, end.extra)
    const { signature, encrypted } = end
    const part: ReasoningPart = {
      type: 'reasoning',
      text: this.#text,
      ...(signature === undefined ? {} : { signature }),
      ...(encrypted === undefined ? {} : { encrypted }),
      ...(extra ? { extra } : {}),
    }
    if (this.#pieces === 0) this.#unsaid(part)
    return this.finish(isOwn(part) ? writeReasoning(part, this.id) : writeSealed(part, this.id))
  }

  #startPiece(): void {
    this.#event('response.reasoning_summary_part.added', { part: { type: 'summary_text', text: '' } })
  }

  #endPiece(): void {
    if (this.#piece === '') return
    this.#event('response.reasoning_summary_text.done', { text: this.#piece })
    this.#event('response.reasoning_summary_part.done', {
      part: { type: 'summary_text', text: this.#piece },
    })
    this.#piece = ''
    this.#pieces++
  }

  /** Pieces that are empty have no deltas, and are known by their marks alone. */
  #unsaid(part: ReasoningPart): void {
    for (const { kind, text } of cut(part)) {
      if (kind !== 'summary' || text) continue
      this.#startPiece()
      this.#event('response.reasoning_summary_part.done', { part: { type: 'summary_text', text: '' } })
      this.#pieces++
    }
  }

  #event(type: string, fields: JsonDraft): void {
    this.sink.event(type, this.place({ summary_index: this.#pieces, ...fields }))
  }
}

export class OpenCall extends OpenItem {
  readonly #part: Omit<ToolCallPart, 'type' | 'input'>
  readonly #custom: boolean
  readonly #place: string
  #input = ''

  constructor(id: string, index: number, sink: EventSink, part: Omit<ToolCallPart, 'type' | 'input'>) {
    super(id, index, sink)
    this.#part = part
    const item = this.#item('in_progress', part.extra)
    this.#custom = item.type !== 'function_call'
    this.#place = this.placeText()
    this.begin(item)
  }

  delta(input: string): void {
    this.#input += input
    const type = this.#custom ? 'response.custom_tool_call_input' : 'response.function_call_arguments'
    this.sink.raw(`${type}.delta`, this.#place + JSON.stringify(input))
  }

  close(extra: Extra | undefined): JsonObject {
    if (this.#custom) {
      this.sink.event('response.custom_tool_call_input.done', this.place({ input: this.#input }))
    } else {
      const { name } = this.#part
      this.sink.event('response.function_call_arguments.done', this.place({ name, arguments: this.#input }))
    }
    return this.finish(this.#item('completed', joined(this.#part.extra, extra)))
  }

  #item(status: string, extra: Extra | undefined): JsonObject {
    const call = { ...this.#part, input: this.#input, ...(extra ? { extra } : {}) }
    return { ...writeCall(call, undefined), id: this.id, status }
  }
}

/** Fields of one thing that came with its start and with its end. */
export function joined(start: Extra | undefined, end: Extra | undefined): Extra | undefined {
  if (!start || !end) return end ?? start
  const wires = Object.keys(end).map(wire => [wire, { ...start[wire], ...end[wire] }] as const)
  return { ...start, ...Object.fromEntries(wires) }
}

/** The message that a text belongs to: its id, where it had one, and its other fields. */
export function messageOf(extra: Extra | undefined): { id: string; item: JsonObject | undefined } {
  const item = keptOf(extra)?.item
  return { id: String(markOf(extra, '@id') ?? ''), item: isObject(item) ? item : undefined }
}
