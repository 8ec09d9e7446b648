import {
  type ChatPart,
  fromUnknown,
  LucidError,
  type PartStream,
  type StreamEnd,
  type Usage,
  type WireId,
} from '@lucid-gateway/core'
import { parseSseEvent, SseFramer, splitSseEvents } from '@lucid-gateway/core/framing'
import type { ReadOptions } from './answer-in.ts'
import { truncated } from './error-object.ts'
import { createStreamReader } from './stream-reader.ts'
import { parseJson, StreamWatch } from './stream-watch.ts'
import { openaiChat } from './wire.ts'

export interface RelayStreamOptions extends ReadOptions {
  /** True where the gateway asked for the usage and the caller did not: its chunk is then not passed on. */
  readonly dropUsage: boolean
}

/**
 * A stream of this wire that passes event by event, as it is. Resolves at the first content; rejects where an error, an
 * empty stream or one that breaks off comes first. Thereafter a failure ends the iteration with a `LucidError`: the
 * vendor's own error event is held back, so that the caller's dialect writes exactly one.
 */
export async function relayStream(
  body: AsyncIterable<Uint8Array>,
  options: RelayStreamOptions,
): Promise<PartStream<ChatPart>> {
  const stream = new RelayedStream(body[Symbol.asyncIterator](), options)
  await stream.start()
  return stream
}

const doneResult = { done: true, value: undefined } as const
const eventEnd = Buffer.from('\n\n')
const terminator = Buffer.from('data: [DONE]\n\n')

class RelayedStream implements PartStream<ChatPart>, AsyncIterator<Uint8Array> {
  readonly kind = 'stream'
  readonly done: Promise<StreamEnd>
  readonly #source: AsyncIterator<Uint8Array>
  readonly #options: RelayStreamOptions
  readonly #framer = new SseFramer()
  readonly #watch: StreamWatch
  /** What was read to find the first content: as it came, and as it is passed on. */
  readonly #raw: Uint8Array[] = []
  readonly #kept: Uint8Array[] = []
  readonly #settleWith: (end: StreamEnd) => void
  #settled = false
  #claimed = false
  #sourceEnded = false
  #sent = 0

  constructor(source: AsyncIterator<Uint8Array>, options: RelayStreamOptions) {
    this.#source = source
    this.#options = options
    this.#watch = new StreamWatch(options, options.dropUsage)
    const { promise, resolve } = Promise.withResolvers<StreamEnd>()
    this.done = promise
    this.#settleWith = resolve
  }

  get parts(): AsyncIterable<ChatPart> {
    return { [Symbol.asyncIterator]: () => this.#claim(this.#decoded()) }
  }

  bytes(wire: WireId): AsyncIterable<Uint8Array> | undefined {
    return wire === openaiChat ? { [Symbol.asyncIterator]: () => this.#claim(this) } : undefined
  }

  cancel(reason?: unknown): void {
    if (this.#settled) return
    this.#settle(
      'cancelled',
      this.#watch.usage,
      reason === undefined ? undefined : fromUnknown(reason, 'cancelled'),
    )
    this.#close()
  }

  /** Reads up to the first content. */
  async start(): Promise<void> {
    try {
      while (!this.#watch.committed && !this.#sourceEnded) {
        const slice = await this.#slice()
        if (!slice) continue
        this.#raw.push(slice)
        const kept = this.#watch.inspect(slice)
        if (kept) this.#kept.push(kept)
        if (this.#watch.failure) throw this.#watch.failure
      }
      if (this.#sourceEnded) this.#watch.end()
      if (this.#watch.failure) throw this.#watch.failure
    } catch (thrown) {
      this.#settled = true
      this.#close()
      throw fromUnknown(thrown, 'network')
    }
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const { failure, done } = this.#watch
    if (this.#sent < this.#kept.length) {
      const value = this.#kept[this.#sent++] as Uint8Array
      if (done && this.#sent === this.#kept.length) this.#finish()
      return Promise.resolve({ done: false, value })
    }
    if (this.#settled) return Promise.resolve(doneResult)
    if (failure) return Promise.reject(this.#failed(failure))
    if (this.#sourceEnded) return Promise.resolve(this.#terminated())
    return this.#source.next().then(this.#step, this.#broken)
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.cancel()
    return Promise.resolve(doneResult)
  }

  /** One chunk of the body to one result. Made once, so that a chunk costs no closure. */
  readonly #step = (
    chunk: IteratorResult<Uint8Array>,
  ): IteratorResult<Uint8Array> | Promise<IteratorResult<Uint8Array>> => {
    if (this.#settled) return doneResult
    try {
      const whole = chunk.done ? this.#rest() : this.#framer.cut(chunk.value)
      const value = whole && this.#watch.pass(whole)
      if (chunk.done) this.#watch.end()
      if (this.#watch.done && !this.#watch.failure) this.#finish()
      return value ? { done: false, value } : this.next()
    } catch (thrown) {
      throw this.#failed(thrown)
    }
  }

  readonly #broken = (thrown: unknown): IteratorResult<Uint8Array> => {
    if (this.#settled) return doneResult
    throw this.#failed(thrown)
  }

  /** The next whole events; undefined if the next chunk completes none, or there is none. */
  async #slice(): Promise<Uint8Array | undefined> {
    const chunk = await this.#source.next()
    return chunk.done ? this.#rest() : this.#framer.cut(chunk.value)
  }

  /** What the body ended with, made whole if all that it lacks is the blank line. */
  #rest(): Uint8Array | undefined {
    this.#sourceEnded = true
    const rest = this.#framer.flush()
    if (!rest) return undefined
    const event = parseSseEvent(rest)
    if (!event) {
      this.#watch.noEvent(rest)
      return undefined
    }
    if (event.data !== '[DONE]' && parseJson(event.data) === undefined) throw truncated()
    return Buffer.concat([rest, eventEnd])
  }

  /** The end of a body that was whole but for its terminator, which is then added. */
  #terminated(): IteratorResult<Uint8Array> {
    if (this.#watch.done) return doneResult
    this.#watch.done = true
    this.#finish()
    return { done: false, value: terminator }
  }

  async *#decoded(): AsyncGenerator<ChatPart> {
    const reader = createStreamReader(this.#options)
    let usage: Usage | undefined
    let whole = false
    try {
      for (let index = 0; !whole; index++) {
        const slice =
          index < this.#raw.length ? this.#raw[index] : this.#sourceEnded ? undefined : await this.#slice()
        if (this.#settled) return
        whole = this.#sourceEnded && index >= this.#raw.length - 1
        for (const raw of slice ? splitSseEvents(slice) : []) {
          const event = parseSseEvent(raw)
          if (!event) continue
          whole ||= event.data === '[DONE]'
          for (const part of reader.push(event)) {
            if (part.type === 'usage') usage = part.usage
            yield part
          }
        }
        if (whole) yield* reader.end()
      }
      this.#finish(usage)
    } catch (thrown) {
      throw this.#failed(thrown, usage)
    } finally {
      if (!this.#settled) {
        this.#settle('cancelled', usage ?? this.#watch.usage)
        this.#close()
      }
    }
  }

  #claim<T>(reader: T): T {
    if (this.#claimed) {
      throw new LucidError('conflict', 'This stream is already being read; it can be read once.', {
        origin: 'gateway',
        reason: 'stream_claimed',
      })
    }
    this.#claimed = true
    return reader
  }

  #failed(thrown: unknown, usage = this.#watch.usage): LucidError {
    const error = fromUnknown(thrown, 'network')
    this.#settle(error.code === 'cancelled' ? 'cancelled' : 'failed', usage, error)
    this.#close()
    return error
  }

  #finish(usage = this.#watch.usage): void {
    this.#settle('finished', usage)
    this.#drain().catch(() => {})
  }

  #settle(status: StreamEnd['status'], usage: Usage, error?: LucidError): void {
    if (this.#settled) return
    this.#settled = true
    this.#settleWith({ status, usage, warnings: [], ...(error ? { error } : {}) })
  }

  /** Reads what comes after the terminator, which is the end of the body, so that its connection can be used again. */
  async #drain(): Promise<void> {
    while (!this.#sourceEnded) this.#sourceEnded = (await this.#source.next()).done === true
  }

  #close(): void {
    if (this.#sourceEnded) return
    this.#sourceEnded = true
    this.#source.return?.()?.then(undefined, () => {})
  }
}
