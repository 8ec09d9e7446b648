import { expect, it } from 'vitest'
import { manualClock } from '../manual-clock.ts'
import type { RateMark, TakeResult } from '../../ports/state.ts'
import { memoryState } from './memory-state.ts'

const day = 86_400_000
const world = () => {
  const clock = manualClock()
  const state = memoryState(clock)
  const take = (amount: number, cost = 1, perMs = day) =>
    state.take([{ key: 'k', limit: { amount, perMs }, cost }]) as TakeResult
  return { clock, state, take }
}

it('a limit that is raised has room at once: what was taken is what it was', () => {
  const { take } = world()
  take(1)
  expect(take(1)).toMatchObject({ ok: false, retryAfterMs: day })
  expect(take(1000)).toMatchObject({ ok: true, remaining: 998 })
})

it('a limit that is lowered is used up at once, and has room again in good time', async () => {
  const { clock, take } = world()
  take(1000, 500)
  const waitMs = (498 * day) / 1000 + day / 2
  expect(take(2)).toMatchObject({ ok: false, remaining: 0, retryAfterMs: waitMs })
  await clock.advance(0.4 * day)
  expect(take(2)).toMatchObject({ ok: false, remaining: 0 })
  await clock.advance(waitMs - 0.4 * day)
  expect(take(2)).toMatchObject({ ok: true })
})

it('a limit that changes to and fro gives nothing away', () => {
  const { take } = world()
  let taken = 0
  for (let turn = 0; turn < 100; turn++) if (take(turn % 2 === 0 ? 10 : 20).ok) taken++
  expect(taken).toBeLessThanOrEqual(20)
})

it('what is given back under a limit of before is as much under the present one', () => {
  const { state, take } = world()
  take(10, 10)
  take(20, 5)
  void state.adjust({ key: 'k', limit: { amount: 10, perMs: day }, cost: -10 })
  expect(take(20, 0)).toMatchObject({ ok: true, remaining: 15 })
})

it('tells which limits something is taken from, and no more of them than are asked for', async () => {
  const { clock, state } = world()
  const limit = { amount: 1, perMs: 1000 }
  for (const key of ['limit:a:1', 'limit:a:2', 'limit:b:1']) void state.take([{ key, limit }])
  expect(state.takenFrom?.('limit:a:', 10)).toEqual(['limit:a:1', 'limit:a:2'])
  expect(state.takenFrom?.('limit:', 1)).toHaveLength(1)
  await clock.advance(1000)
  expect(state.takenFrom?.('limit:', 10)).toEqual([])
})

it('of what is given back so much as has come back by itself is not given twice', async () => {
  const clock = manualClock()
  const state = memoryState(clock)
  const limit = { amount: 10, perMs: 10_000 }
  const take = (cost: number) => {
    const result = state.take([{ key: 'k', limit, cost }]) as Extract<TakeResult, { readonly ok: true }>
    return result.marks?.[0] as RateMark
  }
  const giveBack = (cost: number, mark: RateMark) => state.adjust({ key: 'k', limit, cost: -cost, mark })
  const left = () => (state.take([{ key: 'k', limit, cost: 0 }]) as TakeResult).remaining
  const [a, b] = [take(5), take(5)]
  await clock.advance(1000)
  void giveBack(5, a)
  expect(left()).toBe(5)
  take(5)
  await clock.advance(3000)
  // Two are left of b, and five of what was taken since.
  void giveBack(5, b)
  expect(left()).toBe(5)
  await clock.advance(60_000)
  void giveBack(5, b)
  expect(left()).toBe(10)
})

it('what fails at once is given back whole, also where others have been given back since', () => {
  const state = memoryState(manualClock())
  const limit = { amount: 10, perMs: 10_000 }
  const taken = Array.from({ length: 10 }, () => state.take([{ key: 'k', limit }]))
  for (const result of taken)
    if ('marks' in result && result.marks?.[0])
      void state.adjust({ key: 'k', limit, cost: -1, mark: result.marks[0] })
  expect(state.take([{ key: 'k', limit, cost: 0 }])).toMatchObject({ remaining: 10 })
})
