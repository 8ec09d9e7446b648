import type { Clock } from '@lucid-gateway/core'

/** What has to end by a time. */
export interface Due {
  readonly record: { readonly deadline: number }
  expire(): void
}

/** One timer for all calls: their deadlines come nearly in order, so that it is seldom set anew. */
export class Deadlines {
  readonly #clock: Clock
  readonly #waiting = new Set<Due>()
  #next = Infinity
  #stop: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(due: Due): void {
    this.#waiting.add(due)
    if (due.record.deadline < this.#next) this.#wakeAt(due.record.deadline)
  }

  /** The timer stays; it finds nothing to do, or the next to wait for. */
  delete(due: Due): void {
    this.#waiting.delete(due)
  }

  close(): void {
    this.#stop?.()
  }

  #wakeAt(at: number): void {
    this.#stop?.()
    this.#next = at
    this.#stop = this.#clock.after(at - this.#clock.now(), this.#wake)
  }

  readonly #wake = (): void => {
    const now = this.#clock.now()
    let next = Infinity
    for (const due of this.#waiting) {
      if (due.record.deadline <= now) due.expire()
      else next = Math.min(next, due.record.deadline)
    }
    this.#next = Infinity
    if (next < Infinity) this.#wakeAt(next)
  }
}
