import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CallRecord, type Ledger, LucidError, silentLog } from '@lucid-gateway/core'
import { type ManualClock, manualClock, memoryLedger } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { factsOf } from './call-facts.ts'
import { frameOf, segmentHead } from './frames.ts'
import type { JournalRecord } from './record.ts'
import { sweep } from './sweeper.ts'

let folder: string
let clock: ManualClock
let ledger: Ledger
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-sweep-'))
  clock = manualClock(Date.now())
  ledger = memoryLedger()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const call: CallRecord = {
  id: 'call_1',
  capability: 'chat',
  asked: 'acme/m',
  channel: 'stable',
  mode: 'unary',
  principal: { organisation: 'o' },
  generation: 1,
  admittedAt: 1,
  deadline: 2,
}

function attempt(number: number) {
  const head = {
    account: 'acme',
    provider: 'acme',
    model: 'm',
    capability: 'chat',
    payer: 'operator',
  } as const
  return { id: `call_1.${number}`, callId: 'call_1', number, startedAt: 1, ...head }
}

const intent = (number: number): JournalRecord => ({
  kind: 'intent',
  call,
  attempt: attempt(number),
  worst: { meters: { input: { certainty: 'unknown', atMost: 9 } } },
  atMostNanoUsd: '90',
})

const settled = (number: number): JournalRecord => ({
  kind: 'attempt',
  call: factsOf(call),
  record: {
    ...attempt(number),
    settledAt: 2,
    status: 'finished',
    usage: { meters: { input: { certainty: 'known', quantity: 3 } } },
    costNanoUsd: '30',
  },
})

async function leave(
  records: readonly JournalRecord[],
  owner = '1-dead0',
  tail = Buffer.alloc(0),
): Promise<void> {
  const bytes = Buffer.concat([segmentHead, frameOf(records.map(each => JSON.stringify(each))), tail])
  await writeFile(join(folder, `${owner}-1.journal`), bytes)
}

async function sign(owner: string, facts: object): Promise<void> {
  await writeFile(join(folder, `${owner}.owner`), JSON.stringify(facts))
}

const sweepNow = (owner = '2-beef') => sweep({ folder, owner, ledger, clock, log: silentLog })
const all = async () => ({
  calls: (await ledger.calls()).rows,
  attempts: (await ledger.attempts()).rows,
})

describe('the sweeper', () => {
  it('settles an attempt without an end as of unknown use, with an upper bound, and closes its call', async () => {
    await leave([intent(1)])
    await sweepNow()
    const { calls, attempts } = await all()
    expect(attempts).toMatchObject([
      {
        record: {
          status: 'failed',
          usage: { meters: { input: { certainty: 'unknown', atMost: 9 } } },
          error: { reason: 'owner_died', billed: 'unknown' },
        },
        atMostNanoUsd: '90',
      },
    ])
    expect(attempts[0]?.record).not.toHaveProperty('costNanoUsd')
    expect(calls).toMatchObject([
      { record: { status: 'failed', attempts: 1, error: { reason: 'owner_died' } } },
    ])
    expect(calls[0]?.record).not.toHaveProperty('costNanoUsd')
    expect(await readdir(folder)).toEqual([])
  })

  it('closes a call as finished whose attempt was settled as that', async () => {
    await leave([intent(1), settled(1)])
    await sweepNow()
    expect((await all()).calls).toMatchObject([{ record: { status: 'finished', costNanoUsd: '30' } }])
  })

  it('reads up to what is torn, and keeps the file that is', async () => {
    await leave([intent(1)], '1-dead0', Buffer.concat([frameOf(['{"kind":"sett']).subarray(0, 12)]))
    await sweepNow()
    expect((await all()).attempts).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['1-dead0-1.journal.torn'])
  })

  it('tries again what the ledger did not take', async () => {
    await leave([intent(1), settled(1)])
    const away = { ...ledger, add: () => Promise.reject(new LucidError('unavailable', 'away')) }
    await sweep({ folder, owner: '2-beef', ledger: away, clock, log: silentLog })
    expect((await all()).attempts).toEqual([])
    await sweepNow()
    expect((await all()).attempts).toHaveLength(1)
    expect(await readdir(folder)).toEqual([])
  })

  it('goes on with what another sweeper began that is no more itself', async () => {
    await leave([intent(1)])
    await writeFile(join(folder, '1-dead0.owner.3-abad'), '')
    await sweepNow()
    expect((await all()).attempts).toHaveLength(1)
    expect(await readdir(folder)).toEqual([])
  })

  it('is one of several that come at once', async () => {
    await leave([intent(1)])
    await sign('1-dead0', { pid: 2 ** 22 + 1, host: 'elsewhere' })
    await utimes(join(folder, '1-dead0.owner'), 1, 1)
    let adds = 0
    const counting = { ...ledger, add: (rows: Parameters<Ledger['add']>[0]) => (adds++, ledger.add(rows)) }
    const sweepers = ['2-a', '2-b', '2-c', '2-d']
    for (const owner of sweepers) await sign(owner, { pid: process.pid, host: 'elsewhere' })
    await Promise.all(
      sweepers.map(owner => sweep({ folder, owner, ledger: counting, clock, log: silentLog })),
    )
    expect(adds).toBe(1)
  })

  it('leaves alone whoever lives: here, or elsewhere and not silent for long', async () => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
    await once(child, 'spawn')
    await leave([intent(1)])
    const { hostname } = await import('node:os')
    await sign('1-dead0', { pid: child.pid, host: hostname() })
    await sweepNow()
    await sign('1-dead0', { pid: 1, host: 'elsewhere' })
    await sweepNow()
    expect((await all()).attempts).toEqual([])
    child.kill('SIGKILL')
    await once(child, 'exit')
    await sign('1-dead0', { pid: child.pid, host: hostname() })
    await sweepNow()
    expect((await all()).attempts).toHaveLength(1)
  })

  it('takes over from another machine whoever is silent for half a minute', async () => {
    await leave([intent(1)])
    await sign('1-dead0', { pid: 1, host: 'elsewhere' })
    await clock.advance(31_000)
    await sweepNow()
    expect((await all()).attempts).toHaveLength(1)
  })

  it('reads a part twice that was brought into the ledger before', async () => {
    await leave([intent(1), settled(1)])
    await appendFile(
      join(folder, '1-dead0-1.journal'),
      frameOf([intent(1), settled(1)].map(each => JSON.stringify(each))),
    )
    await sweepNow()
    const { calls, attempts } = await all()
    expect([calls.length, attempts.length]).toEqual([1, 1])
  })
})
