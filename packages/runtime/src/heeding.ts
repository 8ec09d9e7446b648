import type { Cancellation } from './cancellation.ts'

/**
 * Work that ends for whoever waits when it is cancelled, also where the work itself pays no heed. `came` is given what
 * it comes to, in time or late.
 */
export function heeding<T>(
  cancellation: Cancellation,
  work: () => Promise<T>,
  came: (value: T) => void,
): Promise<T> {
  if (cancellation.aborted) throw cancellation.reason
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const begun = work()
  const aborted = () => reject(cancellation.reason)
  cancellation.addEventListener('abort', aborted)
  begun.then(
    value => {
      cancellation.removeEventListener('abort', aborted)
      came(value)
      resolve(value)
    },
    (thrown: unknown) => {
      cancellation.removeEventListener('abort', aborted)
      reject(thrown)
    },
  )
  return promise
}
