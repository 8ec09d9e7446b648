import { type Before, lastEventEnd, LF, nextEventEnd } from './line-ends.ts'
import { PendingBytes } from './pending-bytes.ts'

export interface SseFramerOptions {
  /** The most bytes that one event may have; 16 MiB unless said. */
  readonly maxEventBytes?: number
}

export const defaultMaxEventBytes: number = 16 * 1024 * 1024

const byteOrderMark = [0xef, 0xbb, 0xbf] as const
const nothing: readonly Uint8Array[] = []

const streamStart: Before = { last: LF, beforeLast: LF }

/** The single events of a slice that `SseFramer.cut` gave. */
export function splitSseEvents(slice: Uint8Array): readonly Uint8Array[] {
  const events: Uint8Array[] = []
  for (let start = 0; start < slice.length;) {
    const end = nextEventEnd(slice, start, streamStart)
    events.push(
      start === 0 && end === slice.length ? slice : slice.subarray(start, end === -1 ? slice.length : end),
    )
    start = end === -1 ? slice.length : end
  }
  return events
}

/**
 * Finds the boundaries of server-sent events in bytes, however they are cut into chunks. Events come out raw, blank
 * line included, as slices of the chunk; only an event that spans chunks is copied. The byte order mark is taken
 * off; all other bytes come out in order. Use one framer per stream, and either `push` or `cut`.
 */
export class SseFramer {
  readonly #pending: PendingBytes
  #before = streamStart
  #markBytes = 0

  constructor(options: SseFramerOptions = {}) {
    this.#pending = new PendingBytes(options.maxEventBytes ?? defaultMaxEventBytes)
  }

  /** The events that `chunk` completes, one slice each. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const bytes = this.#markBytes < 3 ? this.#withoutMark(chunk) : chunk
    let end = nextEventEnd(bytes, 0, this.#before)
    if (end === -1) {
      this.#hold(bytes, 0)
      return nothing
    }
    const events = [this.#joined(bytes, end)]
    let start = end
    while (start < bytes.length && (end = nextEventEnd(bytes, start, this.#before)) !== -1) {
      events.push(bytes.subarray(start, end))
      start = end
    }
    this.#hold(bytes, start)
    return events
  }

  /** All the events that `chunk` completes, in one slice; undefined if it completes none. Looks at no byte it need not. */
  cut(chunk: Uint8Array): Uint8Array | undefined {
    const bytes = this.#markBytes < 3 ? this.#withoutMark(chunk) : chunk
    const end = lastEventEnd(bytes, this.#before)
    const whole = end === 0 ? undefined : this.#joined(bytes, end)
    this.#hold(bytes, end)
    return whole
  }

  /** What is left at the end of the stream: an event without its blank line, or undefined. */
  flush(): Uint8Array | undefined {
    return this.#pending.length === 0 ? undefined : this.#pending.take(new Uint8Array(0))
  }

  #joined(bytes: Uint8Array, end: number): Uint8Array {
    const head = end === bytes.length ? bytes : bytes.subarray(0, end)
    return this.#pending.length === 0 ? head : this.#pending.take(head)
  }

  #hold(bytes: Uint8Array, from: number): void {
    const { length } = bytes
    if (from < length) this.#pending.add(from === 0 ? bytes : bytes.subarray(from))
    if (length === 0) return
    const last = bytes[length - 1] as number
    const beforeLast = length > 1 ? (bytes[length - 2] as number) : this.#before.last
    if (last !== this.#before.last || beforeLast !== this.#before.beforeLast)
      this.#before = { last, beforeLast }
  }

  #withoutMark(chunk: Uint8Array): Uint8Array {
    let at = 0
    while (at < chunk.length && this.#markBytes < 3) {
      if (chunk[at] !== byteOrderMark[this.#markBytes]) {
        const withheld = byteOrderMark.slice(0, this.#markBytes)
        this.#markBytes = 3
        return withheld.length === 0 ? chunk : Buffer.concat([Uint8Array.from(withheld), chunk.subarray(at)])
      }
      this.#markBytes++
      at++
    }
    return chunk.subarray(at)
  }
}
