import type { Clock } from '@lucid-gateway/core'

/** Work that is done again and again in the background. Its failures are its own business. */
export interface Repeated {
  /** Does it now, or once more after what is under way. */
  now(): Promise<void>
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

/** What the work rests by: false where it is to stop. */
export type Pause = (ms: number) => Promise<boolean>

/** Begins at once. Keeps no process alive. */
export function repeat(clock: Clock, everyMs: number, work: (pause: Pause) => Promise<void>): Repeated {
  let stopped = false
  let underway: Promise<void> | undefined
  let callOff = (): void => {}

  const pause: Pause = ms => {
    if (stopped) return Promise.resolve(false)
    return new Promise(resolve => {
      const cancel = clock.after(ms, () => resolve(!stopped))
      callOff = () => {
        cancel()
        resolve(false)
      }
    })
  }

  function now(): Promise<void> {
    if (stopped) return Promise.resolve()
    if (underway) return underway.catch(() => {}).then(now)
    callOff()
    underway = work(pause).finally(() => {
      underway = undefined
      if (!stopped) callOff = clock.after(everyMs, () => void now().catch(() => {}))
    })
    return underway
  }

  void now().catch(() => {})
  return {
    now,
    async stop() {
      stopped = true
      callOff()
      await underway?.catch(() => {})
    },
  }
}
