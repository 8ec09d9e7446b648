import type { Abortable } from '@lucid-gateway/transport'

/** The end that comes with the first of some signals, as a promise to race against. */
export class Ending {
  /** Rejects with the signal's reason. */
  readonly promise: Promise<never>
  readonly #signals: readonly Abortable[]
  readonly #come: () => void

  constructor(signals: readonly (Abortable | undefined)[]) {
    const { promise, reject } = Promise.withResolvers<never>()
    promise.catch(() => {})
    this.promise = promise
    this.#signals = signals.filter(signal => signal !== undefined)
    this.#come = () => reject(this.#signals.find(({ aborted }) => aborted)?.reason)
    for (const signal of this.#signals) signal.addEventListener('abort', this.#come)
    if (this.#signals.some(({ aborted }) => aborted)) this.#come()
  }

  throwIfCome(): void {
    for (const { aborted, reason } of this.#signals) if (aborted) throw reason
  }

  /** It is not waited for any more. */
  forget(): void {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#come)
  }
}
