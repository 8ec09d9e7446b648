import type { Capability, PartHead, PartOf } from '../capabilities/capability.ts'
import type { WireId } from '../content/extra.ts'
import type { Warning } from '../content/warning.ts'
import { fromUnknown } from '../errors/from-unknown.ts'
import { LucidError } from '../errors/lucid-error.ts'
import { alreadyRead } from '../outcome/already-read.ts'
import type { PartStream, StreamEnd } from '../outcome/outcome.ts'
import { isStated, WrittenText } from '../outcome/written.ts'
import { noUsage, type Usage } from '../usage/usage.ts'

/** The head is kept until there is content, so it has a bound. */
const mostBeforeContent = 10_000

/**
 * Makes the stream of a provider's generator. Resolves at the first content-bearing part, so that whatever fails
 * before it can still go to another target; rejects with what the generator threw until then. `warnings` is what the
 * attempt was warned of, and may grow: what is there at the head becomes parts, what comes later is told by `done`.
 */
export async function startStream<C extends Capability>(
  capability: C,
  source: AsyncIterable<PartOf<C>>,
  warnings: readonly Warning[] = [],
): Promise<PartStream<PartOf<C>>> {
  const iterator = source[Symbol.asyncIterator]()
  const head: PartOf<C>[] = []
  let whole = false
  for (;;) {
    const step = await iterator.next()
    if (step.done) {
      if (head.length === 0) {
        throw new LucidError('upstream', 'The provider ended the stream before its first part.', {
          reason: 'empty_stream',
        })
      }
      whole = true
      break
    }
    head.push(step.value)
    if (capability.commits(step.value as PartHead)) break
    if (head.length > mostBeforeContent) {
      void iterator.return?.()?.then(undefined, () => {})
      throw new LucidError('upstream', `The provider sent ${head.length} parts before any content.`, {
        reason: 'no_content',
      })
    }
  }
  const at = head[0] && (head[0] as PartHead).type === 'start' ? 1 : 0
  const warned = warnings.map(warning => ({ type: 'warning', warning }) as unknown as PartOf<C>)
  return new GeneratorStream(head.toSpliced(at, 0, ...warned), iterator, warnings, whole)
}

class GeneratorStream<Part> implements PartStream<Part>, AsyncIterator<Part> {
  readonly kind = 'stream'
  readonly done: Promise<StreamEnd>
  readonly #head: Part[]
  readonly #rest: AsyncIterator<Part>
  readonly #warnings: Warning[] = []
  readonly #told: readonly Warning[]
  readonly #early: number
  /** Whether the head is all there is. */
  readonly #whole: boolean
  #next = 0
  #claimed = false
  readonly #written = new WrittenText()
  #usage: Usage = noUsage
  #end: (end: StreamEnd) => void
  #ended = false

  constructor(head: Part[], rest: AsyncIterator<Part>, told: readonly Warning[], whole: boolean) {
    this.#head = head
    this.#rest = rest
    this.#told = told
    this.#early = told.length
    this.#whole = whole
    const { promise, resolve } = Promise.withResolvers<StreamEnd>()
    this.done = promise
    this.#end = resolve
  }

  get ended(): boolean {
    return this.#ended
  }

  bytes(): undefined {
    return undefined
  }

  get parts(): AsyncIterable<Part> {
    return { [Symbol.asyncIterator]: () => this.#claim() }
  }

  cancel(reason?: unknown): void {
    if (this.#ended) return
    this.#settle('cancelled', reason === undefined ? undefined : fromUnknown(reason, 'cancelled'))
    void this.#rest.return?.()?.then(undefined, () => {})
  }

  async next(): Promise<IteratorResult<Part>> {
    if (this.#ended) return { done: true, value: undefined }
    try {
      const part = this.#next < this.#head.length ? this.#head[this.#next++] : undefined
      if (part !== undefined) {
        const seen = this.#seen(part)
        if (this.#whole && this.#next === this.#head.length) this.#settle('finished')
        return seen
      }
      const step = await this.#rest.next()
      if (!step.done) return this.#seen(step.value)
      this.#settle('finished')
      return { done: true, value: undefined }
    } catch (thrown) {
      const error = fromUnknown(thrown)
      this.#settle(error.code === 'cancelled' ? 'cancelled' : 'failed', error)
      throw error
    }
  }

  async return(): Promise<IteratorResult<Part>> {
    this.cancel()
    return { done: true, value: undefined }
  }

  #claim(): AsyncIterator<Part> {
    if (this.#claimed) throw alreadyRead()
    this.#claimed = true
    return this
  }

  #seen(part: Part): IteratorResult<Part> {
    const { type, usage, warning } = part as { type?: unknown; usage?: Usage; warning?: Warning }
    if (type === 'usage' && usage) this.#usage = usage
    else if (type === 'warning' && warning) this.#warnings.push(warning)
    this.#written.add(part as PartHead)
    return { done: false, value: part }
  }

  #settle(status: StreamEnd['status'], error?: LucidError): void {
    if (this.#ended) return
    this.#ended = true
    const warnings = [...this.#warnings, ...this.#told.slice(this.#early)]
    const isWhole = status === 'finished' && isStated(this.#usage, 'output')
    this.#end({
      status,
      usage: this.#usage,
      warnings,
      ...(error ? { error } : {}),
      ...(isWhole ? {} : { written: () => this.#writtenByNow() }),
    })
  }

  /** With what came and was not read. */
  #writtenByNow(): WrittenText {
    while (this.#next < this.#head.length) this.#written.add(this.#head[this.#next++] as PartHead)
    return this.#written
  }
}

/**
 * The stream with each part changed; one for which `change` gives undefined is left out, one for which it gives a list
 * becomes all of that. Gives up the bytes.
 */
export function mapParts<Part>(stream: PartStream<Part>, change: Change<Part>): PartStream<Part> {
  return new MappedStream(stream, change)
}

type Change<Part> = (part: Part) => Part | readonly Part[] | undefined

/** Classes, for their getters: one in a literal would give each stream a shape of its own, which outlives it. */
class MappedStream<Part> implements PartStream<Part> {
  readonly kind = 'stream'
  readonly parts: AsyncIterable<Part>
  readonly #stream: PartStream<Part>
  /** How many more the last part has become. */
  #left = 0

  constructor(stream: PartStream<Part>, change: Change<Part>) {
    this.#stream = stream
    this.parts = this.#changed(change)
  }

  get done(): Promise<StreamEnd> {
    return this.#stream.done
  }

  get ended(): boolean {
    return this.#left === 0 && (this.#stream.ended ?? false)
  }

  bytes(): undefined {
    return undefined
  }

  cancel(reason?: unknown): void {
    this.#stream.cancel(reason)
  }

  async *#changed(change: Change<Part>): AsyncGenerator<Part> {
    for await (const part of this.#stream.parts) {
      const kept = change(part)
      if (kept === undefined) continue
      const all = Array.isArray(kept) ? (kept as readonly Part[]) : [kept as Part]
      this.#left = all.length
      for (const each of all) {
        this.#left--
        yield each
      }
    }
  }
}

interface Look<Part> {
  readonly part?: (part: Part) => void
  readonly chunk?: (chunk: Uint8Array) => void
}

/** Shows each part, or each chunk of bytes, to `look` as it passes; whichever form the reader asks for. */
export function tap<Part>(stream: PartStream<Part>, look: Look<Part>): PartStream<Part> {
  return new TappedStream(stream, look)
}

class TappedStream<Part> implements PartStream<Part> {
  readonly kind = 'stream'
  readonly #stream: PartStream<Part>
  readonly #look: Look<Part>

  constructor(stream: PartStream<Part>, look: Look<Part>) {
    this.#stream = stream
    this.#look = look
  }

  get done(): Promise<StreamEnd> {
    return this.#stream.done
  }

  get ended(): boolean {
    return this.#stream.ended ?? false
  }

  get parts(): AsyncIterable<Part> {
    const { part } = this.#look
    return part ? seen(this.#stream.parts, part) : this.#stream.parts
  }

  bytes(wire: WireId): AsyncIterable<Uint8Array> | undefined {
    const bytes = this.#stream.bytes(wire)
    const { chunk } = this.#look
    return bytes && chunk ? seen(bytes, chunk) : bytes
  }

  cancel(reason?: unknown): void {
    this.#stream.cancel(reason)
  }
}

async function* seen<T>(items: AsyncIterable<T>, look: (item: T) => void): AsyncGenerator<T> {
  for await (const item of items) {
    look(item)
    yield item
  }
}
