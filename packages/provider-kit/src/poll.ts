import { type Clock, LucidError, systemClock } from '@lucid-gateway/core'

/** One look at work that takes its time. */
export type Look<T> =
  | { readonly done: true; readonly value: T }
  | {
      readonly done: false
      /** When the vendor says that looking again makes sense. */
      readonly afterMs?: number
    }

export interface PollOptions {
  readonly signal: AbortSignal
  /** Milliseconds since 1970 after which it is given up. */
  readonly deadline: number
  readonly clock?: Clock
  /** The first wait; each further one is longer by `factor`, up to `maxMs`. */
  readonly firstMs?: number
  readonly factor?: number
  readonly maxMs?: number
}

/** Looks again and again until the work is done, the signal is aborted or time is up. */
export async function poll<T>(look: (round: number) => Promise<Look<T>>, options: PollOptions): Promise<T> {
  const { signal, deadline, clock = systemClock, firstMs = 500, factor = 1.5, maxMs = 10_000 } = options
  let waitMs = firstMs
  for (let round = 0; ; round++) {
    signal.throwIfAborted()
    const seen = await look(round)
    if (seen.done) return seen.value
    const pauseMs = seen.afterMs ?? waitMs
    if (clock.now() + pauseMs >= deadline) {
      throw new LucidError('timeout', 'The provider had not finished when time was up.', {
        hint: 'Allow the call more time, or start it as a job.',
      })
    }
    await pause(pauseMs, clock, signal)
    waitMs = Math.min(maxMs, waitMs * factor)
  }
}

function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(ms, () => {
      signal.removeEventListener('abort', aborted)
      resolve()
    })
    const aborted = (): void => {
      stop()
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', aborted, { once: true })
  })
}
