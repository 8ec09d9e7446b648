import type { Reading, Receipt, ReceiptEntry } from '@lucid-gateway/core'
import type { AccountOwner } from './options.ts'
import type { Resting } from './resting.ts'
import type { Target } from './runtime.ts'

/** What would become of a call. */
export interface Explanation {
  /** In the order in which they would be tried. */
  readonly targets: readonly ExplainedTarget[]
  /** Every other account, and every other target that the name could have meant. */
  readonly excluded: readonly Excluded[]
}

export interface ExplainedTarget {
  readonly target: Target
  /** Whose the account is; `caller` where the caller brings the key for it. */
  readonly owner: AccountOwner | 'caller'
  /** That its account rests, for which it stands behind those that do not. */
  readonly resting?: Resting
  readonly path: Receipt['path']
  /** What of the request would be lost or changed on its way: the lines that its receipt would have. */
  readonly losses: readonly ReceiptEntry[]
  readonly forecast: Forecast
}

/** What a target would use and cost. Absent means not known, never 0. */
export interface Forecast {
  /** Tokens that it would read. */
  readonly input: Reading
  /** Tokens that it may write. */
  readonly output: { readonly expected?: number; readonly most?: number }
  /** In nano-dollars as decimals. */
  readonly expectedNanoUsd?: string
  readonly worstNanoUsd?: string
}

export interface Excluded {
  readonly account: string
  readonly provider: string
  /** Absent where no model of that account was meant. */
  readonly model?: string
  /** One word: `missing_credentials`, `not_in_kind`, `circuit_open`, `would_lose`. */
  readonly reason: string
  readonly message: string
}
