import type { JsonObject, JsonValue, LucidError, Usage } from '@lucid-gateway/core'
import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import { isObject, parseJson } from '../kit/json.ts'
import { malformed, truncated } from '../kit/malformed.ts'
import { unknownUsage } from '../kit/readings.ts'
import type { StreamWatch } from '../kit/relayed-stream.ts'
import { blockOf, candidatesOf, contentFields, type ReadOptions } from './answer-in.ts'
import { readErrorObject } from './error-object.ts'
import { camelFields, listOf, messageOf } from './fields.ts'
import { readUsage } from './usage.ts'

/** How an ordinary chunk begins, and what tells that it is none. In a text the quotes would be escaped. */
const ordinary = Buffer.from('data: {"candidates":')
const finish = Buffer.from('"finishReason"')
const error = Buffer.from('"error"')
const anotherEvent = Buffer.from('\ndata:')
const namedFields = new Set(['usageMetadata', 'promptFeedback'])

/** Watches a stream of this wire go by in raw form: only its first and last events, and errors, are decoded. */
export class GeminiStreamWatch implements StreamWatch {
  committed = false
  done = false
  failure: LucidError | undefined
  readonly #options: ReadOptions
  readonly #finished = new Map<number, boolean>()
  #usage: JsonObject | undefined
  #ordinary: Uint8Array | undefined

  constructor(options: ReadOptions) {
    this.#options = options
  }

  /** Each chunk states all that was used so far, so the last one counts. */
  get usage(): Usage {
    const usage = (this.#ordinary && usageIn(this.#ordinary)) ?? this.#usage
    return usage ? readUsage(usage) : unknownUsage
  }

  pass(slice: Uint8Array): Uint8Array | undefined {
    if (!isOrdinary(slice)) return this.inspect(slice)
    this.#ordinary = slice
    return slice
  }

  inspect(slice: Uint8Array): Uint8Array | undefined {
    const events = splitSseEvents(slice)
    const kept = events.filter(event => this.#keeps(event))
    if (kept.length === events.length) return slice
    return kept.length === 0 ? undefined : Buffer.concat(kept)
  }

  /** An error may come as JSON, and where a stream is a list it comes in one. */
  noEvent(bytes: Uint8Array): void {
    const body = parseJson(Buffer.from(bytes).toString('utf8'))
    const [first] = listOf(body)
    if (!isObject(first)) return
    const { error = null } = first
    this.failure ??= error === null ? malformed('an answer that is no stream') : this.#errorOf(error)
  }

  end(): void {
    const ends = [...this.#finished.values()]
    if (ends.length === 0 || ends.includes(false)) this.failure ??= truncated()
  }

  #keeps(raw: Uint8Array): boolean {
    if (this.failure) return false
    const event = parseSseEvent(raw)
    if (!event) return true
    const source = parseJson(event.data)
    if (!isObject(source)) {
      this.failure = malformed('an event that is no JSON')
      return false
    }
    const { error = null } = source
    if (error === null) this.#read(camelFields(source, namedFields))
    else this.failure = this.#errorOf(error)
    return this.failure === undefined
  }

  #read(chunk: JsonObject): void {
    for (const candidate of candidatesOf(chunk)) {
      const index = typeof candidate.index === 'number' ? candidate.index : 0
      const ended = typeof candidate.finishReason === 'string'
      this.#finished.set(index, ended || (this.#finished.get(index) ?? false))
      if (ended || bearsContent(candidate)) this.committed = true
    }
    if (blockOf(chunk) !== undefined && this.#finished.size === 0) {
      this.#finished.set(0, true)
      this.committed = true
    }
    if (!isObject(chunk.usageMetadata)) return
    this.#usage = chunk.usageMetadata
    this.#ordinary = undefined
  }

  #errorOf(error: JsonValue): LucidError {
    return (this.#options.error ?? readErrorObject)(error)
  }
}

/** Chunks that have candidates, none of which ended, go by undecoded. */
function isOrdinary(slice: Uint8Array): boolean {
  for (let at = 0; at < ordinary.length; at++) if (slice[at] !== ordinary[at]) return false
  return !has(slice, finish) && (!has(slice, anotherEvent) || !has(slice, error))
}

/** An empty text is no content. */
function bearsContent(candidate: JsonObject): boolean {
  const content = messageOf(candidate.content, contentFields)
  return listOf(content?.parts).some(part => isObject(part) && part.text !== '')
}

function usageIn(slice: Uint8Array): JsonObject | undefined {
  const last = splitSseEvents(slice).at(-1)
  const chunk = messageOf(parseJson((last && parseSseEvent(last)?.data) ?? 'null'), namedFields)
  return isObject(chunk?.usageMetadata) ? chunk.usageMetadata : undefined
}

function has(bytes: Uint8Array, mark: Buffer): boolean {
  return Buffer.prototype.indexOf.call(bytes, mark) !== -1
}
