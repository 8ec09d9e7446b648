import type { Clock } from '../ports/clock.ts'

/** A clock that moves when told to, for tests. */
export interface ManualClock extends Clock {
  /** Moves on and runs what falls due, in order. */
  advance(ms: number): Promise<void>
}

export function manualClock(start = 1_000_000): ManualClock {
  let now = start
  const due: { at: number; callback: () => void }[] = []
  return {
    now: () => now,
    monotonic: () => now,
    after(ms, callback) {
      const entry = { at: now + ms, callback }
      due.push(entry)
      return () => {
        const index = due.indexOf(entry)
        if (index >= 0) due.splice(index, 1)
      }
    },
    async advance(ms) {
      const until = now + ms
      await settled()
      for (;;) {
        const [next] = due.filter(entry => entry.at <= until).toSorted((a, b) => a.at - b.at)
        if (!next) break
        due.splice(due.indexOf(next), 1)
        now = next.at
        next.callback()
        await settled()
      }
      now = until
    },
  }
}

/** Lets whatever is ready run, so that it can ask for the next timer. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
