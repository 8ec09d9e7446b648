import type { AttemptRecord } from '../../call/records.ts'
import { spentOn } from '../../call/spent-on.ts'
import type { Lifecycle } from '../../hooks/hook.ts'

export interface CostOptions {
  /** What spending is added up by; the account unless said. Undefined leaves an attempt out. */
  readonly by?: (attempt: AttemptRecord) => string | undefined
  /** Told of each settled attempt once, with the sum so far. */
  readonly onSpend?: (key: string, total: Spend, attempt: AttemptRecord) => void
  /** How many attempt ids to remember, to count none twice. */
  readonly remember?: number
}

export interface Spend {
  readonly nanoUsd: bigint
  readonly attempts: number
  /** Attempts whose cost is not known; they are not in the sum. */
  readonly unknown: number
}

export interface CostTracker extends Lifecycle {
  spend(key: string): Spend
}

const nothing: Spend = Object.freeze({ nanoUsd: 0n, attempts: 0, unknown: 0 })

/** Adds up what settled attempts cost the operator, each once, whichever process settled it. */
export function cost(options: CostOptions = {}): CostTracker {
  const { by = attempt => attempt.account, onSpend, remember = 100_000 } = options
  const totals = new Map<string, Spend>()
  const seen = new Set<string>()

  return {
    kind: 'lifecycle',
    name: 'cost',
    spend: key => totals.get(key) ?? nothing,
    settled: attempt => {
      const key = by(attempt)
      if (key === undefined || attempt.payer === 'caller' || seen.has(attempt.id)) return
      seen.add(attempt.id)
      if (seen.size > remember) seen.delete(seen.values().next().value as string)
      const before = totals.get(key) ?? nothing
      const spent = spentOn(attempt)
      const total: Spend = {
        nanoUsd: before.nanoUsd + (spent ?? 0n),
        attempts: before.attempts + 1,
        unknown: before.unknown + (spent === undefined ? 1 : 0),
      }
      totals.set(key, total)
      onSpend?.(key, total, attempt)
    },
  }
}
