import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
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
