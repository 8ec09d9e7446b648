import { fromUnknown, LucidError } from '@lucid-gateway/core'
import { Cancellation } from './cancellation.ts'
import type { Due } from './deadlines.ts'
import type { Generation } from './generation.ts'
import type { CallInput } from './runtime.ts'

/** What is found out without a call. It uses nothing, so it leaves no record; it ends like a call if its time or its caller does. */
export abstract class Errand<T> implements Due {
  readonly generation: Generation
  readonly record: { readonly deadline: number }
  readonly closed: Promise<unknown>
  protected readonly cancellation = new Cancellation()
  readonly #signal: CallInput['signal']
  readonly #closing = Promise.withResolvers<void>()

  constructor(
    { timeoutMs, signal }: Pick<CallInput, 'timeoutMs' | 'signal'>,
    generation: Generation,
    now: number,
  ) {
    this.generation = generation
    this.record = { deadline: now + Math.min(timeoutMs ?? longestMs, generation.timeoutMs) }
    this.closed = this.#closing.promise
    this.#signal = signal
    signal?.addEventListener('abort', this.#left)
    if (signal?.aborted) this.#left()
  }

  async run(): Promise<T> {
    try {
      if (this.cancellation.aborted) throw this.cancellation.reason
      return await this.work()
    } finally {
      this.#signal?.removeEventListener('abort', this.#left)
      this.#closing.resolve()
    }
  }

  abort(reason: LucidError): void {
    this.cancellation.abort(reason)
  }

  expire(): void {
    this.abort(
      new LucidError('timeout', 'It was not found out in the time there was.', {
        origin: 'gateway',
        recourse: 'none',
        reason: 'deadline',
      }),
    )
  }

  protected abstract work(): Promise<T>

  readonly #left = (): void => {
    this.abort(fromUnknown(this.#signal?.reason, 'cancelled', { reason: 'caller_gone' }))
  }
}

/** Clients find out before they ask for anything else; none should wait for long. */
const longestMs = 60_000
