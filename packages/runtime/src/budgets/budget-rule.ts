import type { CallScope } from '../rates/limit-rule.ts'

/** How much may be spent in a time. */
export interface BudgetRule {
  /** How errors and rows name it: letters, digits, dots, dashes, underscores. */
  readonly name: string
  /** Whose it is: each of them has one of its own. */
  readonly by: CallScope | 'tag'
  /** Where it is by tag: which tag's values have one each. */
  readonly tag?: string
  /** Those that it is for; `*` at the end stands for anything. All unless said. */
  readonly only?: readonly string[]
  /** The most that may be spent, in nano-dollars. */
  readonly nanoUsd: bigint
  /** In UTC. */
  readonly per: BudgetSpan
  /**
   * What is set aside before a provider is asked. `strict`, unless said: the most that the try can cost, and what has no bound is
   * refused, so that no more is spent than there is. `expected`: what it will likely cost, so that the end may be overdrawn.
   */
  readonly reserve?: 'strict' | 'expected'
  /** The most that is written where the caller names no bound. Absent: what the model can write, or as much as can be paid. */
  readonly outputTokens?: number
}

export type BudgetSpan = 'day' | 'month' | 'total'

/** That a share of a budget is spent: told once for each window. */
export interface BudgetAlert {
  readonly budget: string
  /** Whose: the value that the budget goes by. */
  readonly of: string
  readonly percent: 50 | 80 | 100
  readonly window: string
  readonly limitNanoUsd: string
  readonly settledNanoUsd: string
}
