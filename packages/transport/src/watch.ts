import type { Clock } from '@lucid-gateway/core'

/** What the watch looks after. Per chunk it costs its owner one assignment. */
export interface Watched {
  /** On the watch's own clock; Infinity while nothing is awaited. */
  readonly dueAt: number
  /** Milliseconds since 1970. */
  readonly deadline: number
  /** The watch's own: where it keeps it. */
  slot: number
  expire(why: 'due' | 'deadline'): void
}

const tickMs = 50

/**
 * One coarse timer for all exchanges, in place of one timer each. It is late by up to two ticks, and never early.
 * Its clock moves by at most two ticks a tick, so that time in which this process was busy is not held against an
 * upstream whose bytes wait in the socket.
 */
export class Watch {
  readonly #clock: Clock
  readonly #watched: Watched[] = []
  #now = 0
  #tickedAt = 0
  #armed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(watched: Watched): void {
    watched.slot = this.#watched.push(watched) - 1
    if (!this.#armed) this.#arm(this.#clock.monotonic())
  }

  /** The last one takes its place. (A Set costs several microseconds a request here, in garbage collection.) */
  delete(watched: Watched): void {
    const last = this.#watched.pop()
    if (last === undefined || last === watched) return
    this.#watched[watched.slot] = last
    last.slot = watched.slot
  }

  /** The `dueAt` of what is due in so many milliseconds. */
  in(ms: number): number {
    return this.#now + tickMs + ms
  }

  #arm(at: number): void {
    this.#armed = true
    this.#tickedAt = at
    this.#clock.after(tickMs, this.#tick)
  }

  readonly #tick = () => {
    const at = this.#clock.monotonic()
    this.#now += Math.min(at - this.#tickedAt, 2 * tickMs)
    const wall = this.#clock.now()
    for (const watched of this.#watched.slice()) {
      if (wall >= watched.deadline) watched.expire('deadline')
      else if (this.#now >= watched.dueAt) watched.expire('due')
    }
    this.#armed = false
    if (this.#watched.length > 0) this.#arm(at)
  }
}
