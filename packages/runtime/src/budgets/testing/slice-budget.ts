import type { BudgetRule } from '../budget-rule.ts'

export const sliceBudget: BudgetRule = { name: 'b', by: 'key', nanoUsd: 100_000n, per: 'total' }
