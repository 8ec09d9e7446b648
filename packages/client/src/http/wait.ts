import { cancelled } from '../error/from-answer.ts'

/** Waits; throws at once where the signal gives up. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(cancelled(signal as AbortSignal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

const firstMs = 500
const longestMs = 8000

/** How long to wait before another try where nobody said: longer each time, and not all clients at once. */
export function backoffMs(tries: number): number {
  return Math.min(longestMs, firstMs * 2 ** tries) * (0.5 + Math.random() / 2)
}
