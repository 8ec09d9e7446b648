import {
  type AttemptRecord,
  type CallContext,
  type Capability,
  fromUnknown,
  type LucidError,
  type Receipt,
  type ReceiptEntry,
  type StreamEnd,
  type Warning,
} from '@lucid-gateway/core'
import type { Abortable } from '@lucid-gateway/transport'
import type { Generation } from './generation.ts'
import type { Booking } from './journal/booking.ts'
import type { Ports } from './options.ts'
import { hiddenIn } from './presentable.ts'
import type { CallInput, Target } from './runtime.ts'
import type { Telling } from './telling.ts'

/** A call on its way, as its tries see it. */
export interface CallUnderway<C extends Capability = Capability> extends CallContext<C> {
  readonly input: CallInput<C>
  readonly generation: Generation
  readonly ports: Ports
  readonly tries: TryUnderway[]
  /** Absent where nobody wants to be told. */
  readonly telling: Telling | undefined
  /** Absent where nothing is written down. */
  readonly booking?: Booking | undefined
  /** What `signal` is made of, for those who need no AbortSignal. */
  readonly cancellation: Abortable
  /** Whether the caller's own bytes still say what is asked for. */
  readonly relayable: boolean
  /** Where nothing may be sent: called when something would be, and throws. */
  readonly hold?: () => never
  now(): number
  /** Notes for the receipt which way the last try went. */
  took(path: Receipt['path'], target: Target, entries?: readonly ReceiptEntry[]): void
}

/** A try on its way, as its call sees it. */
export interface TryUnderway {
  readonly record: AttemptRecord
  readonly target: Target
  /** Undefined until it is being ended. */
  readonly settled: Promise<void> | undefined
  /** Over once its provider has nothing more to do for it; undefined where nothing outlives its answer. */
  readonly following: Promise<unknown> | undefined
  /** What its provider warned of. */
  readonly warnings: readonly Warning[]
  /** What nobody may be told of the account that it is made with. */
  readonly secrets: readonly string[]
  abort(reason: LucidError): void
  /** Ends what it came to if that is still under way, because nobody will read it. */
  leave(): void
}

/**
 * The end of a stream as it is written down: one that was ended from here ended for the reason that it was ended for, and
 * what a vendor said of it may quote the key that it was sent.
 */
export function recordedEnd(end: StreamEnd, signal: Abortable, secrets: readonly string[] = []): StreamEnd {
  if (end.status === 'finished') return end
  if (!signal.aborted) return end.error ? { ...end, error: hiddenIn(end.error, secrets) } : end
  const error = fromUnknown(signal.reason, 'cancelled')
  return { ...end, error, status: error.code === 'cancelled' ? 'cancelled' : 'failed' }
}
