import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptRow, RepricingRow, UsageDimension, UsageQuery } from '@lucid-gateway/core'
import { memoryLedger } from '@lucid-gateway/core/engine'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, openEngine } from '../engine/engine.ts'
import { attempt, maybe, some, time } from './attempts.fixture.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-usage-'))
})
afterAll(() => rm(folder, { recursive: true }))

const dimension = fc.constantFrom<UsageDimension>(
  'day',
  'team',
  'key',
  'model',
  'account',
  'payer',
  'subject',
  'tag:app',
  'tag:env',
)
const query: fc.Arbitrary<UsageQuery> = fc
  .record({
    by: fc.uniqueArray(dimension, { maxLength: 3 }),
    from: maybe(time),
    to: maybe(time),
    team: maybe(some('a', 'b')),
    model: maybe(some('m1')),
    subject: maybe(some('s1')),
    tags: maybe(fc.constant({ app: 'x' })),
  })
  .map(
    all =>
      Object.fromEntries(
        Object.entries(all).filter(([, value]) => value !== undefined),
      ) as unknown as UsageQuery,
  )

let files = 0

const inTime = { timeout: process.env['LUCID_LONG'] === '1' ? 1_800_000 : 60_000 }

it('sums of days, sums of months and rows together say what the rows alone say', inTime, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(attempt, { minLength: 1, maxLength: 60 }),
      fc.nat(60),
      fc.nat(60),
      fc.array(query, { minLength: 10, maxLength: 20 }),
      async (makers, summed, repriced, queries) => {
        const rows = makers.map((make, index) => make(`c${index}`))
        const engine = openEngine(join(folder, `${files++}.db`))
        const ledger = memoryLedger()
        const add = async (some: readonly (AttemptRow | RepricingRow)[]) => {
          if (some.length === 0) return
          ask(engine, 'add', some.map(each => JSON.stringify(each)).join('\n'))
          await ledger.add(some)
        }
        await add(rows.slice(0, summed))
        ask(engine, 'forget', 0, 0)
        await add(rows.slice(summed))
        const attemptId = `c${repriced % rows.length}`
        await add([
          {
            kind: 'repricing',
            id: `${attemptId}.r1`,
            attemptId,
            at: 1,
            prices: [],
            costNanoUsd: '77',
            reason: '',
          },
        ])
        for (const each of queries)
          expect(JSON.parse(ask(engine, 'usage', each) as string)).toEqual(await ledger.usage(each))
        engine.close()
      },
    ),
    { numRuns: process.env['LUCID_LONG'] === '1' ? 2000 : 40 },
  )
})

function ask(engine: Engine, op: 'add' | 'usage' | 'forget', ...args: readonly unknown[]): unknown {
  const [answer] = engine.run([{ op, args }])
  if (answer && 'value' in answer) return answer.value
  throw answer?.error
}

it('what would go through too many rows is refused, with what would help', () => {
  const engine = openEngine(join(folder, `${files++}.db`))
  const lines = fc
    .sample(attempt, { seed: 3, numRuns: 30 })
    .map((make, index) => JSON.stringify(make(`c${index}`)))
  ask(engine, 'add', lines.join('\n'))
  expect(() => ask(engine, 'usage', { by: ['subject', 'tag:app'], mostRows: 29 })).toThrow(
    'more than 29 rows',
  )
  expect(() => ask(engine, 'usage', { by: ['model'], tags: { nobody: 'x' }, mostRows: 29 })).toThrow(
    'more than 29 rows',
  )
  expect(ask(engine, 'usage', { by: ['subject', 'tag:app'], mostRows: 300 })).toContain('subject')
  engine.close()
})
