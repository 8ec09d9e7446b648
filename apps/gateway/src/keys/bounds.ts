import type { KeyBudget, KeyLimits } from '../config/limit-rules.ts'
import type { Bounds } from './rows.ts'

/** What is asked to change; null takes out, and what is left out stays. */
export interface BoundsChange {
  readonly limits?: KeyLimits | null
  readonly budgets?: readonly KeyBudget[] | null
}

export function changedBounds<Row extends Bounds>(row: Row, change: BoundsChange): Row {
  const { limits, budgets, limited: _, budgeted: __, ...rest } = row
  const next = {
    limits: change.limits === undefined ? limits : change.limits,
    budgets: change.budgets === undefined ? budgets : change.budgets,
  }
  return { ...(rest as Row), ...boundsOf(next) }
}

export function boundsOf({
  limits,
  budgets,
}: { readonly [Field in keyof BoundsChange]: BoundsChange[Field] | undefined }): Bounds {
  return {
    ...(limits ? { limits, limited: true } : {}),
    ...(budgets && budgets.length > 0 ? { budgets, budgeted: true } : {}),
  }
}
