import { ruleCommand } from './rules.ts'

export const run = ruleCommand('limits', {
  heads: ['NAME', 'FROM', 'BY', 'OF', 'MEASURE', 'AMOUNT', 'PER, S', 'USED', 'LEFT', 'CLEAR IN, S'],
  fields: [
    ...['name', 'from', 'by', 'of', 'measure', 'amount'],
    ...['per_seconds', 'used', 'left', 'clear_in_seconds'],
  ],
})
