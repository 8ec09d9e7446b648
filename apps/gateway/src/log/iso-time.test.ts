import { expect, it } from 'vitest'
import { isoTime } from './iso-time.ts'

it('writes a time as Date does, whatever second came before', () => {
  for (const now of [
    1_790_000_000_000, 1_790_000_000_007, 1_790_000_000_999, 1_790_000_001_000, 1_790_000_000_042,
  ]) {
    expect(isoTime(now)).toBe(new Date(now).toISOString())
  }
})
