import { silentLog } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { forgetOldRows } from './forgetting.ts'

const hour = 60 * 60_000

it('old rows go every hour, some at a time, and only where that is asked for', async () => {
  const clock = manualClock()
  const asked: [number, number][] = []
  let old = 1200
  const ledger = {
    forget: async (before: number, most: number) => {
      asked.push([clock.now() - before, most])
      const gone = Math.min(old, most)
      old -= gone
      return gone
    },
  }
  let days: number | undefined
  const forgotten: number[] = []
  const repriced = { forget: async (before: number) => void forgotten.push(clock.now() - before) }
  const stop = forgetOldRows({ ledger, repriced, clock, log: silentLog, keepDays: () => days })
  await clock.advance(hour)
  expect(asked).toEqual([])
  days = 30
  await clock.advance(hour)
  expect(asked).toEqual(Array.from({ length: 3 }, () => [30 * 24 * hour, 500]))
  expect([old, forgotten]).toEqual([0, [30 * 24 * hour]])
  await clock.advance(hour)
  expect(asked).toHaveLength(4)
  stop()
  await clock.advance(hour)
  expect(asked).toHaveLength(4)
})

it('a ledger that fails is asked again an hour later', async () => {
  const clock = manualClock()
  let asked = 0
  const ledger = {
    forget: () => {
      asked++
      return Promise.reject(new Error('no'))
    },
  }
  const stop = forgetOldRows({
    ledger,
    repriced: { forget: async () => {} },
    clock,
    log: silentLog,
    keepDays: () => 1,
  })
  await clock.advance(hour)
  await clock.advance(hour)
  expect(asked).toBe(2)
  stop()
})
