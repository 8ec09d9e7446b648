import { fromUnknown, LucidError } from '@lucid-gateway/core'
import { Cancellation } from './cancellation.ts'
import type { Due } from './deadlines.ts'
import type { Generation } from './generation.ts'
import type { Ports } from './options.ts'
import type { CallInput } from './runtime.ts'

export type Timed = Pick<CallInput, 'timeoutMs' | 'signal'>

/** What is found out without a call. It uses nothing, so it leaves no record; it ends like a call if its time or its caller does. */
export abstract class Errand<T, Input extends Timed = Timed> implements Due {
  protected readonly id: string
  protected readonly input: Input
  protected readonly ports: Ports
  readonly generation: Generation
  readonly record: { readonly deadline: number }
  readonly closed: Promise<unknown>
  protected readonly cancellation = new Cancellation()
  readonly #closing = Promise.withResolvers<void>()

  constructor(id: string, input: Input, generation: Generation, ports: Ports) {
    const { timeoutMs = longestMs, signal } = input
    this.id = id
    this.input = input
    this.generation = generation
    this.ports = ports
    this.record = { deadline: ports.clock.now() + Math.min(timeoutMs, generation.timeoutMs) }
    this.closed = this.#closing.promise
    signal?.addEventListener('abort', this.#left)
    if (signal?.aborted) this.#left()
  }

  async run(): Promise<T> {
    try {
      if (this.cancellation.aborted) throw this.cancellation.reason
      return await this.work()
    } finally {
      this.input.signal?.removeEventListener('abort', this.#left)
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
    this.abort(fromUnknown(this.input.signal?.reason, 'cancelled', { reason: 'caller_gone' }))
  }
}

/** Clients find out before they ask for anything else; none should wait for long. */
const longestMs = 60_000
