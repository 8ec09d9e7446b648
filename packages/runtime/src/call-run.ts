import {
  type AttemptRecord,
  type CallContext,
  type CallRecord,
  type Capability,
  fromUnknown,
  type Log,
  LucidError,
  type Outcome,
  type PartOf,
  type Receipt,
  type ReceiptEntry,
  type RequestOf,
  type ResultOf,
  type StreamEnd,
  type Warning,
} from '@lucid-gateway/core'
import { closeCall, runEndings } from '@lucid-gateway/core/engine'
import { admittedRecord } from './call-record.ts'
import { Cancellation } from './cancellation.ts'
import type { Deadlines, Due } from './deadlines.ts'
import type { Generation } from './generation.ts'
import { heeding } from './heeding.ts'
import { Booking, type Books } from './journal/booking.ts'
import { misfit } from './misfit.ts'
import type { Ports } from './options.ts'
import type { LimitState } from './rates/limit-rule.ts'
import type { Taken } from './rates/taken.ts'
import { requestOf } from './request-of.ts'
import { withEntries, withWarnings } from './receipt.ts'
import type { Call, CallInput, Target } from './runtime.ts'
import { Telling } from './telling.ts'
import { makeTries } from './tries.ts'
import { type CallUnderway, recordedEnd, type TryUnderway } from './underway.ts'

/** What all calls of a runtime share. */
export interface Desk {
  readonly ports: Ports
  readonly deadlines: Deadlines
  /** Absent where nothing is written down. */
  readonly books: Books | undefined
  /** To be told of each call once it is closed. */
  leave(call: CallRun, attempts: readonly AttemptRecord[]): void
  /** To be told where the record of such a call has changed since. */
  amend(record: CallRecord): void
}

/** One call under way: what call layers see, what its maker is given, and the life of its record. */
export class CallRun<C extends Capability = Capability> implements CallUnderway<C>, Call<C>, Due {
  readonly input: CallInput<C>
  readonly generation: Generation
  readonly ports: Ports
  readonly tries: TryUnderway[] = []
  readonly cancellation = new Cancellation()
  readonly telling: Telling | undefined
  readonly booking: Booking | undefined
  /** What it has taken from limits; undefined where none applies. */
  taken: Taken | undefined
  readonly #desk: Desk
  readonly #endings: ((record: CallRecord) => void | Promise<void>)[] = []
  #record: CallRecord
  #request: RequestOf<C> | undefined
  #replaced = false
  #outcome: Outcome<ResultOf<C>, PartOf<C>> | undefined
  #receipt: Receipt | undefined
  #noted: readonly ReceiptEntry[] = none
  #log: Log | undefined
  #isClosed = false
  #closing: PromiseWithResolvers<CallRecord> | undefined

  constructor(id: string, input: CallInput<C>, generation: Generation, desk: Desk) {
    this.input = input
    this.generation = generation
    this.ports = desk.ports
    this.#desk = desk
    const now = this.ports.clock.now()
    this.#record = admittedRecord(id, input, generation, now)
    const { lifecycles } = generation
    this.telling = lifecycles.length > 0 ? new Telling(lifecycles, this.log) : undefined
    this.booking = desk.books && new Booking(desk.books, this as unknown as CallUnderway)
    desk.deadlines.add(this)
    input.signal?.addEventListener('abort', this.#left)
    if (input.signal?.aborted) this.#left()
  }

  get capability(): C {
    return this.input.capability
  }

  get record(): CallRecord {
    return this.#record
  }

  get attempts(): readonly AttemptRecord[] {
    return this.tries.map(attempt => attempt.record)
  }

  get outcome(): Outcome<ResultOf<C>, PartOf<C>> {
    return this.#outcome as Outcome<ResultOf<C>, PartOf<C>>
  }

  get target(): Target {
    return this.tries.at(-1)?.target as Target
  }

  get closed(): Promise<CallRecord> {
    if (this.#isClosed) return Promise.resolve(this.#record)
    this.#closing ??= Promise.withResolvers()
    return this.#closing.promise
  }

  get signal(): AbortSignal {
    return this.cancellation.signal
  }

  get limits(): readonly LimitState[] {
    return this.taken?.states ?? none
  }

  get log(): Log {
    this.#log ??= this.ports.log.child({ call: this.#record.id })
    return this.#log
  }

  get request(): RequestOf<C> {
    if (this.#request === undefined) this.#request = requestOf(this.input)
    return this.#request as RequestOf<C>
  }

  get relayable(): boolean {
    return this.input.raw !== undefined && !this.#replaced
  }

  replaceRequest(request: RequestOf<C>): void {
    this.#request = request
    this.#replaced = true
  }

  onEnd(callback: (record: CallRecord) => void | Promise<void>): void {
    this.#endings.push(callback)
  }

  now(): number {
    return this.ports.clock.now()
  }

  took(path: Receipt['path'], target: Target, entries: readonly ReceiptEntry[] = none): void {
    this.#receipt = { path, target: `${target.account}/${target.model}`, why: target.why, entries }
  }

  note(lost: readonly ReceiptEntry[]): void {
    if (lost.length === 0) return
    const entries = lost.map((entry): ReceiptEntry => ({ ...entry, in: 'answer' }))
    if (this.#record.closedAt === undefined) {
      this.#noted = [...this.#noted, ...entries]
      return
    }
    this.#record = { ...this.#record, receipt: withEntries(this.#record.receipt, entries) }
    if (this.#isClosed) this.#desk.amend(this.#record)
  }

  /** Runs it to its head. */
  async run(): Promise<this> {
    try {
      if (this.cancellation.aborted) throw this.cancellation.reason
      this.booking?.admit()
      if (!this.taken) {
        const taking = this.generation.rates?.takeForCall(this.input as unknown as CallInput)
        this.taken = taking instanceof Promise ? await taking : taking
      }
      void this.telling?.tell('admitted', this.#record)
      const onions = this.generation.onions(this.capability)
      const work = () =>
        onions.call(this as unknown as CallContext, () => makeTries(this, onions, this.#desk.deadlines))
      const outcome = await (onions.layered ? heeding(this.cancellation, work, () => {}) : work())
      this.#outcome = outcome as Outcome<ResultOf<C>, PartOf<C>>
    } catch (thrown) {
      const error = await this.#judged(fromUnknown(thrown, 'unavailable', { origin: 'gateway' }))
      void this.#end({ status: error.code === 'cancelled' ? 'cancelled' : 'failed', error, warnings: [] })
      throw error
    }
    const outcome = this.#outcome
    if (outcome.kind === 'answer') void this.#end({ status: 'finished', warnings: outcome.warnings })
    else if (outcome.kind === 'job') void this.#end({ status: 'finished', warnings: [] })
    else {
      const secrets = this.tries.at(-1)?.secrets
      void outcome.done.then(end => this.#end(recordedEnd(end, this.cancellation, secrets)))
    }
    return this
  }

  /** A plugin that stumbled over what was no request is not at fault. */
  async #judged(error: LucidError): Promise<LucidError> {
    if (error.reason !== 'plugin_failed' || this.input.raw !== undefined) return error
    return (await misfit(this.capability, this.request).catch(() => undefined)) ?? error
  }

  /** Ends it early, with whatever it has under way. */
  abort(reason: LucidError): void {
    if (this.cancellation.aborted) return
    this.cancellation.abort(reason)
    this.tries.at(-1)?.abort(reason)
    if (this.#outcome?.kind === 'stream') this.#outcome.cancel(reason)
    if (this.#outcome?.kind === 'session') this.#outcome.close(reason)
  }

  readonly #left = (): void => {
    this.abort(fromUnknown(this.input.signal?.reason, 'cancelled', { reason: 'caller_gone' }))
  }

  /** Its deadline has come. */
  expire(): void {
    this.abort(
      new LucidError('timeout', 'The call did not end in the time it had.', {
        origin: 'gateway',
        recourse: 'none',
        reason: 'deadline',
      }),
    )
  }

  async #end(end: CallEnd): Promise<void> {
    this.#desk.deadlines.delete(this)
    this.input.signal?.removeEventListener('abort', this.#left)
    const last = this.tries.at(-1)
    last?.leave()
    await last?.following
    await last?.settled
    const { attempts } = this
    this.#record = closeCall(this.#record, attempts, this.#told(end, last?.warnings ?? []), this.now())
    this.taken?.end(attempts.map(({ usage }) => usage))
    this.booking?.closed(this.#record)
    if (this.#endings.length > 0) await runEndings(this.#endings, this.#record, this.log)
    await this.telling?.tell('closed', this.#record)
    this.#isClosed = true
    this.#closing?.resolve(this.#record)
    this.#desk.leave(this as unknown as CallRun, attempts)
  }

  /** With all that the provider warned of: what is passed on as bytes carries no warnings of its own. */
  #told(end: CallEnd, warned: readonly Warning[]): CallEnd & { readonly receipt?: Receipt } {
    const warnings = warned.length === 0 ? end.warnings : [...new Set([...end.warnings, ...warned])]
    const told = this.#receipt && withWarnings(this.#receipt, warnings)
    const receipt = this.#noted.length === 0 ? told : withEntries(told, this.#noted)
    return { ...end, warnings, ...(receipt ? { receipt } : {}) }
  }
}

const none: readonly never[] = []

type CallEnd = Pick<StreamEnd, 'status' | 'error' | 'warnings'>
