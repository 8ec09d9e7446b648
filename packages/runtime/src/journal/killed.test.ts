import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ledger, silentLog, systemClock } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newOwner } from './owner.ts'
import { sweep } from './sweeper.ts'
import { fileLedger, rowsIn } from './testing/file-ledger.ts'
import { everyKind, type KilledWorld, killedWorld } from './testing/run-killed.ts'

const times = process.env.LUCID_LONG === '1' ? 50 : 1

let world: KilledWorld
beforeAll(async () => {
  world = await killedWorld()
})
afterAll(() => world.close())

/** Where, at which time of coming there first, and at how many later ones. */
const points: readonly (readonly [point: string, first: number, spread: number])[] = [
  ['before-intent', 9, 12],
  ['after-intent', 9, 12],
  ['upstream-written', 7, 12],
  ['mid-stream', 31, 50],
  ['after-usage', 5, 12],
  ['unary-written', 2, 7],
  ['unary-answered', 2, 7],
  ['job-started', 1, 5],
  ['job-asked', 1, 10],
  ['before-settle', 3, 6],
  ['after-settle', 3, 6],
  ['before-close', 2, 6],
  ['after-close', 2, 6],
  ['before-projection', 1, 2],
  ['mid-projection', 1, 2],
  ['after-projection', 1, 2],
  ['rotation', 1, 2],
  ['new-segment', 1, 2],
  ['sync', 1, 2],
  ['before-end', 1, 1],
  ['mid-end', 1, 1],
]

describe('a process that is killed', () => {
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
  const folder = await mkdtemp(join(tmpdir(), 'lucid-killed-'))
  const ledgerPath = join(folder, 'ledger.jsonl')
  const journal = join(folder, 'journal')
  try {
    await world.run({ folder: journal, ledgerPath, point, nth }, async () => {
      await sweep({
        folder: journal,
        owner: newOwner(),
        ledger: fileLedger(ledgerPath) as Ledger,
        clock: systemClock,
        log: silentLog,
      })
      expect(await readdir(journal)).toEqual([])
      return rowsIn(ledgerPath)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
