import type { AttemptRecord, CallRecord, Payer } from '../call/records.ts'
import type { MeterId } from '../usage/meter.ts'

/**
 * What was called, what it used and what it cost. Rows are added, never changed, and kept as those of a `Store` are.
 * Draft: outside the ABI promise until two drivers implement it.
 */
export interface Ledger {
  /**
   * Adds rows, all or none, in any order: what is re-priced may come after its re-pricing. Those whose id is there already are
   * passed over, so that adding twice adds once. What was written down as JSON before is handed on as that, so that a row on its
   * way is encoded once: `ledgerRows` reads it.
   */
  add(rows: readonly (LedgerRow | LedgerText | LedgerBytes)[]): Promise<void>
  /** Calls, latest first. */
  calls(query?: CallQuery): Promise<LedgerPage<CallRow>>
  /** Attempts, latest first. */
  attempts(query?: AttemptQuery): Promise<LedgerPage<AttemptRow>>
  /** Sums by dimensions, ordered by them. */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>
  /**
   * Deletes calls and attempts of before that time, the oldest first and at most so many; tells how many. Their re-pricings go
   * with them. Sums of whole days (UTC) stay as they were.
   */
  forget(before: number, most: number): Promise<number>
  close(): Promise<void>
}

/** Serialisable: JSON and back is the same. Amounts are nano-dollars as decimals. */
export type LedgerRow = CallRow | AttemptRow | RepricingRow

/** Rows as `JSON.stringify` writes them, a line each. */
export type LedgerText = string

/** The same in UTF-8. */
export type LedgerBytes = Uint8Array

/** A call that is closed. */
export interface CallRow {
  readonly kind: 'call'
  readonly record: CallRecord
}

/** An attempt that is settled. */
export interface AttemptRow {
  readonly kind: 'attempt'
  readonly record: AttemptRecord
  readonly call: CallFacts
  /** What its meters were priced at, where that is known. */
  readonly prices?: readonly PricedMeter[]
  /** Where the cost is not known: the most that it can have been, if that is known. */
  readonly atMostNanoUsd?: string
}

/**
 * What an attempt was priced at later, where its price was not known or was wrong. The latest one counts, by `at`; of one time
 * that which was added last. Of an attempt that is not in the ledger it is refused.
 */
export interface RepricingRow {
  readonly kind: 'repricing'
  /** `<attempt id>.r<number>`. */
  readonly id: string
  readonly attemptId: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly prices: readonly PricedMeter[]
  readonly costNanoUsd: string
  readonly reason: string
}

/** What an attempt's row repeats of its call, which may not be in the ledger yet. */
export type CallFacts = Pick<CallRecord, 'asked' | 'channel' | 'principal' | 'subject' | 'tags'>

/** One meter of an attempt, with the price that was in force. */
export interface PricedMeter {
  readonly meter: MeterId
  /** What the vendor asks for `per` units. */
  readonly nanoUsd: string
  readonly per: number
  readonly source?: string
  readonly asOf?: string
}

export interface LedgerPage<Row> {
  readonly rows: readonly Row[]
  /** Where the next page begins, also of one with fewer rows than its limit; absent at the end. */
  readonly next?: string
}

/** Whose calls, and of when. All that is said must hold; no text is empty. */
export interface CallFilter {
  /** From this time on, in milliseconds since 1970: of admission for calls, of the start for attempts. */
  readonly from?: number
  /** Before this time. */
  readonly to?: number
  readonly organisation?: string
  readonly team?: string
  readonly key?: string
  readonly subject?: string
  readonly capability?: string
  readonly tags?: Readonly<Record<string, string>>
}

export interface AttemptFilter extends CallFilter {
  readonly account?: string
  readonly provider?: string
  readonly model?: string
  readonly payer?: Payer
}

interface Paged {
  /** What there is of one call is on one page, as far as the limit allows. */
  readonly callId?: string
  readonly status?: 'finished' | 'failed' | 'cancelled'
  /** `next` of the page before, whose rows may be gone by now. */
  readonly after?: string
  /** 100 unless said. */
  readonly limit?: number
}

export interface CallQuery extends CallFilter, Paged {}

export interface AttemptQuery extends AttemptFilter, Paged {}

export interface UsageQuery extends AttemptFilter {
  /** None: one row of everything, also where there is nothing. */
  readonly by: readonly UsageDimension[]
  /** What would need more rows than these to be gone through one by one is refused, with `too_many_rows`. As many as it takes unless said. */
  readonly mostRows?: number
}

/** `day` is that of the start, in UTC: `2026-11-29`. */
export type UsageDimension =
  | 'day'
  | 'organisation'
  | 'team'
  | 'key'
  | 'subject'
  | 'capability'
  | 'account'
  | 'provider'
  | 'model'
  | 'payer'
  | `tag:${string}`

export interface UsageRow {
  /** The value of each dimension that was asked for; empty where an attempt has none. */
  readonly of: Readonly<Partial<Record<UsageDimension, string>>>
  /** Calls whose first attempt is among these. */
  readonly calls: number
  readonly attempts: number
  /** Attempts that did not finish. */
  readonly failed: number
  /** The sum of the costs that are known: those of the latest re-pricings, else as `spentOn` tells. */
  readonly costNanoUsd: string
  /** Attempts whose cost is not known, and so not in that sum. */
  readonly unknown: number
  /** The most that those can have cost, as far as that is known: 0 where it is known of none. */
  readonly atMostNanoUsd: string
  /** Attempts of unknown cost of which not even the most is known, and so not in that either. */
  readonly unbounded: number
  /** How much of each meter was used, as far as that is known or estimated, to the millionth; those of which nothing was are absent. */
  readonly meters: Readonly<Partial<Record<MeterId, number>>>
}
