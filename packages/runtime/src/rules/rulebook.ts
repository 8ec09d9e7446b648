import type { Principal } from '@lucid-gateway/core'
import type { BudgetRule } from '../budgets/budget-rule.ts'
import type { LimitRule } from '../rates/limit-rule.ts'

/** Limits and budgets that are made and changed while the runtime works. */
export interface Rulebook {
  /**
   * Those that calls in that name go by, beside those of the options: the same object as long as nothing has changed, and a
   * promise only where they must be looked up. While it throws nothing is let through.
   */
  of(principal: Principal): Rules | undefined | Promise<Rules | undefined>
}

export interface Rules {
  /** One with the name of a limit of the options has no effect. */
  readonly limits: readonly LimitRule[]
  /** One with the name of a budget of the options has no effect. */
  readonly budgets: readonly BudgetRule[]
}
