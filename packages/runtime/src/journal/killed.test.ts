import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ledger, silentLog, systemClock } from '@lucid-gateway/core'
import {
  type OpenAISimulator,
  type RecordedRequest,
  type ReplicateSimulator,
  simulatorKey,
  startOpenAISimulator,
  startReplicateSimulator,
} from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newOwner } from './owner.ts'
import { sweep } from './sweeper.ts'
import { fileLedger, rowsIn } from './testing/file-ledger.ts'
import type { KilledRun } from './testing/killed.ts'
import { holdToTruth, truthsOf } from './testing/killed-truth.ts'

const times = process.env.LUCID_LONG === '1' ? 50 : 1
const child = new URL('testing/killed.ts', import.meta.url).pathname

let talks: OpenAISimulator
let pictures: ReplicateSimulator
let cache: string
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'lucid-compiled-'))
  talks = await startOpenAISimulator()
  pictures = await startReplicateSimulator()
})
afterAll(async () => {
  await Promise.all([talks.close(), pictures.close()])
  await rm(cache, { recursive: true, force: true })
})

interface Told {
  /** Calls that were begun, by their kind. */
  readonly begun: readonly (readonly [id: string, kind: string])[]
  /** Those whose end their client saw. */
  readonly saw: readonly string[]
  readonly signal: string | null | undefined
}

/** Runs a process that kills itself. */
function run(spec: KilledRun): Promise<Told> {
  return new Promise(resolve => {
    const all = ['--conditions=@lucid-gateway/source', child, JSON.stringify(spec)]
    // What one has compiled the next need not compile again.
    const env = { ...process.env, NODE_COMPILE_CACHE: cache }
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      if (stderr) process.stderr.write(stderr)
      const words = stdout
        .split('\n')
        .filter(line => line !== '')
        .map(line => line.split(' ') as [string, string])
      resolve({
        begun: words.filter(([what]) => what !== 'saw').map(([kind, id]) => [id, kind]),
        saw: words.filter(([what]) => what === 'saw').map(([, id]) => id),
        signal: error?.signal,
      })
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
  ['unary-written', 2, 7],
  ['unary-answered', 2, 7],
  ['job-started', 1, 5],
  ['job-asked', 1, 10],
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

/** Calls of each kind that were known, and of which there was only a bound, over all runs. */
const seen = new Set<string>()

describe('a process that is killed', () => {
  it.concurrent.each(points)(
    '%s loses no attempt and doubles none',
    async (point, first, spread) => {
      for (let time = 0; time < times; time++) await killedAt(point, first + (time % spread))
    },
    120_000 * times,
  )

  it('had streams, unary calls and jobs under way, and some that had ended', () => {
    expect([...seen].toSorted()).toEqual([
      'job bounded',
      'job known',
      'stream bounded',
      'stream known',
      'unary bounded',
      'unary known',
    ])
  })
})

function isOf(tag: string, { raw }: RecordedRequest): boolean {
  return Buffer.from(raw).includes(`${tag}:`)
}

/** So that it is known whose a request was. */
let runs = 0

async function killedAt(point: string, nth: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-killed-'))
  try {
    const tag = `run${runs++}`
    const ledgerPath = join(folder, 'ledger.jsonl')
    const journal = join(folder, 'journal')
    const { begun, saw, signal } = await run({
      folder: journal,
      ledgerPath,
      url: talks.url,
      picturesUrl: pictures.url,
      key: simulatorKey,
      tag,
      point,
      nth,
    })
    expect(signal).toBe('SIGKILL')
    const asked = {
      talks: talks.requests.filter(request => isOf(tag, request)),
      pictures: pictures.requests.filter(request => isOf(tag, request)),
    }
    await Promise.all([...asked.talks, ...asked.pictures].map(request => request.ended))
    await sweep({
      folder: journal,
      owner: newOwner(),
      ledger: fileLedger(ledgerPath) as Ledger,
      clock: systemClock,
      log: silentLog,
    })
    expect(await readdir(journal)).toEqual([])
    const rows = rowsIn(ledgerPath)
    holdToTruth(rows, truthsOf(asked.talks, asked.pictures), saw)
    const kinds = new Map(begun)
    for (const row of rows)
      if (row.kind === 'attempt')
        seen.add(
          `${kinds.get(row.record.callId)} ${row.record.costNanoUsd === undefined ? 'bounded' : 'known'}`,
        )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
