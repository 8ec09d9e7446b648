import { ruleCommand } from './rules.ts'

export const run = ruleCommand('budgets', {
  heads: ['NAME', 'FROM', 'BY', 'OF', 'PER', 'LIMIT, USD', 'USED, USD', 'LEFT, USD', 'BEGINS ANEW'],
  fields: ['name', 'from', 'by', 'of', 'per', 'limit_usd', 'used_usd', 'left_usd', 'resets_at'],
})
