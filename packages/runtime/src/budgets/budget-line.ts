import { matchesName } from '../name-pattern.ts'
import { type Caller, type Named, whose } from '../rates/whose.ts'
import type { BudgetRule } from './budget-rule.ts'
import { type BudgetWindow, windowAt } from './budget-window.ts'

/** One budget that a try is paid from. */
export interface BudgetLine {
  readonly rule: BudgetRule
  /** Whose it is. */
  readonly of: string
  readonly window: BudgetWindow
  /** Its row. */
  readonly id: string
}

/** The budgets that a try which began at that time is paid from; always in the same order. */
export function linesFor(rules: readonly BudgetRule[], caller: Caller, at: number): readonly BudgetLine[] {
  const lines: BudgetLine[] = []
  for (const rule of rules) {
    const named = ownerOf(rule, caller)
    if (!named || (rule.only && !matchesName(rule.only, named.name))) continue
    const window = windowAt(rule.per, at)
    lines.push({ rule, of: named.name, window, id: rowId(rule, named, window.id) })
  }
  return lines
}

export function rowId({ name }: Pick<BudgetRule, 'name'>, { id }: Pick<Named, 'id'>, window: string): string {
  return `${name}:${id}:${window}`
}

export function ownerOf({ by, tag = '' }: Pick<BudgetRule, 'by' | 'tag'>, caller: Caller): Named | undefined {
  if (by !== 'tag') return whose(by, caller)
  const value = caller.tags?.[tag]
  return value === undefined
    ? undefined
    : { name: value, id: `${caller.principal?.organisation ?? 'default'}/${value}` }
}
