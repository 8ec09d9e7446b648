import { LucidError } from '../errors/lucid-error.ts'

const empty = new Uint8Array(0)

/** Bytes that wait for the rest of their event. Each byte is copied a bounded number of times, however small the chunks. */
export class PendingBytes {
  readonly #limit: number
  #bytes: Uint8Array = empty
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return this.#length
  }

  add(chunk: Uint8Array): void {
    const length = this.#length + chunk.length
    if (length > this.#limit) {
      throw new LucidError('upstream', `The upstream sent an event of more than ${this.#limit} bytes.`, {
        reason: 'event_too_large',
      })
    }
    if (this.#length === 0) this.#bytes = chunk
    else {
      if (length > this.#bytes.length || this.#bytes.length === this.#length) this.#grow(length * 2)
      this.#bytes.set(chunk, this.#length)
    }
    this.#length = length
  }

  /** What was pending, followed by `tail`, in bytes of its own. */
  take(tail: Uint8Array): Uint8Array {
    const joined = Buffer.allocUnsafe(this.#length + tail.length)
    joined.set(this.#bytes.subarray(0, this.#length))
    joined.set(tail, this.#length)
    this.clear()
    return joined
  }

  clear(): void {
    this.#bytes = empty
    this.#length = 0
  }

  #grow(capacity: number): void {
    const bytes = new Uint8Array(capacity)
    bytes.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = bytes
  }
}
