import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AttemptQuery, AttemptRow } from '@lucid-gateway/core'
import { memoryLedger } from '@lucid-gateway/core/engine'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, openEngine } from '../engine/engine.ts'
import { attempt, maybe, some, time } from './attempts.fixture.ts'
import type { RawPage } from './pages.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-pages-'))
})
afterAll(() => rm(folder, { recursive: true }))

const query: fc.Arbitrary<AttemptQuery> = fc
  .record({
    from: maybe(time),
    to: maybe(time),
    organisation: maybe(some('o')),
    team: maybe(some('a', 'b', 'nobody')),
    model: maybe(some('m1')),
    subject: maybe(some('s1')),
    status: maybe(some('finished', 'failed')),
    tags: maybe(fc.constantFrom({ app: 'x' }, { app: 'x', env: 'y' }, { app: 'nothing' })),
    limit: fc.constantFrom(1, 2, 5, 100),
  })
  .map(all => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))

let files = 0

const inTime = { timeout: process.env['LUCID_LONG'] === '1' ? 1_800_000 : 60_000 }

it('page after page, whatever is asked for, comes each row once and in order', inTime, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(attempt, { minLength: 1, maxLength: 60 }),
      fc.array(query, { minLength: 5, maxLength: 10 }),
      async (makers, queries) => {
        const rows = makers.map((make, index) => make(`c${index}`))
        const engine = openEngine(join(folder, `${files++}.db`))
        engine.run([{ op: 'add', args: [rows.map(row => JSON.stringify(row)).join('\n')] }])
        const ledger = memoryLedger()
        await ledger.add(rows)
        for (const each of queries) {
          const all = await ledger.attempts({ ...each, limit: 1000 })
          expect(pagesOf(engine, each)).toEqual(all.rows)
        }
        engine.close()
      },
    ),
    { numRuns: process.env['LUCID_LONG'] === '1' ? 1000 : 40 },
  )
})

function pagesOf(engine: Engine, query: AttemptQuery): readonly AttemptRow[] {
  const rows: AttemptRow[] = []
  for (let after: string | undefined, pages = 0; pages < 200; pages++) {
    const [answer] = engine.run([
      { op: 'attempts', args: [after === undefined ? query : { ...query, after }] },
    ])
    const page = (answer as { readonly value: RawPage }).value
    rows.push(...page.rows.map(text => JSON.parse(text) as AttemptRow))
    if (page.next === undefined) return rows
    after = page.next
  }
  throw new Error('There is no end to the pages.')
}
