import type { Clock, ErrorCode, LucidError } from '@lucid-gateway/core'
import type { RetryOptions } from './options.ts'

const defaultRetry: RetryOptions = Object.freeze({
  attempts: 3,
  baseMs: 250,
  capMs: 60_000,
  budget: 0.2,
  budgetFloor: 10,
})

/** What to do after a failed try. */
export type Verdict =
  | { readonly next: 'same'; readonly waitMs: number }
  | { readonly next: 'other' }
  | { readonly next: 'give-up' }

/** Failures that may pass by themselves, so that the same target is worth a second try where there is no other. */
const passing: ReadonlySet<ErrorCode> = new Set([
  'rate_limit',
  'overloaded',
  'upstream',
  'network',
  'unavailable',
])

export interface Try {
  /** Tries made so far. */
  readonly number: number
  readonly hasOther: boolean
  /** Whether it was made with a caller's own key, whose failures are not to cost others their retries. */
  readonly isOwn?: boolean
  /** Whether it may have begun, or made, what takes long and costs much, so that a second one would be paid for too. */
  readonly isCostly?: boolean
  /** Milliseconds until the call must end. */
  readonly leftMs: number
}

/** The calls and the retries of the last minute. One for all generations: an outage outlives a change of the config. */
export class RetryCount {
  readonly calls: Window
  readonly retries: Window

  constructor(clock: Clock) {
    this.calls = new Window(clock)
    this.retries = new Window(clock)
  }
}

/** Decides on retries, and keeps them to a share of all calls, so that an outage is not answered by a storm. */
export class RetryPolicy {
  readonly #options: RetryOptions
  readonly #random: () => number
  readonly #count: RetryCount

  constructor(options: Partial<RetryOptions> | undefined, count: RetryCount, random: () => number) {
    this.#options = { ...defaultRetry, ...options }
    this.#random = random
    this.#count = count
  }

  /** The most tries of one call. */
  get attempts(): number {
    return this.#options.attempts
  }

  admitted(): void {
    this.#count.calls.add()
  }

  judge(error: LucidError, { number, hasOther, isOwn, isCostly, leftMs }: Try): Verdict {
    if (error.recourse === 'none' || number >= this.#options.attempts) return { next: 'give-up' }
    if (hasOther) return { next: 'other' }
    if (!passing.has(error.code) || error.billed === 'yes' || error.reason === 'circuit_open')
      return { next: 'give-up' }
    if (isCostly && error.billed !== 'no') return { next: 'give-up' }
    if ((error.retryAfterMs ?? 0) > this.#options.capMs) return { next: 'give-up' }
    const waitMs = this.#wait(error, number)
    if (waitMs >= leftMs || !this.#mayRetry()) return { next: 'give-up' }
    if (!isOwn) this.#count.retries.add()
    return { next: 'same', waitMs }
  }

  /** What the vendor asks for and a little more, lest all come back at once; or else anything up to a bound that doubles. */
  #wait(error: LucidError, number: number): number {
    const { baseMs, capMs } = this.#options
    if (error.retryAfterMs !== undefined) return error.retryAfterMs + this.#random() * baseMs
    return this.#random() * Math.min(capMs, baseMs * 2 ** (number - 1))
  }

  #mayRetry(): boolean {
    const { budget, budgetFloor } = this.#options
    return this.#count.retries.count() < Math.max(budgetFloor, budget * this.#count.calls.count())
  }
}

/** Events of the last minute, in sixty counters. */
class Window {
  readonly #clock: Clock
  readonly #seconds = new Array<number>(60).fill(0)
  #total = 0
  #at: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#at = Math.floor(clock.monotonic() / 1000)
  }

  add(): void {
    this.#move()
    this.#seconds[this.#at % 60] = (this.#seconds[this.#at % 60] as number) + 1
    this.#total++
  }

  count(): number {
    this.#move()
    return this.#total
  }

  #move(): void {
    const now = Math.floor(this.#clock.monotonic() / 1000)
    for (let second = Math.max(this.#at, now - 60) + 1; second <= now; second++) {
      this.#total -= this.#seconds[second % 60] as number
      this.#seconds[second % 60] = 0
    }
    this.#at = Math.max(this.#at, now)
  }
}
