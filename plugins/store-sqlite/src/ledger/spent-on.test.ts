import { type AttemptRecord, spentOn as inCore } from '@lucid-gateway/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spentOn } from './spent-on.ts'

it('what an attempt cost is what core says', () => {
  const records = fc.record(
    {
      costNanoUsd: fc.bigInt({ min: 0n }).map(String),
      committedAt: fc.nat(),
      error: fc.record({ billed: fc.constantFrom('yes', 'no', 'unknown') }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(records, record => {
      const attempt = record as unknown as AttemptRecord
      expect(spentOn(attempt)).toBe(inCore(attempt))
    }),
  )
})
