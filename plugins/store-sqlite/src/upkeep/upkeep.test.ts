import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { AttemptRow } from '@lucid-gateway/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { schemaVersion } from '../engine/database.ts'
import { openEngine } from '../engine/engine.ts'
import { backupFile, migrateFile, restoreFile } from './files.ts'
import { readSqlite } from './read-sqlite.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-upkeep-'))
  file = join(folder, 'lucid.db')
})
afterEach(() => rm(folder, { recursive: true }))

const attempt: AttemptRow = {
  kind: 'attempt',
  record: {
    id: 'call.1',
    callId: 'call',
    number: 1,
    account: 'acme',
    provider: 'acme',
    model: 'swift',
    capability: 'chat',
    payer: 'operator',
    startedAt: Date.UTC(2026, 9, 5),
    status: 'finished',
    usage: { meters: { input: { certainty: 'known', quantity: 3 } } },
    costNanoUsd: '70',
  },
  call: { asked: 'x', channel: 'stable', principal: { organisation: 'o' }, tags: { app: 'shop' } },
}

function written() {
  const engine = openEngine(file)
  engine.run([
    { op: 'insert', args: ['t', 'a', '{"n":1}'] },
    { op: 'add', args: [JSON.stringify(attempt)] },
  ])
  return engine
}

it('a backup is made while somebody writes, and put back once nobody does', () => {
  const engine = written()
  const backup = join(folder, 'copy.db')
  backupFile(file, backup)
  expect(() => backupFile(file, backup)).toThrow('already')
  engine.run([{ op: 'insert', args: ['t', 'b', '{}'] }])
  expect(() => restoreFile(file, backup)).toThrow('is in use')
  engine.close()
  const kept = restoreFile(file, backup)
  expect(kept !== undefined && existsSync(kept)).toBe(true)
  const reader = readSqlite(file)
  expect([...reader.all()]).toEqual([
    { kind: 'row', table: 't', id: 'a', version: 1, value: { n: 1 } },
    attempt,
  ])
  reader.close()
})

it('what is no backup changes nothing', async () => {
  written().close()
  const backup = join(folder, 'copy.db')
  await writeFile(backup, 'this is not a database, though it is a file of some length')
  expect(() => restoreFile(file, backup)).toThrow('is no backup: it is no SQLite database')
  expect(() => restoreFile(file, join(folder, 'nothing.db'))).toThrow('is no backup: there is no such file')
  const reader = readSqlite(file)
  expect([...reader.all()]).toHaveLength(2)
  reader.close()
})

it('migrating tells from where to where', () => {
  expect(() => migrateFile(file)).toThrow('There is no database')
  new DatabaseSync(file).close()
  new DatabaseSync(file).exec('create table other (a)')
  expect(migrateFile(file)).toEqual({ from: 0, to: schemaVersion })
  expect(migrateFile(file)).toEqual({ from: schemaVersion, to: schemaVersion })
})

it('sums that are not those of their rows are found', () => {
  const engine = written()
  // Which sums all there is first.
  engine.run([{ op: 'forget', args: [0, 0] }])
  engine.close()
  const good = readSqlite(file)
  expect([...good.sumFaults()]).toEqual([])
  good.close()
  const meddler = new DatabaseSync(file)
  meddler.exec(
    `update sums set cost = 71 where name = '' and span = 'day'; update sums set input = 0 where name <> '' and span = 'month'`,
  )
  meddler.close()
  const bad = readSqlite(file)
  expect([...bad.sumFaults()]).toEqual([
    { day: '2026-10-05', name: '', value: '', what: 'cost', kept: '71', counted: '70' },
    { day: '2026-10', name: '', value: '', what: 'cost', kept: '70', counted: '71' },
    { day: '2026-10', name: '#app', value: 'shop', what: 'meter input', kept: '0', counted: '3000000' },
  ])
  bad.close()
})
