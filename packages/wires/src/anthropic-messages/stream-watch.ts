import type { JsonObject, JsonValue, LucidError, Usage } from '@lucid-gateway/core'
import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import { isObject, parseJson } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { unknownUsage } from '../kit/readings.ts'
import type { StreamWatch } from '../kit/relayed-stream.ts'
import type { ReadOptions } from './answer-in.ts'
import { errorIn, readErrorObject } from './error-object.ts'
import { laterUsage, readFirstUsage, readUsage } from './usage.ts'

/** How the last event of a slice begins where all of it is content: what is not comes before or after all content. */
const content = Buffer.from('event: content_block_')
/** With what the data of a whole event ends. */
const closingBrace = 0x7d

/**
 * Watches a stream of this wire go by in raw form. Content is told by the first bytes of its last event; only what comes
 * before and after it is decoded: the first events, the last ones, usage and errors.
 */
export class MessageStreamWatch implements StreamWatch {
  committed = false
  finished = false
  done = false
  failure: LucidError | undefined
  readonly #options: ReadOptions
  #first: JsonObject | undefined
  #last: JsonObject | undefined

  constructor(options: ReadOptions) {
    this.#options = options
  }

  get usage(): Usage {
    if (this.#last) return readUsage(laterUsage(this.#first, this.#last))
    return this.#first ? readFirstUsage(this.#first) : unknownUsage
  }

  pass(slice: Uint8Array): Uint8Array | undefined {
    const ordinary =
      startsWith(slice, lastEventOf(slice), content) && slice[slice.length - 3] === closingBrace
    return ordinary ? slice : this.inspect(slice)
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
    const error = errorIn(body)
    this.failure ??= error === undefined ? malformed('an answer that is no stream') : this.#errorOf(error)
  }

  end(): void {
    if (!this.finished) this.failure ??= truncated()
  }

  #keeps(raw: Uint8Array): boolean {
    if (this.done || this.failure) return false
    const event = parseSseEvent(raw)
    if (!event) return true
    const data = parseJson(event.data)
    if (data === undefined)
      this.failure =
        event.event === 'error' ? this.#errorOf(event.data) : malformed('an event that is no JSON')
    else if (isObject(data)) this.#look(data)
    return this.failure === undefined
  }

  #look(data: JsonObject): void {
    switch (data.type) {
      case 'message_start':
        if (isObject(data.message) && isObject(data.message.usage)) this.#first = data.message.usage
        return
      case 'content_block_start':
        this.committed ||= isObject(data.content_block) && !begins.has(data.content_block.type)
        return
      case 'content_block_delta':
      case 'content_block_stop':
        this.committed = true
        return
      case 'message_delta':
        this.committed = true
        if (isObject(data.delta) && typeof data.delta.stop_reason === 'string') this.finished = true
        if (isObject(data.usage)) this.#last = laterUsage(this.#last, data.usage)
        return
      case 'message_stop':
        this.done = true
        this.end()
        return
      case 'error':
        this.failure = this.#errorOf(data.error ?? null)
    }
  }

  #errorOf(error: JsonValue): LucidError {
    return (this.#options.error ?? readErrorObject)(error)
  }
}

/** Blocks of which nothing is there when they begin. */
const begins: ReadonlySet<unknown> = new Set(['text', 'thinking'])

/** Where the last event of a slice of whole events begins. */
function lastEventOf(slice: Uint8Array): number {
  const before = Buffer.prototype.lastIndexOf.call(slice, '\n\n', slice.length - 3)
  return before === -1 ? 0 : before + 2
}

function startsWith(bytes: Uint8Array, at: number, mark: Uint8Array): boolean {
  if (bytes.length - at < mark.length) return false
  for (let index = 0; index < mark.length; index++) if (bytes[at + index] !== mark[index]) return false
  return true
}
