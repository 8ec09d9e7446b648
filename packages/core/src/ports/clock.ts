/** Time as an argument, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds that only go forward. */
  monotonic(): number
  /** Calls back once, after so many milliseconds; the returned function calls it off. Never keeps a process alive. */
  after(ms: number, callback: () => void): () => void
}

/** Node takes a longer one for none at all. */
const longestTimer = 2 ** 31 - 1

export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, Math.min(ms, longestTimer))
    timer.unref()
    return () => clearTimeout(timer)
  },
})
