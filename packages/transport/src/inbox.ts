import { LucidError } from '@lucid-gateway/core'

/** Where the items come from: told when to wait, when to go on, and that nobody reads on. */
export interface InboxSource {
  pause(): void
  resume(): void
  stop(): void
}

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void
  readonly reject: (error: Error) => void
}

const highWater = 256 * 1024
const lowWater = highWater / 2
/** What an item weighs besides its length, so that a trickle of tiny ones is bounded too. */
const itemWeight = 64
const compactAt = 256

const end: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined })

/**
 * What has arrived from a socket and was not yet taken by its one reader: chunks of a body, messages of a WebSocket.
 * Holds no more than the high-water mark and one read of the socket.
 */
export class Inbox<T extends { readonly length: number }> implements AsyncIterableIterator<T, undefined> {
  readonly #source: InboxSource
  readonly #items: (T | undefined)[] = []
  #next = 0
  #weight = 0
  #paused = false
  #claimed = false
  #over = false
  #error: Error | undefined
  #waiter: Waiter<T> | undefined

  constructor(source: InboxSource) {
    this.#source = source
  }

  /** The length of what is held, with what each item weighs besides. */
  get weight(): number {
    return this.#weight
  }

  push(item: T): void {
    const waiter = this.#waiter
    if (waiter !== undefined) {
      this.#waiter = undefined
      waiter.resolve({ done: false, value: item })
      return
    }
    this.#items.push(item)
    this.#weight += item.length + itemWeight
    if (this.#weight < highWater || this.#paused) return
    this.#paused = true
    this.#source.pause()
  }

  end(): void {
    this.#over = true
    this.#waiter?.resolve(end)
    this.#waiter = undefined
  }

  /** What has arrived can still be read, then the reader gets the error. */
  fail(error: Error): void {
    this.#over = true
    this.#error = error
    this.#waiter?.reject(error)
    this.#waiter = undefined
  }

  /** Forgets what was not read. */
  clear(): void {
    this.#items.length = 0
    this.#next = 0
    this.#weight = 0
  }

  [Symbol.asyncIterator](): this {
    this.#claim()
    return this
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#shift()
    if (item !== undefined) return Promise.resolve({ done: false, value: item })
    if (this.#error !== undefined) return Promise.reject(this.#error)
    if (this.#over) return Promise.resolve(end)
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject }
    })
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.clear()
    this.#error = undefined
    this.end()
    this.#source.stop()
    return Promise.resolve(end)
  }

  /** All that there will ever be, if it is here already. */
  takeWhole(): readonly T[] | undefined {
    if (!this.#over || this.#error !== undefined || this.#next > 0) return undefined
    this.#claim()
    const items = this.#items.filter(item => item !== undefined)
    this.clear()
    return items
  }

  #claim(): void {
    if (this.#claimed) {
      throw new LucidError('conflict', 'This has been read already.', {
        origin: 'gateway',
        reason: 'body_claimed',
        hint: 'Read a body once, by one of `body`, `bytes` and `text`.',
      })
    }
    this.#claimed = true
  }

  #shift(): T | undefined {
    const item = this.#items[this.#next]
    if (item === undefined) return undefined
    this.#items[this.#next++] = undefined
    this.#weight -= item.length + itemWeight
    if (this.#next === this.#items.length || this.#next === compactAt) {
      this.#items.splice(0, this.#next)
      this.#next = 0
    }
    if (this.#paused && this.#weight <= lowWater) {
      this.#paused = false
      this.#source.resume()
    }
    return item
  }
}
