import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptQuery, UsageDimension, UsageQuery } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, openEngine, type Operation } from '../../engine/engine.ts'
import { manyFrom, manyRows } from '../testing/many-rows.ts'

const isLong = process.env['LUCID_LONG'] === '1'
/** A million calls take minutes to be written. */
const calls = isLong ? 1_000_000 : 20_000
const batch = 500
/** Of CPU, with a million calls; with few it is only told that nothing is out of proportion, also on a machine that is busy. */
const mostMs = isLong ? 100 : 250

let folder: string
let engine: Engine
/** CPU of the batches, in the order in which they were added. */
const added: number[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-many-rows-'))
  engine = openEngine(join(folder, 'lucid.db'))
  const next = manyRows(calls, 7)
  for (let made = 0; made < calls; made += batch) {
    const lines = next(batch)
    added.push(cpuMs(() => ask('add', lines)))
  }
}, 1_800_000)
afterAll(async () => {
  engine.close()
  await rm(folder, { recursive: true })
})

const day = 86_400_000
const times: readonly Pick<UsageQuery, 'from' | 'to'>[] = [
  {},
  { from: manyFrom + 3 * day, to: manyFrom + 20 * day },
  { from: manyFrom + 3.3 * day, to: manyFrom + 20.7 * day },
  { from: manyFrom + 11.4 * day, to: manyFrom + 11.6 * day },
]
const dimensions: readonly UsageDimension[] = [
  'day',
  'team',
  'key',
  'model',
  'account',
  'payer',
  'subject',
  'tag:project',
]
const filters: readonly Partial<UsageQuery>[] = [
  {},
  { key: 'key_3' },
  { team: 'team-1' },
  { model: 'model-4' },
  { subject: 'user7' },
  { tags: { project: 'p1' } },
]
const groups: readonly (readonly UsageDimension[])[] = [
  [],
  ...dimensions.map(one => [one]),
  ...dimensions.flatMap((one, at) => dimensions.slice(at + 1).map(other => [one, other])),
]

describe(`with ${calls} calls`, () => {
  it.each(times)(
    'no sum takes long, or it is refused, at %o',
    time => {
      const slow: unknown[] = []
      let refused = 0
      let slowest: readonly [ms: number, query?: UsageQuery] = [0]
      for (const by of groups)
        for (const filter of filters) {
          const query: UsageQuery = { by, ...filter, ...time, mostRows: 40_000 }
          const ms = least(() => {
            if (!ask('usage', query)) refused++
          })
          if (ms > slowest[0]) slowest = [ms, query]
          if (ms > mostMs) slow.push([query, Math.round(ms)])
        }
      if (isLong) console.info('the slowest', slowest)
      expect(slow).toEqual([])
      expect(refused / groups.length / filters.length).toBeLessThan(1)
    },
    600_000,
  )

  it('no page takes long', () => {
    const queries: readonly AttemptQuery[] = [
      ...filters,
      ...times,
      { status: 'failed' },
      { status: 'failed', key: 'key_3' },
      { status: 'cancelled' },
      { tags: { project: 'nobody' } },
      { tags: { project: 'nobody' }, team: 'team-1' },
      { subject: 'user7', key: 'key_7' },
      { subject: 'nobody' },
      { capability: 'image' },
      { callId: 'call_00000000000000000000000123' },
      { after: `${manyFrom + 10 * day} x` },
      { after: `${manyFrom + 10 * day} x`, team: 'team-1', limit: 1000 },
    ]
    const slow: unknown[] = []
    for (const query of queries)
      for (const table of ['calls', 'attempts'] as const) {
        const ms = least(() => ask(table, query))
        if (ms > mostMs) slow.push([table, query, Math.round(ms)])
      }
    expect(slow).toEqual([])
  }, 600_000)

  it('the last row costs no more than the first', () => {
    const some = Math.min(20, Math.floor(added.length / 3))
    const middle = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1] as number
    // The first ones are what the compiler learns from.
    expect(middle(added.slice(-some)) / middle(added.slice(some, 2 * some))).toBeLessThan(2)
  })
})

/** False where it is refused, as too much would have to be gone through. */
function ask(op: Operation, argument: unknown): boolean {
  const [answer] = engine.run([{ op, args: [argument] }])
  if (answer && 'value' in answer) return true
  expect(answer?.error).toMatchObject({ facts: { reason: 'too_many_rows' } })
  return false
}

function least(work: () => void): number {
  return Math.min(cpuMs(work), cpuMs(work), cpuMs(work))
}

function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
