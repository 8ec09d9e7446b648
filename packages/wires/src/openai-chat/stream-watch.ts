import type { JsonObject, JsonValue, LucidError, Usage } from '@lucid-gateway/core'
import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import { isObject, parseJson } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { unknownUsage } from '../kit/readings.ts'
import type { StreamWatch } from '../kit/relayed-stream.ts'
import type { ReadOptions } from './answer-in.ts'
import { readErrorObject } from './error-object.ts'
import { readUsage } from './usage.ts'

/** How an ordinary chunk says that the answer goes on, in the two spellings that JSON writers have. */
const goesOn = [Buffer.from('"finish_reason":null'), Buffer.from('"finish_reason": null')] as const
const usageKey = Buffer.from('"usage"')

/**
 * Watches a stream of this wire go by in raw form. An ordinary chunk is told by one search in its bytes; only what is
 * not ordinary is decoded: the first events, the last ones, usage and errors.
 */
export class ChatStreamWatch implements StreamWatch {
  committed = false
  /** Whether the vendor said why it stopped. */
  finished = false
  done = false
  failure: LucidError | undefined
  readonly #options: ReadOptions
  readonly #dropUsage: boolean
  #usage: JsonObject | undefined
  #ordinary: Uint8Array | undefined
  #mark: Buffer = goesOn[0]

  constructor(options: ReadOptions, dropUsage: boolean) {
    this.#options = options
    this.#dropUsage = dropUsage
  }

  /** The usage stated last. Vendors that state it with every chunk state it in the last ordinary one too. */
  get usage(): Usage {
    const usage = (this.#ordinary && usageIn(this.#ordinary)) ?? this.#usage
    return usage ? readUsage(usage) : unknownUsage
  }

  pass(slice: Uint8Array): Uint8Array | undefined {
    const at = lastIndexOf(slice, this.#mark)
    if (at !== -1 && isInLastEvent(slice, at)) {
      this.#ordinary = slice
      return slice
    }
    return this.inspect(slice)
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
    const { error = null } = body
    this.failure ??= error === null ? malformed('an answer that is no stream') : this.#errorOf(error)
  }

  end(): void {
    if (!this.finished) this.failure ??= truncated()
  }

  #keeps(raw: Uint8Array): boolean {
    if (this.done || this.failure) return false
    const event = parseSseEvent(raw)
    if (!event) return true
    if (event.data === '[DONE]') {
      this.done = true
      this.end()
      return this.failure === undefined
    }
    const chunk = parseJson(event.data)
    const error = isObject(chunk) ? chunk.error : undefined
    if (error !== undefined && error !== null) this.failure = this.#errorOf(error)
    else if (event.event === 'error') this.failure = this.#errorOf(chunk ?? event.data)
    else if (chunk === undefined) this.failure = malformed('an event that is no JSON')
    if (this.failure) return false
    return !isObject(chunk) || this.#keepsChunk(chunk, raw)
  }

  #keepsChunk(chunk: JsonObject, raw: Uint8Array): boolean {
    const choices = Array.isArray(chunk.choices) ? (chunk.choices as readonly JsonValue[]) : []
    for (const choice of choices) {
      if (!isObject(choice)) continue
      if (typeof choice.finish_reason === 'string') this.finished = true
      else if (indexOf(raw, goesOn[1]) !== -1) this.#mark = goesOn[1]
      if (this.finished || bearsContent(choice.delta)) this.committed = true
    }
    if (!isObject(chunk.usage)) return true
    this.#usage = chunk.usage
    this.#ordinary = undefined
    return !(this.#dropUsage && choices.length === 0)
  }

  #errorOf(error: JsonValue): LucidError {
    return (this.#options.error ?? readErrorObject)(error)
  }
}

/** The role alone, empty text and empty lists are no content. */
function bearsContent(delta: JsonValue | undefined): boolean {
  if (!isObject(delta)) return false
  for (const name in delta) {
    const value = delta[name]
    if (name === 'role' || value === null || value === undefined || value === '') continue
    if (!Array.isArray(value) || value.length > 0) return true
  }
  return false
}

function usageIn(slice: Uint8Array): JsonObject | undefined {
  if (indexOf(slice, usageKey) === -1) return undefined
  const last = splitSseEvents(slice).at(-1)
  const chunk = parseJson((last && parseSseEvent(last)?.data) ?? 'null')
  return isObject(chunk) && isObject(chunk.usage) ? chunk.usage : undefined
}

/** Whether the event that has the byte at `at` is the last of the slice: JSON has no line end in it. */
function isInLastEvent(slice: Uint8Array, at: number): boolean {
  return Buffer.prototype.indexOf.call(slice, 10, at) >= slice.length - 3
}

function lastIndexOf(bytes: Uint8Array, mark: Buffer): number {
  return Buffer.prototype.lastIndexOf.call(bytes, mark)
}

function indexOf(bytes: Uint8Array, mark: Buffer): number {
  return Buffer.prototype.indexOf.call(bytes, mark)
}
