import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSqlite } from '../upkeep/read-sqlite.ts'
import { openEngine } from './engine.ts'
import { migrations } from './migrations.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-migrations-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('rows that were kept without their kind are read as those that came with it', () => {
  const file = join(folder, 'lucid.db')
  const old = new DatabaseSync(file)
  old.exec(`${migrations[0]} pragma user_version = 1`)
  old.exec(`insert into dims values (1, 'o', '', '', 'chat', 'a', 'p', 'm', 'operator')`)
  old.exec(`insert into calls values ('c', 1, 1, null, 'finished', '{"id":"c","admittedAt":1}')`)
  old.exec(
    `insert into attempts values ('c.1', 1, 1, null, 'finished', 7, '{"record":{"id":"c.1","callId":"c"},"call":{}}')`,
  )
  old.close()
  const engine = openEngine(file)
  const [calls, attempts] = engine.run([
    { op: 'calls', args: [{}] },
    { op: 'attempts', args: [{}] },
  ])
  engine.close()
  expect(calls).toEqual({ value: { rows: ['{"kind":"call","record":{"id":"c","admittedAt":1}}'] } })
  expect(attempts).toEqual({
    value: { rows: ['{"kind":"attempt","record":{"id":"c.1","callId":"c"},"call":{}}'] },
  })
})

it('sums by day become sums by day and month, and what was counted stays so', () => {
  const file = join(folder, 'lucid.db')
  const old = new DatabaseSync(file)
  const day = Date.UTC(2026, 9, 31) / 86_400_000
  const record = {
    record: {
      id: 'c.1',
      callId: 'c',
      number: 1,
      usage: {
        meters: {
          input: { certainty: 'known', quantity: 3 },
          image: { certainty: 'estimated', quantity: 1 },
          output: { certainty: 'unknown' },
        },
      },
    },
    call: { subject: 's', tags: { app: 'x' } },
    atMostNanoUsd: '9',
  }
  old.exec(`${migrations[0]} pragma user_version = 1`)
  old.exec(`insert into dims values (1, 'o', 't', 'k', 'chat', 'a', 'p', 'm', 'operator')`)
  old
    .prepare('insert into attempts values (?, ?, 1, ?, ?, 70, ?)')
    .run('c.1', day * 86_400_000 + 5, 's', 'finished', JSON.stringify(record))
  for (const [id, name, value] of [
    [1, '', ''],
    [2, 'subject', 's'],
    [3, '#app', 'x'],
  ] as const) {
    old.prepare('insert into sums values (?, ?, ?, 1, ?, 1, 1, 0, 70, 0, 0)').run(id, name, day, value)
    old.prepare(`insert into meter_sums values (?, 'input', 3000000), (?, 'image', 1000000)`).run(id, id)
  }
  old.close()
  const engine = openEngine(file)
  const sum = {
    calls: 1,
    attempts: 1,
    failed: 0,
    costNanoUsd: '70',
    unknown: 0,
    atMostNanoUsd: '0',
    unbounded: 0,
  }
  const usage = (query: object) => {
    const [answer] = engine.run([{ op: 'usage', args: [query] }])
    return JSON.parse((answer as { readonly value: string }).value) as unknown
  }
  const meters = { input: 3, image: 1 }
  expect(usage({ by: ['model'] })).toEqual([{ of: { model: 'm' }, ...sum, meters }])
  expect(usage({ by: ['subject', 'day'] })).toEqual([
    { of: { subject: 's', day: '2026-10-31' }, ...sum, meters },
  ])
  expect(usage({ by: ['tag:app'], team: 't' })).toEqual([{ of: { 'tag:app': 'x' }, ...sum, meters }])
  expect(usage({ by: ['subject', 'tag:app'] })).toEqual([
    { of: { subject: 's', 'tag:app': 'x' }, ...sum, meters },
  ])
  engine.close()
  const reader = readSqlite(file)
  expect([...reader.sumFaults()]).toEqual([])
  reader.close()
})
