import { expect, it } from 'vitest'
import { stalePrices } from './stale.ts'

const now = Date.UTC(2026, 10, 29, 12)
const model = (id: string, ...days: readonly (string | undefined)[]) => ({
  id,
  capabilities: ['chat'],
  prices: days.map((asOf, at) => ({ meter: `m${at}`, nanoUsd: 1n, per: 1, ...(asOf ? { asOf } : {}) })),
})

it('prices are old when the oldest of them was looked up longer ago than allowed', () => {
  const models = [
    model('new', '2026-11-28'),
    model('edge', '2026-10-30'),
    model('old', '2026-11-28', '2026-10-29'),
    model('older', '2026-01-01'),
    model('undated', undefined),
    { id: 'none', capabilities: ['chat'] },
  ]
  expect(stalePrices(models, 30, now)).toEqual([
    { id: 'older', asOf: '2026-01-01' },
    { id: 'old', asOf: '2026-10-29' },
  ])
})

it('what costs nothing does not grow old', () => {
  const free = {
    id: 'f',
    capabilities: [],
    prices: [{ meter: 'm', nanoUsd: 0n, per: 1, asOf: '2020-01-01' }],
  }
  expect(stalePrices([free], 30, now)).toEqual([])
})
