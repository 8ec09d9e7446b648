import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Price } from '../usage/price.ts'
import { knownUsage } from '../usage/usage.ts'
import { costOf } from './cost.ts'

const prices: readonly Price[] = [
  { meter: 'input', nanoUsd: 250_000_000n, per: 1_000_000 },
  { meter: 'output', nanoUsd: 2_000_000_000n, per: 1_000_000 },
  { meter: 'second', nanoUsd: 6_000_000n, per: 60 },
]

describe('costOf', () => {
  it('is the sum of what each meter costs', () => {
    expect(costOf(knownUsage({ input: 1000, output: 500 }), prices)).toBe(250_000n + 1_000_000n)
  })

  it('is rounded up once per meter, also for fractions', () => {
    expect(costOf(knownUsage({ second: 1.5 }), prices)).toBe(150_000n)
    expect(costOf(knownUsage({ input: 1 }), [{ meter: 'input', nanoUsd: 1n, per: 3 }])).toBe(1n)
  })

  it('is unknown, never 0, where a price or a reading is not known', () => {
    expect(costOf(knownUsage({ input: 1, reasoning: 1 }), prices)).toBeUndefined()
    expect(costOf({ meters: { input: { certainty: 'unknown' } } }, prices)).toBeUndefined()
    expect(costOf(knownUsage({}), prices)).toBeUndefined()
    expect(costOf(knownUsage({ input: 1 }), undefined)).toBeUndefined()
  })

  it('is unknown where what was used is no number, or comes to more than anybody can be asked for', () => {
    for (const input of [NaN, Infinity, -5, 1e300])
      expect(costOf(knownUsage({ input }), prices)).toBeUndefined()
  })

  it('does not need a price for what was not used', () => {
    expect(costOf(knownUsage({ input: 4, reasoning: 0 }), prices)).toBe(1000n)
  })

  it('equals exact arithmetic for any tokens and prices', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.bigInt(1n, 10n ** 11n),
        fc.integer({ min: 1, max: 10_000_000 }),
        (quantity, nanoUsd, per) => {
          const exact = (BigInt(quantity) * nanoUsd + BigInt(per) - 1n) / BigInt(per)
          expect(costOf(knownUsage({ input: quantity }), [{ meter: 'input', nanoUsd, per }])).toBe(exact)
        },
      ),
      { seed: 7 },
    )
  })
})
