import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AttemptRow, type CallRow, type Ledger, silentLog, systemClock } from '@lucid-gateway/core'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newOwner } from './owner.ts'
import { sweep } from './sweeper.ts'
import { fileLedger, rowsIn } from './testing/file-ledger.ts'

const times = process.env.LUCID_LONG === '1' ? 50 : 1
const child = new URL('testing/killed.ts', import.meta.url).pathname

let simulator: OpenAISimulator
let cache: string
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'lucid-compiled-'))
  simulator = await startOpenAISimulator()
})
afterAll(async () => {
  await simulator.close()
  await rm(cache, { recursive: true, force: true })
})

/** Runs a process that kills itself; tells the calls whose end its client saw. */
function run(
  args: readonly string[],
): Promise<{ readonly saw: readonly string[]; readonly signal?: string | null }> {
  return new Promise(resolve => {
    const all = ['--conditions=@lucid-gateway/source', child, ...args]
    // What one has compiled the next need not compile again.
    const env = { ...process.env, NODE_COMPILE_CACHE: cache }
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      if (stderr) process.stderr.write(stderr)
      const saw = [...stdout.matchAll(/^saw (\S+)$/gm)].map(match => match[1] as string)
      resolve({ saw, signal: error?.signal ?? null })
    })
  })
}

/** Where, at which time of coming there first, and at how many later ones. */
const points: readonly (readonly [point: string, first: number, spread: number])[] = [
  ['before-intent', 9, 12],
  ['after-intent', 9, 12],
  ['upstream-written', 7, 12],
  ['mid-stream', 31, 50],
  ['after-usage', 5, 12],
  ['before-settle', 6, 10],
  ['after-settle', 6, 10],
  ['before-close', 3, 8],
  ['after-close', 3, 8],
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
})

/** So that it is known whose a request was. */
let runs = 0

async function killedAt(point: string, nth: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-killed-'))
  try {
    const tag = `run${runs++}`
    const ledgerPath = join(folder, 'ledger.jsonl')
    const journal = join(folder, 'journal')
    const { saw, signal } = await run([
      journal,
      ledgerPath,
      simulator.url,
      simulatorKey,
      tag,
      point,
      String(nth),
    ])
    expect(signal).toBe('SIGKILL')
    const requests = simulator.requests.filter(({ body }) => userIn(body).startsWith(`${tag}:`))
    await Promise.all(requests.map(request => request.ended))
    await sweep({
      folder: journal,
      owner: newOwner(),
      ledger: fileLedger(ledgerPath) as Ledger,
      clock: systemClock,
      log: silentLog,
    })
    expect(await readdir(journal)).toEqual([])
    check(rowsIn(ledgerPath), requests, saw)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function userIn(body: unknown): string {
  return (body as { readonly user: string }).user
}

function check(
  rows: readonly (AttemptRow | CallRow)[],
  requests: OpenAISimulator['requests'],
  saw: readonly string[],
): void {
  const attempts = rows.filter(row => row.kind === 'attempt')
  const calls = rows.filter(row => row.kind === 'call')
  const byId = new Map(attempts.map(row => [row.record.id, row]))
  expect(byId.size).toBe(attempts.length)
  expect(new Set(calls.map(({ record }) => record.id)).size).toBe(calls.length)
  expect(new Set(attempts.map(row => row.record.callId))).toEqual(
    new Set(calls.map(({ record }) => record.id)),
  )

  for (const { body, usage } of requests) {
    const row = byId.get(userIn(body).split(':')[1] as string)
    expect(row).toBeDefined()
    expect(usage).toBeDefined()
    if (!row || !usage) continue
    const { input, output } = row.record.usage?.meters ?? {}
    const { promptTokens, completionTokens } = usage
    if (row.record.status === 'finished') {
      expect(input).toEqual({ certainty: 'known', quantity: promptTokens })
      expect(output).toEqual({ certainty: 'known', quantity: completionTokens })
      expect(row.record.costNanoUsd).toBe(String(promptTokens * 250 + completionTokens * 2000))
    } else {
      expect(row.record.error).toMatchObject({ reason: 'owner_died', billed: 'unknown' })
      expect(input?.certainty === 'unknown' && input.atMost).toBeGreaterThanOrEqual(promptTokens)
      expect(output?.certainty === 'unknown' && output.atMost).toBeGreaterThanOrEqual(completionTokens)
      expect(row.record).not.toHaveProperty('costNanoUsd')
      expect(Number(row.atMostNanoUsd)).toBeGreaterThanOrEqual(promptTokens * 250 + completionTokens * 2000)
    }
  }
  for (const id of saw) {
    expect(byId.get(`${id}.1`)?.record.status).toBe('finished')
    expect(calls.find(({ record }) => record.id === id)?.record.status).toBe('finished')
  }
}
