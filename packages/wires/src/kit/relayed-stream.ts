import {
  alreadyRead,
  type ChatPart,
  fromUnknown,
  isStated,
  LucidError,
  type PartStream,
  type SseEvent,
  type StreamEnd,
  type Usage,
  type WireId,
  type Written,
  WrittenText,
} from '@lucid-gateway/core'
import { parseSseEvent, SseFramer, splitSseEvents } from '@lucid-gateway/core/framing'
import { truncated } from './malformed.ts'
import { parseJson } from './json.ts'
import { withoutReceipts } from './without-receipts.ts'

/** Watches a stream go by in raw form, and decodes as little of it as it can. */
export interface StreamWatch {
  /** Whether content was seen, so that what follows can no longer be taken back. */
  readonly committed: boolean
  /** Whether the stream said that it is at its end. */
  done: boolean
  /** What went wrong; nothing after it is passed on. */
  readonly failure: LucidError | undefined
  /** As far as it was stated. */
  readonly usage: Usage
  /** What of a slice of whole events is to be passed on; undefined for nothing. */
  pass(slice: Uint8Array): Uint8Array | undefined
  /** As `pass`, but looks at every event. */
  inspect(slice: Uint8Array): Uint8Array | undefined
  /** Bytes that are no event: a vendor may answer with JSON though it was asked for a stream, to say what is wrong. */
  noEvent(bytes: Uint8Array): void
  /** To be called at the end of the body. */
  end(): void
}

/** What the streams of one wire are like. */
export interface StreamForm {
  readonly wire: WireId
  readonly watch: StreamWatch
  /** Whether nothing comes after this event. */
  endsWith(event: SseEvent): boolean
  /** What is added where a stream is whole but for its last event; undefined where the wire has none. */
  readonly terminator: Uint8Array | undefined
  reader(): { push(event: SseEvent): readonly ChatPart[]; end(): readonly ChatPart[] }
}

/**
 * A stream that passes event by event, as it is. Resolves at the first content; rejects where an error, an empty
 * stream or one that breaks off comes first. Thereafter a failure ends the iteration with a `LucidError`: the vendor's
 * own error event is held back, so that the caller's dialect writes exactly one.
 */
export async function relayedStream(
  body: AsyncIterable<Uint8Array>,
  form: StreamForm,
): Promise<PartStream<ChatPart>> {
  const stream = new RelayedStream(body[Symbol.asyncIterator](), form)
  await stream.start()
  return stream
}

const doneResult = { done: true, value: undefined } as const
const eventEnd = Buffer.from('\n\n')
/** How much of what passes is kept, for an estimate of what was used should the vendor not state it. */
const mostKept = 131_072
/** How much is held while no content comes. Some vendors repeat a request's tools and instructions before it. */
const mostBeforeContent = 16_777_216
/** What a slice costs beside its bytes. */
const sliceCost = 256

class RelayedStream implements PartStream<ChatPart>, AsyncIterator<Uint8Array> {
  readonly kind = 'stream'
  readonly done: Promise<StreamEnd>
  readonly #source: AsyncIterator<Uint8Array>
  readonly #form: StreamForm
  readonly #framer = new SseFramer()
  readonly #watch: StreamWatch
  /** As it came: what was read to find the first content, and of what passes thereafter the first. */
  readonly #raw: Uint8Array[] = []
  /** What was read to find the first content, as it is passed on. */
  readonly #kept: Uint8Array[] = []
  readonly #settleWith: (end: StreamEnd) => void
  #settled = false
  #claimed = false
  #sourceEnded = false
  #sent = 0
  #rawBytes = 0
  #lostBytes = 0
  /** What was decoded, where the parts are read. */
  #written: WrittenText | undefined

  constructor(source: AsyncIterator<Uint8Array>, form: StreamForm) {
    this.#source = source
    this.#form = form
    this.#watch = form.watch
    const { promise, resolve } = Promise.withResolvers<StreamEnd>()
    this.done = promise
    this.#settleWith = resolve
  }

  get parts(): AsyncIterable<ChatPart> {
    return { [Symbol.asyncIterator]: () => this.#claim(this.#decoded()) }
  }

  get ended(): boolean {
    return this.#settled
  }

  bytes(wire: WireId): AsyncIterable<Uint8Array> | undefined {
    return wire === this.#form.wire ? { [Symbol.asyncIterator]: () => this.#claim(this) } : undefined
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
    let heldFor = 0
    try {
      while (!this.#watch.committed && !this.#sourceEnded) {
        const slice = await this.#slice()
        if (!slice) continue
        this.#raw.push(slice)
        this.#rawBytes += slice.length
        heldFor += slice.length + sliceCost
        if (heldFor > mostBeforeContent) throw noContent()
        const kept = this.#watch.inspect(withoutReceipts(slice))
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
      const value = whole && this.#pass(whole)
      if (chunk.done) this.#watch.end()
      if (this.#watch.done && !this.#watch.failure) this.#finish()
      return value ? { done: false, value } : this.next()
    } catch (thrown) {
      throw this.#failed(thrown)
    }
  }

  #pass(slice: Uint8Array): Uint8Array | undefined {
    if (this.#rawBytes < mostKept) {
      this.#raw.push(slice)
      this.#rawBytes += slice.length
    } else this.#lostBytes += slice.length
    return this.#watch.pass(withoutReceipts(slice))
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
    if (!this.#form.endsWith(event) && parseJson(event.data) === undefined) throw truncated()
    return Buffer.concat([rest, eventEnd])
  }

  /** The end of a body that was whole but for its terminator, which is then added. */
  #terminated(): IteratorResult<Uint8Array> {
    if (this.#watch.done) return doneResult
    this.#watch.done = true
    this.#finish()
    const { terminator } = this.#form
    return terminator ? { done: false, value: terminator } : doneResult
  }

  async *#decoded(): AsyncGenerator<ChatPart> {
    const reader = this.#form.reader()
    const written = (this.#written = new WrittenText())
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
          whole ||= this.#form.endsWith(event)
          for (const part of reader.push(event)) {
            if (part.type === 'usage') usage = part.usage
            written.add(part)
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
    if (this.#claimed) throw alreadyRead()
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
    const isWhole = status === 'finished' && isStated(usage, 'output')
    this.#settleWith({
      status,
      usage,
      warnings: [],
      ...(error ? { error } : {}),
      ...(isWhole ? {} : { written: () => this.#writtenByNow() }),
    })
  }

  #writtenByNow(): Written | undefined {
    if (this.#written) return this.#written
    if (this.#lostBytes === 0) return writtenIn(this.#raw, this.#form)
    // Who states the usage as it goes has stated it of what is no longer here too.
    if (isStated(this.#watch.usage, 'output')) return undefined
    const { output, reasoning, media } = writtenIn(this.#raw, this.#form)
    return { output, reasoning, media, times: 1 + this.#lostBytes / this.#rawBytes }
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

function noContent(): LucidError {
  return new LucidError('upstream', 'The upstream sent event after event, but no content.', {
    reason: 'no_content',
  })
}

/** What whole events say, up to the first that can't be read. */
function writtenIn(slices: readonly Uint8Array[], form: StreamForm): Written {
  const written = new WrittenText()
  const reader = form.reader()
  try {
    for (const slice of slices) {
      for (const raw of splitSseEvents(slice)) {
        const event = parseSseEvent(raw)
        if (event) for (const part of reader.push(event)) written.add(part)
      }
    }
  } catch {
    return written
  }
  return written
}
