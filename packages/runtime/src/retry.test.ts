import { LucidError } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { RetryCount, RetryPolicy } from './retry.ts'

const clock = manualClock()
const policy = (random = 0.5) => new RetryPolicy(undefined, new RetryCount(clock), () => random)
const first = { number: 1, hasOther: false, leftMs: 600_000 }

describe('RetryPolicy', () => {
  it('goes to another target where there is one, and waits only where there is none', () => {
    const busy = new LucidError('overloaded', 'busy')
    expect(policy().judge(busy, { ...first, hasOther: true })).toEqual({ next: 'other' })
    expect(policy().judge(busy, first)).toEqual({ next: 'same', waitMs: 125 })
  })

  it('draws the wait from a bound that doubles', () => {
    const busy = new LucidError('overloaded', 'busy')
    expect(policy(1).judge(busy, { ...first, number: 2 })).toEqual({ next: 'same', waitMs: 500 })
    expect(policy(0).judge(busy, { ...first, number: 2 })).toEqual({ next: 'same', waitMs: 0 })
  })

  it('waits as long as the vendor asks, never less, and gives up where that is too long', () => {
    const later = (retryAfterMs: number) => new LucidError('rate_limit', 'later', { retryAfterMs })
    expect(policy().judge(later(2000), first)).toEqual({ next: 'same', waitMs: 2125 })
    expect(policy().judge(later(60_001), first)).toEqual({ next: 'give-up' })
    expect(policy().judge(later(2000), { ...first, leftMs: 2125 })).toEqual({ next: 'give-up' })
  })

  it.each([
    new LucidError('invalid_request', 'bad'),
    new LucidError('content_filter', 'no'),
    new LucidError('cancelled', 'gone'),
    new LucidError('quota', 'no credit'),
    new LucidError('upstream', 'after the bill', { billed: 'yes' }),
  ])('does not try $code again', error => {
    expect(policy().judge(error, first)).toEqual({ next: 'give-up' })
  })

  it('ends after the third try', () => {
    expect(policy().judge(new LucidError('upstream', 'x'), { ...first, number: 3, hasOther: true })).toEqual({
      next: 'give-up',
    })
  })

  it('keeps retries to a fifth of the calls of the last minute', async () => {
    const budget = policy()
    const down = new LucidError('upstream', 'down')
    const storm = () => {
      let retries = 0
      for (let i = 0; i < 1000; i++) {
        budget.admitted()
        if (budget.judge(down, first).next === 'same') retries++
      }
      return retries
    }
    expect(storm()).toBeLessThanOrEqual(200)
    await clock.advance(61_000)
    expect(storm()).toBeGreaterThanOrEqual(190)
  })
})
