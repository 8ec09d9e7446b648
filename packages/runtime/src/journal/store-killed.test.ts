import { type LedgerRow, silentLog } from '@lucid-gateway/core'
import { manualClock, memoryLedger, memoryStore } from '@lucid-gateway/core/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeHandlers } from '../testing/run-child.ts'
import { intentTable } from './store-intents.ts'
import { ownerTable } from './store-seat.ts'
import { storeSweeper } from './store-sweeper.ts'
import { everyKind, type KilledWorld, killedWorld } from './testing/run-killed.ts'

const times = process.env.LUCID_LONG === '1' ? 50 : 1

let world: KilledWorld
beforeAll(async () => {
  world = await killedWorld()
})
afterAll(() => world.close())

/** Where, at which time of coming there first, and at how many later ones. */
const points: readonly (readonly [point: string, first: number, spread: number])[] = [
  ['before-seat', 1, 1],
  ['after-seat', 1, 1],
  ['before-intent', 9, 15],
  ['sent-intent', 9, 15],
  ['after-intent', 9, 15],
  ['mid-stream', 31, 50],
  ['after-usage', 5, 12],
  ['unary-answered', 2, 7],
  ['job-started', 1, 5],
  ['job-asked', 1, 10],
  ['before-settle', 2, 6],
  ['sent-settle', 2, 6],
  ['after-settle', 2, 6],
  ['before-close', 1, 3],
  ['sent-close', 1, 3],
  ['after-close', 1, 3],
  ['before-end', 1, 1],
  ['before-drop', 1, 30],
  ['after-drop', 1, 30],
]

describe('a process with its intents in the Store that is killed', () => {
  it.concurrent.each(points)(
    '%s loses no attempt and doubles none',
    async (point, first, spread) => {
      for (let time = 0; time < times; time++) await killedAt(point, first + (time % spread))
    },
    120_000 * times,
  )

  it('had streams, unary calls and jobs under way, and some that had ended', () => {
    expect([...world.seen].toSorted()).toEqual(everyKind)
  })
})

async function killedAt(point: string, nth: number): Promise<void> {
  const [store, ledger, clock] = [memoryStore(), memoryLedger(), manualClock(Date.now())]
  const handlers = { ...storeHandlers(store), add: (rows: readonly LedgerRow[]) => ledger.add(rows) }
  await world.run(
    { point, nth },
    async () => {
      const sweeping = storeSweeper({ owner: '1-beef', store, ledger, clock, log: silentLog })
      await sweeping.now()
      await sweeping.now()
      await sweeping.stop()
      expect(await store.list(intentTable)).toEqual([])
      expect(await store.list(ownerTable)).toEqual([])
      const all = await Promise.all([ledger.attempts({ limit: 1000 }), ledger.calls({ limit: 1000 })])
      return all.flatMap(({ rows }): readonly LedgerRow[] => rows) as never
    },
    handlers,
  )
}
