import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gcra } from './gcra.ts'

const runs = process.env.LUCID_LONG ? 100_000 : 2_000

describe('gcra', () => {
  it('admits a burst at once and then one per interval', () => {
    const limit = { amount: 10, perMs: 1000, burst: 2 }
    let emptyAt: number | undefined
    const ask = (now: number) => {
      const result = gcra(emptyAt, now, limit, 1)
      emptyAt = result.emptyAt
      return result
    }
    expect([ask(0).ok, ask(0).ok, ask(0).ok]).toEqual([true, true, false])
    expect(ask(0).retryAfterMs).toBe(100)
    expect(ask(99).ok).toBe(false)
    expect(ask(100).ok).toBe(true)
  })

  it('says that more than the burst can never be had', () => {
    expect(gcra(undefined, 0, { amount: 5, perMs: 1000 }, 6)).toMatchObject({
      ok: false,
      retryAfterMs: Infinity,
    })
  })

  it('never admits more than amount + burst in any window, and is true to its word on when to come back', () => {
    fc.assert(
      fc.property(
        fc.record({ amount: fc.integer({ min: 1, max: 50 }), perMs: fc.integer({ min: 10, max: 5000 }) }),
        fc.array(
          fc.record({ wait: fc.integer({ min: 0, max: 400 }), cost: fc.integer({ min: 1, max: 3 }) }),
          {
            maxLength: 80,
          },
        ),
        (limit, asks) => {
          let now = 0
          let emptyAt: number | undefined
          const admitted: { at: number; cost: number }[] = []
          for (const { wait, cost } of asks) {
            now += wait
            const result = gcra(emptyAt, now, limit, cost)
            if (result.ok) {
              emptyAt = result.emptyAt
              admitted.push({ at: now, cost })
            } else if (Number.isFinite(result.retryAfterMs)) {
              expect(gcra(emptyAt, now + result.retryAfterMs, limit, cost).ok).toBe(true)
            }
          }
          for (const { at } of admitted) {
            const inWindow = admitted.filter(other => other.at >= at && other.at < at + limit.perMs)
            const sum = inWindow.reduce((total, { cost }) => total + cost, 0)
            expect(sum).toBeLessThanOrEqual(2 * limit.amount)
          }
        },
      ),
      { seed: 20_261_121, numRuns: runs },
    )
  })
})
