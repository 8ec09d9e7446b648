import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AttemptRecord, type CallRecord, chat, type JsonObject } from '@lucid-gateway/core'
import { manualClock, memoryLedger, memoryStore } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acme, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import { factsOf } from '../journal/call-facts.ts'
import type { RuntimeOptions } from '../options.ts'
import { frameOf, segmentHead } from '../journal/frames.ts'
import type { JournalRecord } from '../journal/record.ts'
import { attemptRecord } from './budget.fixture.ts'
import { budgetTable, emptyRow, readRow, writeRow } from './budget-row.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-inherit-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const start = Date.UTC(2026, 10, 29, 12)
const dead = '1-dead0'
const id = 'b:default/app:2026-11-29'
const callOf = (callId: string): CallRecord => ({
  id: callId,
  capability: 'chat',
  asked: 'acme/m',
  channel: 'stable',
  mode: 'unary',
  principal: { organisation: 'default', key: 'app' },
  generation: 1,
  admittedAt: start,
  deadline: start + 1000,
})
const attempt = (name: string): AttemptRecord => ({ ...attemptRecord(`${name}.1`), startedAt: start })
const intent = (name: string): JournalRecord => ({
  kind: 'intent',
  call: callOf(name),
  attempt: attempt(name),
  worst: { meters: {} },
  atMostNanoUsd: '5000',
})
const settled = (name: string, cost: string): JournalRecord => ({
  kind: 'attempt',
  call: factsOf(callOf(name)),
  record: {
    ...attempt(name),
    settledAt: start,
    status: 'finished',
    usage: { meters: {} },
    costNanoUsd: cost,
  },
})

const known: NonNullable<RuntimeOptions['budgets']> = [
  { name: 'b', by: 'key', nanoUsd: 100_000n, per: 'day' },
]

async function world(
  records: readonly JournalRecord[],
  last?: string,
  { budgets = known, facts = { budget: 'b' } }: { budgets?: typeof known; facts?: JsonObject } = {},
) {
  await writeFile(
    join(folder, `${dead}-1.journal`),
    Buffer.concat([segmentHead, frameOf(records.map(each => JSON.stringify(each)))]),
  )
  const [store, clock, ledger] = [memoryStore(), manualClock(start), memoryLedger()]
  const lease = { amount: 90_000n, until: start - 1, seq: 3, ...(last === undefined ? {} : { last }) }
  const row = { ...emptyRow, settled: 1000n, leases: new Map([[dead, lease]]) }
  await store.insert(budgetTable, id, writeRow(row, facts))
  const runtime = await createRuntime({
    env: {},
    plugins: [acme([says('hello')])],
    journal: { folder },
    ports: { clock, store, ledger },
    budgets,
  })
  const read = async () => readRow((await store.get(budgetTable, id))?.value ?? {})
  await vi.waitFor(async () => expect((await read()).leases.has(dead)).toBe(false))
  return { runtime, read }
}

describe('a slice of a process that died', () => {
  it('is back once its journal has been read, but for what its tries cost, or may have cost', async () => {
    const { runtime, read } = await world(
      [
        ...[intent('a'), intent('b'), intent('c'), intent('d')],
        ...[settled('a', '100'), settled('b', '200'), settled('c', '300')],
      ],
      'a.1',
    )
    expect(await read()).toMatchObject({ settled: 1000n + 200n + 300n + 5000n, left: new Map() })
    const call = await runtime.call({
      capability: chat,
      target: 'acme/m',
      request: { ...hi, maxOutputTokens: 500 },
      principal: { organisation: 'default', key: 'app' },
    })
    await call.closed
    await runtime.close()
  })

  it('is back also where nobody knows the budget any more: its row says whose it was', async () => {
    const facts = { budget: 'b', by: 'key', of: 'app', window: '2026-11-29' }
    const records = [intent('a'), intent('b'), settled('a', '100')]
    const { runtime, read } = await world(records, undefined, { budgets: [], facts })
    expect(await read()).toMatchObject({ settled: 1000n + 100n + 5000n, left: new Map() })
    await runtime.close()
  })

  it('is spent whole where neither the row nor a rule says whose it was', async () => {
    const { runtime, read } = await world([intent('a')], undefined, { budgets: [] })
    expect(await read()).toMatchObject({ settled: 1000n + 90_000n, left: new Map() })
    await runtime.close()
  })

  it('is back whole where it had asked for nothing since it last wrote down what it spent', async () => {
    const { runtime, read } = await world([intent('a'), settled('a', '100')], 'a.1')
    expect(await read()).toMatchObject({ settled: 1000n, left: new Map() })
    await runtime.close()
  })
})
