import type { Clock } from '@lucid-gateway/core'
import type { HostLog } from '../log/create-log.ts'
import type { RuleRow } from './rows.ts'
import type { RuleStore } from './rule-store.ts'

export interface RecentRulesParts {
  readonly rules: Pick<RuleStore, 'all'>
  readonly clock: Clock
  readonly log: Pick<HostLog, 'warn'>
  /** How long they are taken as they were read. */
  readonly recheckMs: number
}

/** The limits and budgets of many as they were, and when. */
export interface ReadRules {
  readonly rows: readonly RuleRow[]
  readonly readAt: number
}

/** The limits and budgets of many, which are read once for all callers. */
export class RecentRules {
  readonly #parts: RecentRulesParts
  #known: ReadRules | undefined
  #reading: Promise<ReadRules> | undefined

  constructor(parts: RecentRulesParts) {
    this.#parts = parts
  }

  async read(): Promise<ReadRules> {
    const { clock, recheckMs } = this.#parts
    if (this.#known && clock.now() - this.#known.readAt < recheckMs) return this.#known
    this.#reading ??= this.#read()
    return this.#reading
  }

  /** What is being read now may be of before. */
  changed(): void {
    this.#reading = undefined
    if (this.#known) this.#known = { ...this.#known, readAt: -Infinity }
  }

  #read(): Promise<ReadRules> {
    const { rules, clock, log } = this.#parts
    const readAt = clock.now()
    const before = this.#known
    const reading: Promise<ReadRules> = rules
      .all()
      .then(
        rows => ({ rows, readAt }),
        (error: unknown) => {
          // While the Store is away what was known holds.
          if (!before) throw error
          log.warn('the Store could not be asked for limits and budgets', { error })
          return { rows: before.rows, readAt }
        },
      )
      .then(read => {
        if (this.#reading === reading) this.#known = read
        return read
      })
      .finally(() => {
        if (this.#reading === reading) this.#reading = undefined
      })
    return reading
  }
}
