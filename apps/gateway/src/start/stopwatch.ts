import type { Timing } from './gateway.ts'

export interface Stopwatch {
  readonly laps: readonly Timing[]
  /** Notes how long it was since the last lap. */
  lap(step: string): void
}

export function stopwatch(): Stopwatch {
  const laps: Timing[] = []
  let last = performance.now()
  return {
    laps,
    lap(step) {
      const now = performance.now()
      laps.push({ step, ms: now - last })
      last = now
    },
  }
}
