import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, type CallRecord, knownUsage, type Ledger, silentLog, systemClock } from '@lucid-gateway/core'
import { closeCall, settleAttempt } from '@lucid-gateway/core/engine'
import type { GenerationAccount } from '../../generation.ts'
import type { CallUnderway } from '../../underway.ts'
import { Booking } from '../booking.ts'
import { openJournal } from '../journal-books.ts'

const prices = [
  { meter: 'input', nanoUsd: 250n, per: 1, source: 'https://vendor.example/prices', asOf: '2026-11-01' },
  { meter: 'output', nanoUsd: 2000n, per: 1, source: 'https://vendor.example/prices', asOf: '2026-11-01' },
]
const account = {
  plugin: { models: [{ id: 'm', capabilities: ['chat'], limits: { contextTokens: 400_000 }, prices }] },
} as unknown as GenerationAccount
const request = {
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'You are a helpful assistant. '.repeat(8) }] },
    { role: 'user', content: [{ type: 'text', text: 'What is the capital of France? '.repeat(8) }] },
  ],
  maxOutputTokens: 256,
}

function recordOf(number: number): CallRecord {
  return {
    id: `call_${String(number).padStart(26, '0')}`,
    capability: 'chat',
    asked: 'chat.default',
    channel: 'stable',
    mode: 'unary',
    principal: { organisation: 'acme', team: 'search', key: 'key_0123456789' },
    generation: 1,
    admittedAt: 1_790_000_000_000,
    deadline: 1_790_000_600_000,
  }
}

async function oneCall(books: ConstructorParameters<typeof Booking>[0], number: number): Promise<void> {
  const record = recordOf(number)
  const booking = new Booking(books, { capability: chat, record, request } as unknown as CallUnderway)
  booking.admit()
  const attempt = {
    id: `${record.id}.1`,
    callId: record.id,
    number: 1,
    account: 'acme',
    provider: 'acme',
    model: 'm',
    capability: 'chat',
    payer: 'operator',
    startedAt: record.admittedAt,
  } as const
  await booking.intend(attempt, account)
  const usage = knownUsage({ input: 120, output: 80 }, { prompt_tokens: 120, completion_tokens: 80 })
  const settled = settleAttempt(attempt, { status: 'finished', usage }, record.admittedAt + 900, prices)
  await booking.settled(settled, prices)
  booking.closed(closeCall(record, [settled], { status: 'finished', warnings: [] }, record.admittedAt + 901))
}

/** Microseconds of the main thread that a call's records cost, with as many calls at a time, until the ledger has them. */
export async function costOfCall(calls: number, atOnce: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-journal-bench-'))
  const ledger = { add: async () => {} } as unknown as Ledger
  const books = await openJournal({ folder }, { ledger, clock: systemClock, log: silentLog })
  const run = async (from: number, many: number): Promise<void> => {
    let next = from
    const work = async (): Promise<void> => {
      while (next < from + many) await oneCall(books, next++)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
  await run(0, calls)
  const before = process.threadCpuUsage()
  await run(calls, calls)
  await books.end(10_000)
  const { user, system } = process.threadCpuUsage(before)
  await rm(folder, { recursive: true, force: true })
  return (user + system) / calls
}

if (process.argv[1] === import.meta.filename) {
  for (const atOnce of [1, 8, 64, 256]) {
    const [first = 0] = [await costOfCall(20_000, atOnce), await costOfCall(20_000, atOnce)].toSorted(
      (a, b) => a - b,
    )
    process.stdout.write(`${atOnce} at a time: ${first.toFixed(1)} us of the main thread a call\n`)
  }
}
