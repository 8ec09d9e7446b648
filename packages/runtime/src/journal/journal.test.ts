import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@lucid-gateway/core'
import { type ManualClock, manualClock } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeDisk } from './disk.ts'
import { Journal } from './journal.ts'
import { defaultLimits, type JournalLimits } from './limits.ts'
import { faultyDisk } from './testing/faulty-disk.ts'
import { foundTexts } from './testing/found-texts.ts'

let folder: string
let clock: ManualClock
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-journal-'))
  clock = manualClock()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function open(disk = faultyDisk(), limits: Partial<JournalLimits> = {}): Journal {
  return new Journal({
    folder,
    owner: '1-a',
    disk,
    clock,
    log: silentLog,
    limits: { ...defaultLimits, ...limits },
    carried: () => ['carried'],
    onProgress: () => {},
  })
}

const found = () => foundTexts(folder)
const firstOf = (texts: readonly string[]) => [...new Set(texts)].filter(text => text !== 'carried')
const texts = Array.from({ length: 10 }, (_, at) => `record ${at}`)

/** Real work of the disk, which no clock moves. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate)
}

describe('the journal', () => {
  it('writes what is appended in one tick at once, and has it when it says so', async () => {
    const disk = faultyDisk()
    const journal = open(disk)
    await Promise.all(texts.map(text => journal.append(text)))
    expect(disk.asked).toBe(3)
    expect(await found()).toEqual(['carried', ...texts])
    await journal.close()
  })

  it('goes on in a new segment, which needs none of the old ones once it is on the disk', async () => {
    const journal = open(faultyDisk(), { maxSegmentBytes: 50 })
    for (const text of texts) await journal.append(text)
    const numbers = journal.segments().map(({ number }) => number)
    expect(numbers.length).toBeGreaterThan(3)
    expect(numbers.filter(number => journal.isSpare(number))).toEqual([])
    await clock.advance(50)
    await until(() => journal.isSpare(1))
    expect(numbers.filter(number => journal.isSpare(number))).toEqual(numbers.slice(0, -1))
    expect(firstOf(await found())).toEqual(texts)
    await journal.close()
  })

  it.each([
    ['fails once', 'EIO', 1, false],
    ['is full for a while', 'ENOSPC', 4, false],
    ['fails once, where all is synced', 'EIO', 1, true],
  ])(
    'on a disk that %s, whenever that is, loses nothing and keeps the order',
    async (_how, code, times, sync) => {
      for (let nth = 1; nth < 20; nth++) {
        await rm(folder, { recursive: true, force: true })
        folder = await mkdtemp(join(tmpdir(), 'lucid-journal-'))
        const disk = faultyDisk(nth, code, times)
        const journal = open(disk, { maxSegmentBytes: 70, sync })
        for (const text of texts) {
          const seen: boolean[] = []
          void journal.append(text).then(so => seen.push(so))
          for (let turn = 0; seen.length === 0 && turn < 400; turn++) {
            await new Promise(setImmediate)
            await until(() => disk.underway === 0)
            if (turn > 3) await clock.advance(50)
          }
          expect([nth, text, ...seen]).toEqual([nth, text, true])
          expect(await found()).toContain(text)
        }
        await journal.close()
        expect(firstOf(await found())).toEqual(texts)
      }
    },
    30_000,
  )

  describe.each(['EIO', 'ENOSPC'])('on a disk that fails with %s', code => {
    it('takes no new call, says why, keeps what comes, holds nobody for long, and goes on when it can', async () => {
      const disk = faultyDisk()
      const journal = open(disk)
      await journal.append('before')
      disk.fault = code
      const reason = code === 'EIO' ? 'journal_failed' : 'journal_full'
      const during = journal.append('during')
      await new Promise(setImmediate)
      expect(journal.refusal()).toMatchObject({
        code: 'unavailable',
        reason,
        retryAfterMs: 5000,
        billed: 'no',
      })
      const later = journal.append('later')
      await clock.advance(5000)
      expect(await Promise.all([during, later])).toEqual([false, false])
      disk.fault = undefined
      await clock.advance(5000)
      await until(() => journal.refusal() === undefined)
      expect(firstOf(await found())).toEqual(['before', 'during', 'later'])
      await journal.close()
    })
  })

  it('writes again what a disk may have forgotten that failed to keep it', async () => {
    const disk = faultyDisk()
    const journal = open(disk)
    await journal.append('in doubt')
    disk.fault = 'EIO'
    await clock.advance(50)
    await until(() => journal.refusal() !== undefined)
    disk.fault = undefined
    await clock.advance(250)
    await until(() => journal.refusal() === undefined)
    expect((await found()).filter(text => text === 'in doubt')).toHaveLength(2)
    await journal.close()
  })

  it('takes no new call while too much waits for the ledger', async () => {
    const journal = open(faultyDisk(), { maxSpoolBytes: 100 })
    for (const text of texts.slice(0, 8)) await journal.append(text)
    expect(journal.refusal()).toMatchObject({ reason: 'journal_full' })
    journal.forget(1)
    expect(journal.refusal()).toBeUndefined()
    await journal.close()
  })

  it('gives back at its end what the disk did not take', async () => {
    const disk = faultyDisk()
    const journal = open(disk)
    disk.fault = 'ENOSPC'
    void journal.append('too late')
    await new Promise(setImmediate)
    expect(await journal.close()).toEqual(['too late'])
  })

  it('keeps at its end what was written before, also where the disk takes no more', async () => {
    let isFull = false
    const synced: number[] = []
    const journal = open({
      ...nodeDisk,
      underway: 0,
      asked: 0,
      fault: undefined,
      write(file: number, bytes: Uint8Array) {
        if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
        return nodeDisk.write(file, bytes)
      },
      async sync(file: number) {
        synced.push(file)
        await nodeDisk.sync(file)
      },
    } as unknown as ReturnType<typeof faultyDisk>)
    await journal.append('before')
    isFull = true
    void journal.append('too late')
    expect(await journal.close()).toEqual(['too late'])
    expect(synced).toHaveLength(1)
  })
})
