import type { Capability, PartOf, RequestOf, ResultOf } from '../capabilities/capability.ts'
import type { AttemptRecord, CallRecord } from '../call/records.ts'
import type { Outcome } from '../outcome/outcome.ts'
import type { LucidError } from '../errors/lucid-error.ts'
import type { Log } from '../ports/log.ts'

/** Code of others round a call: a layer of one of the two onions, or a handler told of a call's life. */
export type Hook = CallLayer | AttemptLayer | Lifecycle

export type CallPhase = 'auth' | 'limit' | 'guard' | 'cache'
export type AttemptPhase = 'breaker' | 'limit' | 'budget' | 'observe'

interface LayerHead {
  readonly name: string
  /** The capability it is for; absent means all. */
  readonly capability?: Capability
  /** Lower runs further out within a phase; 0 unless said. */
  readonly order?: number
}

/** A layer round the whole call, once, outside of all attempts. */
export interface CallLayer<C extends Capability = Capability> extends LayerHead {
  readonly kind: 'call'
  readonly phase: CallPhase
  /** Says that it reads or changes the request or the result, so the call can't be relayed as bytes. */
  readonly needsContent?: boolean
  run(call: CallContext<C>, next: Next<C>): Promise<Outcome<ResultOf<C>, PartOf<C>>>
}

/** A layer round each attempt, up to its head: its result, or the first content-bearing part of its stream. */
export interface AttemptLayer<C extends Capability = Capability> extends LayerHead {
  readonly kind: 'attempt'
  readonly phase: AttemptPhase
  run(attempt: AttemptContext<C>, next: Next<C>): Promise<Outcome<ResultOf<C>, PartOf<C>>>
}

export type Next<C extends Capability = Capability> = () => Promise<Outcome<ResultOf<C>, PartOf<C>>>

/**
 * Told of a call's life by whichever process is there: host, worker, or the sweeper after a crash. Fed records only;
 * may be told twice, and must make no difference the second time (attempt ids tell). Of one call it is told one thing
 * after another; what throws is logged, and changes nothing.
 */
export interface Lifecycle {
  readonly kind: 'lifecycle'
  readonly name: string
  admitted?(call: CallRecord): void | Promise<void>
  /** The provider is asked when this is over, so what is written down here is there before anything can be billed. */
  attemptStarted?(attempt: AttemptRecord): void | Promise<void>
  /** Its result, or the first part that bears content, is there. */
  committed?(attempt: AttemptRecord): void | Promise<void>
  /** Its end, its usage and its cost are known. The caller is shown the end when this is over. */
  settled?(attempt: AttemptRecord): void | Promise<void>
  /** Nothing more will happen to it. */
  closed?(call: CallRecord): void | Promise<void>
}

export interface CallContext<C extends Capability = Capability> {
  readonly record: CallRecord
  readonly capability: Capability
  /** The canonical request, decoded when first asked for. */
  readonly request: RequestOf<C>
  /** Puts another request in its place; the call is then translated, not relayed. */
  replaceRequest(request: RequestOf<C>): void
  readonly signal: AbortSignal
  readonly log: Log
  /** Called once when the call is closed: last in first out, isolated, awaited by drain. */
  onEnd(callback: (record: CallRecord) => void | Promise<void>): void
}

export interface AttemptContext<C extends Capability = Capability> {
  readonly record: AttemptRecord
  readonly call: CallContext<C>
  readonly signal: AbortSignal
  /** Ends this attempt, and what it has under way, for a reason; the call goes on by the reason's recourse. */
  abort(reason: LucidError): void
  readonly log: Log
  /** Called once when the attempt is settled, with how it ended. */
  onEnd(callback: (record: AttemptRecord) => void | Promise<void>): void
}
