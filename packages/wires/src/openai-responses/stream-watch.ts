import type { JsonObject, JsonValue, LucidError, Usage } from '@lucid-gateway/core'
import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import { isObject, parseJson } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { unknownUsage } from '../kit/readings.ts'
import type { StreamWatch } from '../kit/relayed-stream.ts'
import type { ReadOptions } from './answer-in.ts'
import { errorIn, failureOf, readErrorObject } from './error-object.ts'
import { readUsage } from './usage.ts'

/** How an ordinary event begins, where its writer puts the type first: JSON has no line end in it. */
const lineStart = Buffer.from('\ndata: {"type":"response.')
const delta = Buffer.from('.delta"')

/**
 * Watches a stream of this wire go by in raw form. An ordinary event is told by how its line begins; only what is not
 * ordinary is decoded: the first events, the last ones, and errors.
 */
export class ResponsesStreamWatch implements StreamWatch {
  committed = false
  done = false
  failure: LucidError | undefined
  readonly #options: ReadOptions
  #usage: Usage = unknownUsage

  constructor(options: ReadOptions) {
    this.#options = options
  }

  get usage(): Usage {
    return this.#usage
  }

  pass(slice: Uint8Array): Uint8Array | undefined {
    return endsWithDelta(slice) ? slice : this.inspect(slice)
  }

  inspect(slice: Uint8Array): Uint8Array | undefined {
    const events = splitSseEvents(slice)
    const kept = events.filter(event => this.#keeps(event))
    if (kept.length === events.length) return slice
    return kept.length === 0 ? undefined : Buffer.concat(kept)
  }

  noEvent(bytes: Uint8Array): void {
    const body = parseJson(Buffer.from(bytes).toString('utf8'))
    if (!isObject(body)) return
    this.failure ??= failureOf(body, this.#options.error) ?? malformed('an answer that is no stream')
  }

  end(): void {
    if (!this.done) this.failure ??= truncated()
  }

  /** What comes after the last event of the wire, such as the terminator of another, is no part of it. */
  #keeps(raw: Uint8Array): boolean {
    if (this.done || this.failure) return false
    const sse = parseSseEvent(raw)
    if (!sse) return true
    if (sse.data === '[DONE]') return false
    const event = parseJson(sse.data)
    if (!isObject(event)) this.failure = malformed('an event that is no JSON')
    else this.#watch(event, typeof event.type === 'string' ? event.type : sse.event)
    return this.failure === undefined
  }

  #watch(event: JsonObject, type: string | undefined): void {
    switch (type) {
      case 'error':
        this.failure = (this.#options.error ?? readErrorObject)(errorIn(event))
        return
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        this.#end(isObject(event.response) ? event.response : {})
        return
      case 'response.created':
      case 'response.in_progress':
      case 'response.content_part.added':
      case 'response.reasoning_summary_part.added':
        return
      case 'response.output_item.added':
        this.committed ||= !isEmpty(event.item)
        return
      default:
        this.committed = true
    }
  }

  #end(body: JsonObject): void {
    if (isObject(body.usage)) this.#usage = readUsage(body.usage, body.tool_usage)
    this.failure = failureOf(body, this.#options.error)
    this.done = this.failure === undefined
    this.committed ||= this.done
  }
}

/** Messages and reasoning begin without content; a call has at least a name. */
function isEmpty(item: JsonValue | undefined): boolean {
  return !isObject(item) || item.type === 'message' || item.type === 'reasoning'
}

/** Whether the last event of a slice is a piece of content, which says nothing of how the stream goes on. */
function endsWithDelta(slice: Uint8Array): boolean {
  const line = Buffer.prototype.lastIndexOf.call(slice, lineStart)
  if (line === -1) return false
  const from = line + lineStart.length
  const at = Buffer.prototype.indexOf.call(slice, delta, from)
  if (at === -1 || Buffer.prototype.indexOf.call(slice, 34, from) !== at + delta.length - 1) return false
  return Buffer.prototype.indexOf.call(slice, 10, from) >= slice.length - 3
}
