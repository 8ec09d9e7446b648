/** Lets words through one by one at a steady rate, measured from the first, so that delays do not add up. */
export interface Pace {
  /** Resolves when the next word is due; rejects with the signal's reason once that is aborted. */
  next(): Promise<void>
}

export function paceOf(wordsPerSecond: number, signal: AbortSignal): Pace {
  const start = performance.now()
  let words = 0
  return {
    next() {
      words += 1
      const due = start + (words * 1000) / wordsPerSecond
      return pause(Math.max(0, due - performance.now()), signal)
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
