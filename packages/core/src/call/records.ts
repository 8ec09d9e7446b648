import type { Warning } from '../content/warning.ts'
import type { ErrorRecord } from '../errors/lucid-error.ts'
import type { Receipt } from '../outcome/receipt.ts'
import type { Usage } from '../usage/usage.ts'

/** Who holds the key. Ids, never the key. */
export interface Principal {
  readonly organisation: string
  readonly team?: string
  readonly key?: string
}

/** Who pays the vendor: the operator's account, or the caller's own key. */
export type Payer = 'operator' | 'caller'

/** What a client asked for. Serialisable: JSON and back is the same. */
export interface CallRecord {
  readonly id: string
  readonly capability: string
  /** What was asked for: a kind, a model ref or a bare model name. */
  readonly asked: string
  readonly channel: string
  readonly mode: 'unary' | 'stream' | 'job' | 'session'
  readonly principal: Principal
  readonly subject?: string
  readonly tags?: Readonly<Record<string, string>>
  /** The config generation that it was admitted under. */
  readonly generation: number
  /** Milliseconds since 1970. */
  readonly admittedAt: number
  readonly deadline: number
  /** Set when it is closed. */
  readonly closedAt?: number
  readonly status?: 'finished' | 'failed' | 'cancelled'
  readonly error?: ErrorRecord
  /** How many tries were made. */
  readonly attempts?: number
  /** Total of the attempts' costs, in nano-dollars as a decimal; absent where one is not known. */
  readonly costNanoUsd?: string
  readonly receipt?: Receipt
  readonly warnings?: readonly Warning[]
}

/** One try of a call on one target. Serialisable. */
export interface AttemptRecord {
  /** `<call id>.<number>`. */
  readonly id: string
  readonly callId: string
  readonly number: number
  readonly account: string
  readonly provider: string
  readonly model: string
  readonly capability: string
  readonly payer: Payer
  readonly startedAt: number
  /** Set at the first content-bearing part or the result. */
  readonly committedAt?: number
  readonly settledAt?: number
  readonly status?: 'finished' | 'failed' | 'cancelled'
  readonly error?: ErrorRecord
  readonly usage?: Usage
  /** In nano-dollars as a decimal; absent where usage or price is not known. */
  readonly costNanoUsd?: string
  /** That its model had no known price, where whoever runs the gateway wants to be told of that. */
  readonly unpriced?: true
}
