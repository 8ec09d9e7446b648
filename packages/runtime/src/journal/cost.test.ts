import { expect, it } from 'vitest'
import { costOfCall } from './testing/bench.ts'

// On a quiet machine it is an eighth of that: the bound is for machines that have other things to do.
it('writing a call down costs the main thread little', async () => {
  expect(await costOfCall(3000, 64)).toBeLessThan(120)
})
