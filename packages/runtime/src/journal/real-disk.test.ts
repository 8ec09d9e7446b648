import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, silentLog, systemClock } from '@lucid-gateway/core'
import { memoryLedger } from '@lucid-gateway/core/engine'
import { mountSmallDisk, noFailingCalls, noSmallDisk, runFailing } from '@lucid-gateway/simulators'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { acme, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import { nodeDisk } from './disk.ts'
import { Journal } from './journal.ts'
import { defaultLimits } from './limits.ts'
import { foundTexts } from './testing/found-texts.ts'

const isLong = process.env.LUCID_LONG === '1'
const inTime = { timeout: 20_000 }
const firstOf = (texts: readonly string[]) => [...new Set(texts)].filter(text => text !== 'carried')

describe.skipIf(noSmallDisk())('a journal on a disk that is really full', () => {
  it.each([false, true])(
    'says so, keeps what comes, and has all of it in order once there is room (sync: %s)',
    async sync => {
      const disk = mountSmallDisk(512 * 1024)
      onTestFinished(() => disk.unmount())
      const journal = new Journal({
        folder: disk.path,
        owner: '1-a',
        disk: nodeDisk,
        clock: systemClock,
        log: silentLog,
        limits: { ...defaultLimits, sync, maxSegmentBytes: 20_000, holdMs: 60_000 },
        carried: () => ['carried'],
        onProgress: () => {},
      })
      const texts = Array.from({ length: 100 }, (_, number) => `record ${number} ${'x'.repeat(900)}`)
      for (const text of texts.slice(0, 40)) expect(await journal.append(text)).toBe(true)
      disk.fill()
      // A page that was begun has room for a few more.
      const during = texts.slice(40, 80).map(text => journal.append(text))
      await vi.waitFor(() => expect(journal.refusal()).toMatchObject({ reason: 'journal_full' }), inTime)
      expect(firstOf(await foundTexts(disk.path))).toEqual(texts.slice(0, 40))
      disk.free()
      expect(await Promise.all(during)).toEqual(during.map(() => true))
      await vi.waitFor(() => expect(journal.refusal()).toBeUndefined(), inTime)
      for (const text of texts.slice(80)) expect(await journal.append(text)).toBe(true)
      expect(await journal.close()).toEqual([])
      expect(firstOf(await foundTexts(disk.path))).toEqual(texts)
    },
    60_000,
  )

  it('refuses calls before any provider is asked, ends those that are under way, and loses none', async () => {
    const disk = mountSmallDisk(256 * 1024)
    onTestFinished(() => disk.unmount())
    const gate = Promise.withResolvers<void>()
    const waits = async function* (attempt: Parameters<ReturnType<typeof says>>[0]) {
      await gate.promise
      yield* says('hi')(attempt)
    }
    const plugin = acme([...Array.from({ length: 50 }, () => waits), says('hi')])
    const ledger = memoryLedger()
    const journal = { folder: join(disk.path, 'journal'), holdMs: 500 }
    const runtime = await createRuntime({ plugins: [plugin], env: {}, ports: { ledger }, journal })
    const input = { capability: chat, target: 'acme/m', request: hi } as const
    const underway = Array.from({ length: 50 }, () => runtime.generate(input))
    await vi.waitFor(() => expect(plugin.tried).toHaveLength(50), inTime)
    disk.fill()
    const full = { code: 'unavailable', reason: 'journal_full', billed: 'no' }
    await vi.waitFor(() => expect(runtime.generate(input)).rejects.toMatchObject(full), inTime)
    const asked = plugin.tried.length
    await expect(runtime.generate(input)).rejects.toMatchObject(full)
    expect(plugin.tried).toHaveLength(asked)
    gate.resolve()
    await Promise.all(underway)
    disk.free()
    await vi.waitFor(() => runtime.generate(input), inTime)
    await runtime.close()
    const { rows } = await ledger.attempts({ limit: 1000 })
    const finished = rows.filter(({ record }) => record.status === 'finished')
    expect(finished).toHaveLength(plugin.tried.length)
    expect(rows.filter(({ record }) => record.error?.billed === 'unknown')).toEqual([])
  }, 60_000)
})

describe.skipIf(noFailingCalls())('a journal whose disk really fails', () => {
  const appender = new URL('testing/appender.ts', import.meta.url).pathname
  const count = 6
  const texts = Array.from({ length: count }, (_, number) => `record ${number}`)
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lucid-real-disk-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function runs(call: string, error: string, nth: number, times: number): Promise<number> {
    await rm(folder, { recursive: true, force: true })
    folder = await mkdtemp(join(tmpdir(), 'lucid-real-disk-'))
    const segments = Array.from({ length: 30 }, (_, at) => join(folder, `1-a-${at + 1}.journal`))
    const paths = call === 'fsync' ? [folder] : segments
    const args = ['--conditions=@lucid-gateway/source', appender, folder, String(count)]
    const { lines, code, failed } = await runFailing({ call, error, nth, times, paths }, args)
    expect([nth, code]).toEqual([nth, 0])
    const kept = lines.filter(line => line.startsWith('kept ')).map(line => `record ${line.slice(5)}`)
    const found = firstOf(await foundTexts(folder))
    expect([nth, kept]).toEqual([nth, texts])
    expect([nth, found]).toEqual([nth, texts])
    return failed
  }

  it.each([
    ['write', 'EIO', 1],
    ['write', 'ENOSPC', 2],
    ['fdatasync', 'EIO', 1],
    ['fdatasync', 'EIO', 3],
    ['fsync', 'EIO', 1],
  ])(
    'by the n-th %s with %s, %i in a row, whenever that is, loses nothing that it was said to keep',
    async (call, error, times) => {
      if (!isLong) {
        expect(await runs(call, error, 2, times)).toBeGreaterThan(0)
        return
      }
      let nth = 1
      while ((await runs(call, error, nth, times)) > 0) nth++
      expect(nth).toBeGreaterThan(2)
    },
    600_000,
  )
})
