import type { PartHead, ResultHead } from '../capabilities/capability.ts'
import type { WireId } from '../content/extra.ts'
import type { Warning } from '../content/warning.ts'
import type { LucidError } from '../errors/lucid-error.ts'
import type { Usage } from '../usage/usage.ts'
import type { Receipt } from './receipt.ts'
import type { Written } from './written.ts'

/** What an attempt comes to, once its head is there. */
export type Outcome<Result = ResultHead, Part = PartHead> =
  | Answer<Result>
  | PartStream<Part>
  | JobRun
  | SessionRun

/** A whole result. */
export interface Answer<Result = ResultHead> {
  readonly kind: 'answer'
  /** Decoded when first asked for. */
  readonly result: Result
  readonly usage: Usage
  readonly warnings: readonly Warning[]
  /** The vendor's own bytes, if the vendor spoke this wire; undefined once a layer has changed the result. */
  bytes(wire: WireId): Uint8Array | undefined
}

/** A stream whose first content-bearing part is there. Reading is a claim: a second reader is an error. */
export interface PartStream<Part = PartHead> {
  readonly kind: 'stream'
  readonly parts: AsyncIterable<Part>
  /**
   * The vendor's own bytes, each chunk one or more whole events, if the vendor spoke this wire; undefined once a
   * layer has changed the parts.
   */
  bytes(wire: WireId): AsyncIterable<Uint8Array> | undefined
  /** Always resolves, once the stream is read to its end, fails or is cancelled. Never await it inside a layer. */
  readonly done: Promise<StreamEnd>
  /**
   * True once the item just given, part or bytes, is the last: `done` is then resolved already. Absent or false where
   * that shows only when the next one is asked for.
   */
  readonly ended?: boolean
  /** Ends the stream early; `done` resolves with `cancelled`. */
  cancel(reason?: unknown): void
}

export interface StreamEnd {
  readonly status: 'finished' | 'failed' | 'cancelled'
  readonly usage: Usage
  readonly warnings: readonly Warning[]
  readonly error?: LucidError
  readonly receipt?: Receipt
  /**
   * What was written that the usage does not state, for whoever wants to estimate it: decoded when asked for. Absent
   * where the vendor has stated all.
   */
  readonly written?: () => Written | undefined
}

/** Work that outlives the request. */
export interface JobRun {
  readonly kind: 'job'
  /** The vendor's state, opaque to all but the plugin. */
  readonly cursor: string
}

/** A conversation in both directions. */
export interface SessionRun<In = unknown, Out = unknown> {
  readonly kind: 'session'
  send(message: In): void
  readonly messages: AsyncIterable<Out>
  readonly done: Promise<StreamEnd>
  close(reason?: unknown): void
}
