import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '@lucid-gateway/store-sqlite'
import type { AttemptRow, RepricingRow } from '@lucid-gateway/core'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { main } from './main.ts'

let cwd: string
let said: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-db-'))
  said = ''
  vi.spyOn(process, 'cwd').mockReturnValue(cwd)
  vi.stubEnv('LUCID_DATA_DIR', '')
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(text => {
      said += String(text)
      return true
    })
})
afterEach(() => rm(cwd, { recursive: true }))

function attempt(id: string, costNanoUsd: string): AttemptRow {
  return {
    kind: 'attempt',
    record: {
      id: `${id}.1`,
      callId: id,
      number: 1,
      account: 'acme',
      provider: 'acme',
      model: 'swift',
      capability: 'chat',
      payer: 'operator',
      startedAt: Date.UTC(2026, 9, 5),
      status: 'finished',
      usage: { meters: { input: { certainty: 'known', quantity: 3 } } },
      costNanoUsd,
    },
    call: { asked: 'x', channel: 'stable', principal: { organisation: 'o', team: 'red' } },
    prices: [{ meter: 'input', nanoUsd: '1000000000', per: 2 }],
  }
}

async function written(...rows: readonly (AttemptRow | RepricingRow)[]): Promise<void> {
  const sqlite = openSqlite({ file: join(cwd, 'data', 'lucid.db') })
  await sqlite.store.insert('t', 'a', { n: 1 })
  await sqlite.ledger.add(rows)
  await sqlite.close()
}

it('a database that is not there is missed in so many words', async () => {
  expect(await main(['db', 'migrate'])).toBe(1)
  expect(said).toContain('There is no database')
  expect(await main(['db', 'tidy'])).toBe(2)
  expect(await main(['db', 'backup'])).toBe(2)
})

it.each([
  ['of a plugin', { plugin: 'lucid-store-notes' }, 'the plugin "lucid-store-notes"'],
  ['in memory', false, 'in memory'],
])('data %s are not looked for in a file that lies about', async (_where, store, words) => {
  await written(attempt('a', '1500000000'))
  await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify({ store }))
  for (const command of [
    ['db', 'backup', 'copy.db'],
    ['db', 'restore', 'copy.db'],
    ['ledger', 'report'],
    ['ledger', 'verify'],
  ]) {
    said = ''
    expect(await main(command)).toBe(1)
    expect(said).toContain(words)
    expect(said).toContain('lucid usage')
  }
})

it('a report says of what nobody knows no number', async () => {
  const { record, ...row } = attempt('a', '0')
  const { costNanoUsd: _, ...unpriced } = record
  await written({ ...row, record: unpriced })
  expect(await main(['ledger', 'report', '--by', 'model'])).toBe(0)
  expect(said).toMatch(/swift +1 +1 +0 +0\.0+ +1 +unknown/)
})

it('backup, restore, export and migrate', async () => {
  await written(attempt('a', '1500000000'))
  const copy = join(cwd, 'copy.db')
  expect(await main(['db', 'backup', copy])).toBe(0)
  expect(await main(['db', 'backup', copy])).toBe(1)
  expect(said).toContain('already')
  expect(await main(['db', 'restore', copy])).toBe(0)
  expect(await main(['db', 'migrate'])).toBe(0)
  expect(said).toMatch(/is up to date: version \d+\./)
  const lines = join(cwd, 'all.jsonl')
  expect(await main(['db', 'export', lines])).toBe(0)
  const rows = (await readFile(lines, 'utf8')).trimEnd().split('\n')
  expect(rows.map(line => JSON.parse(line) as unknown)).toMatchObject([
    { table: 't', id: 'a' },
    { kind: 'attempt' },
  ])
})

it('the ledger is reported by what is asked for', async () => {
  await written(attempt('a', '1500000000'), attempt('b', '1500000001'))
  expect(await main(['ledger', 'report', '--by', 'team,model', '--from', '2026-10-01'])).toBe(0)
  expect(said).toContain('red   swift  2      2         0       3.000000001')
  said = ''
  expect(await main(['ledger', 'report', '--to', '2026-10-05', '--json'])).toBe(0)
  expect(JSON.parse(said)).toEqual([])
  expect(await main(['ledger', 'report', '--by', 'colour'])).toBe(2)
  expect(await main(['ledger', 'report', '--from', 'monday'])).toBe(2)
})

it('a cost that its meters and prices do not come to is found', async () => {
  await written(attempt('a', '1500000000'))
  expect(await main(['ledger', 'verify'])).toBe(0)
  expect(said).toContain('1 attempts and their sums agree.')
  await written(attempt('b', '1'))
  expect(await main(['ledger', 'verify'])).toBe(1)
  expect(said).toContain('attempt b.1: the cost in nano-dollars is 1, and should be 1500000000')
})

it('so is one that an attempt was priced at later; the sums go by what was right', async () => {
  const row: RepricingRow = {
    kind: 'repricing',
    id: 'a.1.r1',
    attemptId: 'a.1',
    at: Date.UTC(2026, 9, 6),
    prices: [{ meter: 'input', nanoUsd: '1000000000', per: 1 }],
    costNanoUsd: '3000000000',
    reason: 'its price was wrong',
  }
  await written(attempt('a', '1500000000'), row)
  expect(await main(['ledger', 'verify'])).toBe(0)
  expect(said).toContain('1 attempts and their sums agree.')
  expect(await main(['ledger', 'report', '--by', 'team'])).toBe(0)
  expect(said).toContain('red   1      1         0       3.000000000')
  await written({ ...row, id: 'a.1.r2', at: row.at + 1, costNanoUsd: '7' })
  expect(await main(['ledger', 'verify'])).toBe(1)
  expect(said).toContain('re-pricing a.1.r2: the cost in nano-dollars is 7, and should be 3000000000')
})
