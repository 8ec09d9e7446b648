import type { Abortable } from '@lucid-gateway/transport'

/**
 * Stands in for an AbortController where every call would need one and hardly any call is aborted: it costs a small
 * object, and makes a real signal only for those who ask for one.
 */
export class Cancellation implements Abortable {
  #aborted = false
  #reason: unknown
  #listeners: readonly (() => void)[] = nobody
  #controller: AbortController | undefined

  get aborted(): boolean {
    return this.#aborted
  }

  get reason(): unknown {
    return this.#reason
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#aborted) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  /** The first reason holds. */
  abort(reason: unknown): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#reason = reason
    this.#controller?.abort(reason)
    const listeners = this.#listeners
    this.#listeners = nobody
    for (const listener of listeners) listener()
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners.length === 0 ? [listener] : [...this.#listeners, listener]
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    const [only, second] = this.#listeners
    if (second === undefined) this.#listeners = only === listener ? nobody : this.#listeners
    else this.#listeners = this.#listeners.filter(each => each !== listener)
  }
}

const nobody: readonly (() => void)[] = Object.freeze([])
