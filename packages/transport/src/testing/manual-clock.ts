import type { Clock } from '@lucid-gateway/core'

interface Alarm {
  readonly at: number
  readonly ring: () => void
}

/** A clock that moves when it is told to. */
export class ManualClock implements Clock {
  #at = 1_000_000
  #alarms: Alarm[] = []

  now(): number {
    return this.#at
  }

  monotonic(): number {
    return this.#at
  }

  after(ms: number, ring: () => void): () => void {
    const alarm = { at: this.#at + ms, ring }
    this.#alarms.push(alarm)
    return () => {
      this.#alarms = this.#alarms.filter(other => other !== alarm)
    }
  }

  /** Goes forward from alarm to alarm, as time does. */
  advance(ms: number): void {
    const until = this.#at + ms
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#alarms = this.#alarms.filter(alarm => alarm !== next)
      this.#at = next.at
      next.ring()
    }
    this.#at = until
  }

  #next(until: number): Alarm | undefined {
    return this.#alarms.filter(alarm => alarm.at <= until).sort((one, other) => one.at - other.at)[0]
  }
}
