import {
  type AttemptRow,
  chat,
  type JsonObject,
  type Ledger,
  ledgerRows,
  LucidError,
  silentLog,
  type Store,
} from '@lucid-gateway/core'
import { type ManualClock, manualClock, memoryLedger, memoryStore } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acme, hi, type Play, says, talksOn } from '../acme.fixture.ts'
import type { Repeated } from '../artifacts/repeat.ts'
import { createRuntime } from '../create-runtime.ts'
import type { Runtime } from '../runtime.ts'
import { intentTable } from './store-intents.ts'
import { ownerTable } from './store-seat.ts'
import { storeSweeper } from './store-sweeper.ts'
import { faultyStore, type FaultyStore } from './testing/faulty-store.ts'

const input = { capability: chat, target: 'acme/m', request: { ...hi, maxOutputTokens: 50 } } as const

let store: FaultyStore
let ledger: Ledger
let clock: ManualClock
beforeEach(() => {
  store = faultyStore()
  ledger = memoryLedger()
  clock = manualClock()
})

function open(script: readonly Play[], kept: Ledger = ledger): Promise<Runtime> {
  const ports = { store, ledger: kept, clock }
  return createRuntime({ plugins: [acme(script)], env: {}, journal: 'store', ports })
}

/** Lets time pass until it is so. */
async function until(isSo: () => boolean | Promise<boolean>, stepMs = 100): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (await isSo()) return
    await new Promise(setImmediate)
    await clock.advance(stepMs)
  }
  throw new Error('It does not come to that.')
}

async function ended<T>(work: Promise<T>): Promise<T> {
  let isOver = false
  void work.then(
    () => (isOver = true),
    () => (isOver = true),
  )
  await until(() => isOver)
  return work
}

describe('books whose intents are rows of the Store', () => {
  it('have the intent before the provider is asked, the use before the caller sees the end, and leave nothing', async () => {
    const order: string[] = []
    const told = (what: string) => void order.push(what)
    const { insert } = store
    store.insert = async (table, id, value) => {
      const answer = await insert(table, id, value)
      told(table)
      return answer
    }
    const watched: Ledger = {
      ...ledger,
      async add(rows) {
        await ledger.add(rows)
        for (const row of ledgerRows(rows)) told(row.kind)
      },
    }
    const asked: Play = attempt => (told('asked'), says('hi')(attempt))
    const runtime = await open([asked], watched)
    await runtime.generate(input)
    told('seen')
    await ended(runtime.close())
    expect(order.filter(what => what !== 'call')).toEqual([
      ownerTable,
      intentTable,
      'asked',
      'attempt',
      'seen',
    ])
    expect((await ledger.calls()).rows).toHaveLength(1)
    expect([...(await store.list(intentTable)), ...(await store.list(ownerTable))]).toEqual([])
  })

  it.each([
    ['store_io', 'journal_failed'],
    ['store_full', 'journal_full'],
  ])('take no call from a Store that fails with %s, say why, and take calls again', async (fault, reason) => {
    const plugin = acme([says('hi')])
    const runtime = await createRuntime({
      plugins: [plugin],
      env: {},
      journal: 'store',
      ports: { store, ledger, clock },
    })
    await runtime.generate(input)
    store.fault = fault
    const refused = { code: 'unavailable', reason, retryAfterMs: 5000, billed: 'no' }
    await expect(runtime.generate(input)).rejects.toMatchObject(refused)
    await expect(runtime.generate(input)).rejects.toMatchObject(refused)
    expect(plugin.tried).toHaveLength(1)
    store.fault = undefined
    await clock.advance(5000)
    await until(async () => (await store.list(ownerTable))[0]?.version !== 1)
    await runtime.generate(input)
    await ended(runtime.close())
    const statuses = (await ledger.calls()).rows.map(({ record }) => record.status)
    expect(statuses.toSorted()).toEqual(['failed', 'finished', 'finished'])
    expect(await store.list(intentTable)).toEqual([])
  })

  it('refuse a call that the Store does not answer within 5 seconds, and forget what it writes later', async () => {
    const plugin = acme([says('hi')])
    const ports = { store, ledger, clock }
    const runtime = await createRuntime({ plugins: [plugin], env: {}, journal: 'store', ports })
    await runtime.generate(input)
    store.hangs = true
    const started = clock.now()
    await expect(ended(runtime.generate(input))).rejects.toMatchObject({ reason: 'journal_failed' })
    expect(clock.now() - started).toBeLessThanOrEqual(5200)
    expect(plugin.tried).toHaveLength(1)
    store.wake()
    await until(async () => (await store.list(intentTable)).length === 0)
    await ended(runtime.generate(input))
    await ended(runtime.close())
    expect(await store.list(intentTable)).toEqual([])
  })

  it('hold the end of a call for 5 seconds where the ledger is away, take none then, and bring all in order', async () => {
    const order: string[] = []
    let isAway = false
    const away: Ledger = {
      ...ledger,
      add: async rows => {
        if (isAway) throw new LucidError('unavailable', 'away')
        await ledger.add(rows)
        for (const row of ledgerRows(rows))
          if (row.kind !== 'repricing') order.push(`${row.kind} ${row.record.id}`)
      },
    }
    const runtime = await open([says('hi')], away)
    const calls = [1, 2, 3].map(number => runtime.call({ ...input, id: `call_${number}` }))
    isAway = true
    const started = clock.now()
    const closed = Promise.all((await Promise.all(calls)).map(call => call.closed))
    await ended(closed)
    expect(clock.now() - started).toBeGreaterThanOrEqual(5000)
    await expect(runtime.generate(input)).rejects.toMatchObject({ reason: 'journal_failed', billed: 'no' })
    // What is not in the ledger is in the Store, for whoever comes next.
    expect(await store.list(intentTable)).toHaveLength(3)
    isAway = false
    await until(async () => (await ledger.calls()).rows.length === 3, 1000)
    expect(order.slice(0, 6)).toEqual([
      ...[1, 2, 3].map(number => `attempt call_${number}.1`),
      ...[1, 2, 3].map(number => `call call_${number}`),
    ])
    await until(async () => (await store.list(intentTable)).length === 0)
    await ended(runtime.close())
  })

  it('want a Store that lasts', async () => {
    const options = { plugins: [acme([])], env: {}, ports: { ledger } }
    await expect(createRuntime({ ...options, journal: 'store' })).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'no_store',
    })
  })
})

describe('the sweeper of a Store', () => {
  let heirs: [owner: string, rows: readonly AttemptRow[]][]
  let kept: Store
  let sweeping: Repeated
  beforeEach(() => {
    heirs = []
    kept = memoryStore()
    store = faultyStore(kept)
    const heir = async (owner: string, rows: readonly AttemptRow[]) => void heirs.push([owner, rows])
    sweeping = storeSweeper({ owner: '2-beef', store: kept, ledger, clock, log: silentLog, heir })
  })
  afterEach(() => sweeping.stop())

  it('leaves alone who lives, and settles within 45 seconds who does not: of unknown use, bounded', async () => {
    const runtime = await open([says('hi'), talksOn])
    await runtime.generate(input)
    const call = await runtime.call({ ...input, stream: true })
    const begun = clock.now()
    await until(() => clock.now() - begun >= 120_000, 2500)
    expect(await kept.list(intentTable)).toHaveLength(1)
    expect(heirs).toEqual([])

    store.fault = 'store_gone'
    await until(() => clock.now() - begun >= 165_000, 2500)
    expect(heirs.map(([, rows]) => rows.map(({ record }) => record.id))).toEqual([[`${call.record.id}.1`]])
    const rows = async () => (await ledger.attempts({ callId: call.record.id })).rows
    const owed = {
      atMostNanoUsd: expect.any(String),
      record: { status: 'failed', error: { reason: 'owner_died', billed: 'unknown' } },
    }
    expect(await rows()).toMatchObject([owed])
    expect(await kept.list(ownerTable)).toEqual([])

    // It was only out of reach, and goes on: what was settled stays as it is, and it has a place again.
    store.fault = undefined
    await until(async () => (await kept.list(ownerTable)).length === 1, 1000)
    await ended(runtime.close({ graceMs: 0 }))
    expect(await rows()).toMatchObject([owed])
    expect((await ledger.calls({ callId: call.record.id })).rows).toHaveLength(1)
  })

  it('settles at once who said that it ends, and what is left of an owner without a row', async () => {
    const first = await open([talksOn])
    await first.call({ ...input, stream: true, id: 'call_1' })
    const [intent] = await kept.list(intentTable)
    await ended(first.close({ graceMs: 0 }))
    const left = async (owner: string, call: string) => {
      const text = JSON.stringify({ ...intent?.value, owner }).replaceAll('call_1', call)
      await kept.insert(intentTable, `${call}.1`, JSON.parse(text) as JsonObject)
    }
    await left('8-dead', 'call_2')
    await kept.insert(ownerTable, '8-dead', { at: 1, isOver: true })
    await left('9-dead', 'call_3')

    const next = storeSweeper({ owner: '3-cafe', store: kept, ledger, clock, log: silentLog })
    await next.now()
    await next.stop()
    const { rows } = await ledger.attempts()
    expect(rows.map(({ record }) => [record.callId, record.error?.reason]).toSorted()).toEqual([
      ['call_1', 'stopping'],
      ['call_2', 'owner_died'],
      ['call_3', 'owner_died'],
    ])
    expect([...(await kept.list(intentTable)), ...(await kept.list(ownerTable))]).toEqual([])
  })
})
