import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, type CallRecord, knownUsage, type Ledger, silentLog, systemClock } from '@lucid-gateway/core'
import { closeCall, settleAttempt } from '@lucid-gateway/core/engine'
import type { GenerationAccount } from '../../generation.ts'
import type { CallUnderway } from '../../underway.ts'
import { Booking, type Books } from '../booking.ts'
import { type LastingBooks, openJournal } from '../journal-books.ts'

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

async function oneCall(books: Books | undefined, number: number): Promise<void> {
  const record = recordOf(number)
  const booking =
    books && new Booking(books, { capability: chat, record, request } as unknown as CallUnderway)
  booking?.admit()
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
  await booking?.intend(attempt, account)
  // The provider takes its time.
  await new Promise(setImmediate)
  const usage = knownUsage({ input: 120, output: 80 }, { prompt_tokens: 120, completion_tokens: 80 })
  const settled = settleAttempt(attempt, { status: 'finished', usage }, record.admittedAt + 900, prices)
  await booking?.settled(settled, prices)
  const closed = closeCall(record, [settled], { status: 'finished', warnings: [] }, record.admittedAt + 901)
  booking?.closed(closed)
}

/** Microseconds of the main thread for each of the calls, so many at a time. */
async function time(books: LastingBooks | undefined, calls: number, atOnce: number): Promise<number> {
  const run = async (from: number): Promise<void> => {
    let next = from
    const work = async (): Promise<void> => {
      while (next < from + calls) await oneCall(books, next++)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
  await run(0)
  const before = process.threadCpuUsage()
  await run(calls)
  await books?.end(10_000)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / calls
}

/** What it costs a call that it is written down, in microseconds of the main thread, until the ledger is handed the rows. */
export async function costOfCall(calls: number, atOnce: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-journal-bench-'))
  const ledger = { add: async () => {} } as unknown as Ledger
  const without = await time(undefined, calls, atOnce)
  const books = openJournal({ folder }, { ledger, clock: systemClock, log: silentLog })
  const cost = (await time(books, calls, atOnce)) - without
  await rm(folder, { recursive: true, force: true })
  return cost
}

if (process.argv[1] === import.meta.filename) {
  for (const atOnce of [1, 8, 64, 256]) {
    const [first = 0] = [await costOfCall(20_000, atOnce), await costOfCall(20_000, atOnce)].toSorted(
      (a, b) => a - b,
    )
    process.stdout.write(`${atOnce} at a time: ${first.toFixed(1)} us of the main thread a call\n`)
  }
}
