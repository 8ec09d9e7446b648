import { knownUsage, noUsage, type Reading } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { sumUsage } from './sum-usage.ts'

const [known, estimated, unknown, bounded]: readonly Reading[] = [
  { certainty: 'known', quantity: 2 },
  { certainty: 'estimated', quantity: 3 },
  { certainty: 'unknown' },
  { certainty: 'unknown', atMost: 5 },
]

it('adds meter by meter, and leaves the vendor’s own words out', () => {
  expect(sumUsage([knownUsage({ image: 1 }, 'raw'), knownUsage({ image: 2, compute_second: 0.5 })])).toEqual({
    meters: {
      image: { certainty: 'known', quantity: 3 },
      compute_second: { certainty: 'known', quantity: 0.5 },
    },
  })
})

it.each([
  [known, known, { certainty: 'known', quantity: 4 }],
  [known, estimated, { certainty: 'estimated', quantity: 5 }],
  [estimated, known, { certainty: 'estimated', quantity: 5 }],
  [known, unknown, { certainty: 'unknown' }],
  [bounded, known, { certainty: 'unknown', atMost: 7 }],
  [bounded, bounded, { certainty: 'unknown', atMost: 10 }],
  [bounded, unknown, { certainty: 'unknown' }],
] as const)('%j and %j are %j', (a, b, sum) => {
  expect(sumUsage([{ meters: { image: a as Reading } }, { meters: { image: b as Reading } }])).toEqual({
    meters: { image: sum },
  })
})

it('of nothing that was told nothing is told', () => {
  expect(sumUsage([undefined])).toBeUndefined()
  expect(sumUsage([noUsage, undefined])).toEqual({ meters: {} })
})
