import { appendFile, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LucidError } from '@lucid-gateway/core'
import { mountSmallDisk, noFailingCalls, noSmallDisk, runFailing } from '@lucid-gateway/simulators'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openSqlite } from './open-sqlite.ts'
import { attemptOf } from './testing/attempt-of.ts'
import { readSqlite } from './upkeep/read-sqlite.ts'

const isLong = process.env.LUCID_LONG === '1'
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-real-disk-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The database is whole, its sums are those of its rows; tells what is in it. */
async function whatIsIn(file: string): Promise<ReadonlySet<string>> {
  const sqlite = openSqlite({ file })
  await sqlite.open()
  const rows = await sqlite.store.list('t')
  const attempts = (await sqlite.ledger.attempts({ limit: 10_000 })).rows
  const [sum] = await sqlite.ledger.usage({ by: [] })
  await sqlite.close()
  const db = new DatabaseSync(file, { readOnly: true })
  expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  db.close()
  const costs = attempts.map(({ record }) => BigInt(record.costNanoUsd ?? 0))
  expect(BigInt(sum?.costNanoUsd ?? 0)).toBe(costs.reduce((all, cost) => all + cost, 0n))
  const reader = readSqlite(file)
  expect([...reader.sumFaults()]).toEqual([])
  reader.close()
  return new Set([
    ...rows.map(({ id }) => id),
    ...attempts.map(({ record }) => `attempt ${record.id.slice(5, -2)}`),
  ])
}

describe.skipIf(noSmallDisk())('a database on a disk that is really full', () => {
  it('says so, is whole, has all that it was said to keep, and takes rows again once there is room', async () => {
    const disk = mountSmallDisk(4 * 1024 * 1024)
    onTestFinished(() => disk.unmount())
    const file = join(disk.path, 'lucid.db')
    const sqlite = openSqlite({ file })
    const kept: string[] = []
    const reasons = new Set<string | undefined>()
    const asked = async (what: string, written: Promise<unknown>): Promise<void> => {
      try {
        await written
        kept.push(what)
      } catch (thrown) {
        reasons.add((thrown as LucidError).reason)
      }
    }
    const write = (number: number) => [
      asked(`row ${number}`, sqlite.store.insert('t', `row ${number}`, { number, text: 'x'.repeat(3000) })),
      asked(`attempt ${number}`, sqlite.ledger.add([attemptOf(number, BigInt(number))])),
    ]
    const some = (from: number) => Promise.all(Array.from({ length: 20 }, (_, at) => write(from + at)).flat())
    await some(0)
    expect(kept).toHaveLength(40)
    disk.fill()
    for (let from = 100; from < 400; from += 20) await some(from)
    expect([...reasons]).toEqual(['store_full'])
    disk.free()
    const before = kept.length
    await some(1000)
    expect(kept.length - before).toBe(40)
    await sqlite.close()
    expect([...(await whatIsIn(file))]).toEqual(expect.arrayContaining(kept))
  }, 60_000)
})

it('a last page that is torn costs nothing that was said to be kept', async () => {
  const file = join(folder, 'lucid.db')
  const sqlite = openSqlite({ file })
  for (let number = 0; number < 20; number++) {
    await sqlite.store.insert('t', `row ${number}`, { number })
    await sqlite.ledger.add([attemptOf(number, 1n)])
  }
  // As a process leaves it that is killed while the next page is being written.
  const left = join(folder, 'left.db')
  for (const end of ['', '-wal']) {
    const from = await open(`${file}${end}`)
    await appendFile(`${left}${end}`, await from.readFile())
    await from.close()
  }
  const wal = await open(`${left}-wal`, 'r+')
  const { size } = await wal.stat()
  const frame = Buffer.alloc(24 + 4096)
  await wal.read(frame, 0, frame.length, size - frame.length)
  await wal.write(frame.subarray(0, 1500), 0, 1500, size)
  await wal.close()
  await sqlite.close()
  expect((await whatIsIn(left)).size).toBe(40)
}, 30_000)

describe.skipIf(noFailingCalls())('a database whose disk really fails', () => {
  const writer = new URL('testing/writer.ts', import.meta.url).pathname
  const rounds = 5

  /** Tells how many calls failed. */
  async function runs(call: string, error: string, nth: number, times: number): Promise<number> {
    await rm(folder, { recursive: true, force: true })
    folder = await mkdtemp(join(tmpdir(), 'lucid-real-disk-'))
    const file = join(folder, 'lucid.db')
    const args = ['--conditions=@lucid-gateway/source', writer, file, String(rounds)]
    const paths = [file, `${file}-wal`]
    const { lines, code, failed } = await runFailing({ call, error, nth, times, paths }, args)
    expect([nth, code]).toEqual([nth, 0])
    const kept = [...new Set(lines.filter(line => line.startsWith('kept ')).map(line => line.slice(5)))]
    const found = await whatIsIn(file)
    expect([nth, kept.filter(one => !found.has(one))]).toEqual([nth, []])
    // What failed once is no reason to fail from then on.
    const wasOpened = kept.length > 0
    if (wasOpened) expect([nth, kept.length]).toEqual([nth, rounds * 8])
    return failed
  }

  it.each([
    ['pwrite64', 'EIO', 1, 20],
    ['pwrite64', 'ENOSPC', 2, 20],
    ['fsync', 'EIO', 1, 7],
    ['fsync', 'EIO', 3, 7],
  ])(
    'by the n-th %s with %s, %i in a row, whenever that is, is whole and has all that it was said to keep',
    async (call, error, times, short) => {
      if (!isLong) {
        expect(await runs(call, error, short, times)).toBeGreaterThan(0)
        return
      }
      let nth = 1
      while ((await runs(call, error, nth, times)) > 0) nth++
      expect(nth).toBeGreaterThan(short)
    },
    1_200_000,
  )
})
