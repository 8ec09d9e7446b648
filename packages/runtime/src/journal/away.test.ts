import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { chat, type Ledger, ledgerRows, type Lifecycle, LucidError } from '@lucid-gateway/core'
import { manualClock, memoryLedger } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acme, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const MiB = 1024 * 1024

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-away-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function sizeOf(path: string): Promise<number> {
  let sum = 0
  for (const name of await readdir(path)) sum += (await stat(join(path, name))).size
  return sum
}

const all = process.env.LUCID_LONG === '1' ? 200_000 : 12_000
const atOnce = 50
const minutes = 10

it('a ledger that is away for 10 minutes at full load gets all of it, in order, and memory stays flat', async () => {
  const clock = manualClock()
  const order = { settled: new Int32Array(all), added: new Int32Array(all), settles: 0, adds: 0, calls: 0 }
  const has = new Uint8Array(all)
  const numberOf = (id: string) => Number(id.slice('call_'.length).split('.')[0])
  let isAway = true
  const ledger: Ledger = {
    ...memoryLedger(),
    async add(rows) {
      if (isAway) throw new LucidError('unavailable', 'away')
      for (const row of ledgerRows(rows)) {
        if (row.kind === 'repricing') continue
        if (row.kind !== 'attempt') {
          order.calls++
          continue
        }
        // Of calls that last a new segment says some things again.
        const number = numberOf(row.record.id)
        if (has[number] === 0) order.added[order.adds++] = number
        has[number] = 1
      }
    },
  }
  const watch: Lifecycle = {
    kind: 'lifecycle',
    name: 'watch',
    settled: ({ id }) => void (order.settled[order.settles++] = numberOf(id)),
  }
  const plugin = acme([says('hi')])
  const runtime = await createRuntime({
    plugins: [plugin],
    env: {},
    hooks: [watch],
    recentCalls: 0,
    ports: { ledger, clock },
    journal: { folder, maxSegmentBytes: MiB },
  })
  const heap = (): number => {
    plugin.tried.splice(0)
    collect()
    return process.memoryUsage().heapUsed
  }
  const input = { capability: chat, target: 'acme/m', request: hi } as const
  let before = 0
  for (let from = 0; from < all; from += atOnce) {
    if (from === all / 4) before = heap()
    const calls = Array.from({ length: atOnce }, (_, at) =>
      runtime.generate({ ...input, id: `call_${from + at}` }),
    )
    await Promise.all(calls)
    if (from % 1000 === 0) plugin.tried.splice(0)
    await clock.advance((minutes * 60_000 * atOnce) / all)
  }
  const grown = heap() - before
  const spooled = await sizeOf(folder)
  expect(spooled).toBeGreaterThan(all * 1000)
  expect(
    grown,
    `${(grown / MiB).toFixed(1)} MiB more, of ${(spooled / MiB).toFixed(1)} on the disk`,
  ).toBeLessThan(Math.min(8 * MiB, spooled / 4))

  isAway = false
  await runtime.close()
  expect([order.adds, order.calls]).toEqual([all, all])
  expect(order.added).toEqual(order.settled)
  expect(await readdir(folder)).toEqual([])
}, 600_000)
