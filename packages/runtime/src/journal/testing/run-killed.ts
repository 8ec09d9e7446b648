import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptRow, CallRow } from '@lucid-gateway/core'
import {
  type RecordedRequest,
  simulatorKey,
  startOpenAISimulator,
  startReplicateSimulator,
} from '@lucid-gateway/simulators'
import { expect } from 'vitest'
import { type Handlers, runChild } from '../../testing/run-child.ts'
import { holdToTruth, truthsOf } from './killed-truth.ts'
import type { KilledRun } from './killed.ts'

const child = new URL('killed.ts', import.meta.url)

type Spec = Pick<KilledRun, 'folder' | 'ledgerPath' | 'point' | 'nth'>

export interface KilledWorld {
  /** Calls of each kind that were known, and of which there was only a bound, over all runs. */
  readonly seen: ReadonlySet<string>
  /** Runs a process that kills itself, and holds to the truth what is in the ledger by the time that `rowsOf` tells it. */
  run(
    spec: Spec,
    rowsOf: () => Promise<readonly (AttemptRow | CallRow)[]>,
    handlers?: Handlers,
  ): Promise<void>
  close(): Promise<void>
}

/** Simulators of vendors, and processes that are killed while they ask them. */
export async function killedWorld(): Promise<KilledWorld> {
  const cache = await mkdtemp(join(tmpdir(), 'lucid-compiled-'))
  const [talks, pictures] = [await startOpenAISimulator(), await startReplicateSimulator()]
  const seen = new Set<string>()
  /** So that it is known whose a request was. */
  let runs = 0

  return {
    seen,
    async run(spec, rowsOf, handlers = {}) {
      const tag = `run${runs++}`
      const vendors = { url: talks.url, picturesUrl: pictures.url, key: simulatorKey, tag }
      // What one has compiled the next need not compile again.
      const env = { ...process.env, NODE_COMPILE_CACHE: cache }
      const run = runChild(child, [JSON.stringify({ ...spec, ...vendors })], handlers, env)
      expect(await run.ended).toBe('SIGKILL')
      const words = run.lines.map(line => line.split(' ') as [what: string, id: string])
      const saw = words.filter(([what]) => what === 'saw').map(([, id]) => id)
      const asked = [talks.requests, pictures.requests].map(all => all.filter(request => isOf(tag, request)))
      await Promise.all(asked.flat().map(request => request.ended))
      const rows = await rowsOf()
      holdToTruth(rows, truthsOf(asked[0] ?? [], asked[1] ?? []), saw)
      const kinds = new Map(words.filter(([what]) => what !== 'saw').map(([kind, id]) => [id, kind]))
      for (const row of rows) {
        if (row.kind !== 'attempt') continue
        const { callId, costNanoUsd } = row.record
        seen.add(`${kinds.get(callId)} ${costNanoUsd === undefined ? 'bounded' : 'known'}`)
      }
    },
    async close() {
      await Promise.all([talks.close(), pictures.close()])
      await rm(cache, { recursive: true, force: true })
    },
  }
}

function isOf(tag: string, { raw }: RecordedRequest): boolean {
  return Buffer.from(raw).includes(`${tag}:`)
}

export const everyKind = [
  'job bounded',
  'job known',
  'stream bounded',
  'stream known',
  'unary bounded',
  'unary known',
]
