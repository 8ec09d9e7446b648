import {
  type CallRecord,
  type Capability,
  type Log,
  LucidError,
  type Receipt,
  type ReceiptEntry,
  type RequestOf,
} from '@lucid-gateway/core'
import { admittedRecord } from './call-record.ts'
import type { Cancellation } from './cancellation.ts'
import type { Generation } from './generation.ts'
import type { Ports } from './options.ts'
import { requestOf } from './request-of.ts'
import type { CallInput, Target } from './runtime.ts'
import type { CallUnderway } from './underway.ts'

/** A call of which nothing is ever sent: its providers do all they would do before that. */
export class DryCall<C extends Capability = Capability> implements CallUnderway<C> {
  readonly input: CallInput<C>
  readonly generation: Generation
  readonly ports: Ports
  readonly record: CallRecord
  readonly log: Log
  readonly cancellation: Cancellation
  readonly tries = []
  readonly telling = undefined
  receipt: Receipt | undefined
  /** Whether something would have been sent. */
  isHeld = false
  /** Resolves once something would be. */
  readonly held: Promise<void>
  readonly #held = Promise.withResolvers<void>()
  #request: RequestOf<C> | undefined

  constructor(
    id: string,
    input: CallInput<C>,
    generation: Generation,
    ports: Ports,
    cancellation: Cancellation,
  ) {
    this.input = input
    this.generation = generation
    this.ports = ports
    this.cancellation = cancellation
    this.record = admittedRecord(id, input, generation, ports.clock.now())
    this.log = ports.log.child({ call: id })
    this.held = this.#held.promise
  }

  get capability(): C {
    return this.input.capability
  }

  get request(): RequestOf<C> {
    if (this.#request === undefined) this.#request = requestOf(this.input)
    return this.#request
  }

  get signal(): AbortSignal {
    return this.cancellation.signal
  }

  get relayable(): boolean {
    return this.input.raw !== undefined
  }

  readonly hold = (): never => {
    this.isHeld = true
    this.#held.resolve()
    throw heldBack()
  }

  took(path: Receipt['path'], target: Target, entries: readonly ReceiptEntry[] = []): void {
    this.receipt = { path, target: `${target.account}/${target.model}`, why: target.why, entries }
  }

  now(): number {
    return this.ports.clock.now()
  }

  replaceRequest(): void {}

  onEnd(): void {}
}

/** As of a caller who went away: what a provider does for several calls at once goes on for the others. */
export function heldBack(): LucidError {
  return new LucidError('cancelled', 'Nothing is sent: this only explains.', {
    origin: 'gateway',
    recourse: 'none',
    reason: 'explained',
  })
}
