import type { Lifecycle, Log } from '@lucid-gateway/core'
import { type LifecycleEvent, type RecordOf, tell } from '@lucid-gateway/core/engine'

/** Tells handlers of one call's life, one thing after another: a slow handler sees it in the order in which it happened. */
export class Telling {
  readonly #handlers: readonly Lifecycle[]
  readonly #log: Log
  #last: Promise<void> | undefined

  constructor(handlers: readonly Lifecycle[], log: Log) {
    this.#handlers = handlers
    this.#log = log
  }

  /** Resolves when all have been told of this, and of what was before it. */
  tell<E extends LifecycleEvent>(event: E, record: RecordOf<E>): Promise<void> {
    const now = () => tell(this.#handlers, event, record, this.#log)
    this.#last = this.#last ? this.#last.then(now) : now()
    return this.#last
  }
}
