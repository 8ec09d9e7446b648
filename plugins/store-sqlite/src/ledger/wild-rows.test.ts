import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptRow, UsageRow } from '@lucid-gateway/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Engine, openEngine } from '../engine/engine.ts'
import { attemptOf } from '../testing/attempt-of.ts'

let folder: string
let engine: Engine
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-wild-'))
  engine = openEngine(join(folder, 'lucid.db'))
})
afterEach(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

function add(rows: readonly AttemptRow[]): void {
  const text = rows.map(row => JSON.stringify(row)).join('\n')
  expect(engine.run([{ op: 'add', args: [text] }])).toEqual([{ value: undefined }])
}

function total(): UsageRow | undefined {
  const [answer] = engine.run([{ op: 'usage', args: [{ by: [] }] }])
  return (JSON.parse((answer as { readonly value: string }).value) as readonly UsageRow[])[0]
}

const using = (meter: string, quantity: unknown): Partial<AttemptRow['record']> => ({
  usage: { meters: { [meter]: { certainty: 'known', quantity: quantity as number } } },
})

it('a row that says what no column can hold does not hold up the rows behind it', () => {
  add([
    attemptOf(1, 5n, using('input', 1e13)),
    attemptOf(2, 5n, using('second', 1e300)),
    attemptOf(3, 5n, using('input', 'many')),
    attemptOf(4, 10n ** 20n),
    { ...attemptOf(5, 5n), atMostNanoUsd: String(10n ** 20n) },
    attemptOf(6, 5n, using('input', 7)),
  ])
  expect(total()).toMatchObject({ attempts: 6, unknown: 1, costNanoUsd: '25', meters: { input: 7 } })
  add(Array.from({ length: 2000 }, (_, index) => attemptOf(10 + index, 1n)))
  expect(total()).toMatchObject({ attempts: 2006, unknown: 1, costNanoUsd: '2025' })
})

it('sums that no longer fit do not hold up rows either', () => {
  const most = 2n ** 63n - 1n
  for (const start of [10_000, 20_000])
    add(Array.from({ length: 2000 }, (_, index) => attemptOf(start + index, most / 1000n)))
  add([attemptOf(1, 1n)])
})
