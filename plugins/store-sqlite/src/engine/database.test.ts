import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase, openToRead, schemaVersion, versionOf } from './database.ts'
import { faultOf } from './fault.ts'
import { lockFile } from './lock.ts'
import { migrations } from './migrations.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-sqlite-'))
  file = join(folder, 'lucid.db')
})
afterEach(() => rm(folder, { recursive: true }))

function faultOfOpening(open: () => unknown) {
  try {
    open()
  } catch (error) {
    return faultOf(error, file)
  }
  throw new Error('It was opened.')
}

it('the schema is brought up to date once, and read beside the one who writes', () => {
  const db = openDatabase(file)
  expect(versionOf(db)).toBe(schemaVersion)
  expect(db.sql('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
  expect(db.sql('pragma synchronous').get()).toEqual({ synchronous: 2n })
  const reader = openToRead(file)
  expect(reader.sql('select count(*) as n from rows').get()).toEqual({ n: 0n })
  reader.close()
  db.close()
  openDatabase(file).close()
})

it('a migration that was cut off half-way is done anew', () => {
  const half = new DatabaseSync(file)
  half.exec('pragma journal_mode = wal; begin immediate')
  half.exec((migrations[0] as string).slice(0, (migrations[0] as string).indexOf('create table calls')))
  half.close()
  const db = openDatabase(file)
  expect(versionOf(db)).toBe(schemaVersion)
  db.close()
})

it('a schema that is newer than the program is left alone', () => {
  const newer = new DatabaseSync(file)
  newer.exec(`pragma user_version = ${schemaVersion + 1}`)
  newer.close()
  expect(faultOfOpening(() => openDatabase(file))).toMatchObject({ reason: 'store_too_new' })
  expect(faultOfOpening(() => openToRead(file))).toMatchObject({ reason: 'store_too_new' })
  const untouched = new DatabaseSync(file)
  expect(untouched.prepare('select count(*) as n from sqlite_schema').get()).toEqual({ n: 0 })
  untouched.close()
})

it('what fails takes back what it did, and nothing else', () => {
  const db = openDatabase(file)
  const insert = (id: string): unknown => db.sql(`insert into rows values ('t', ?, 1, '{}')`).run(id)
  db.atomically(() => {
    insert('a')
    expect(() =>
      db.atomically(() => {
        insert('b')
        throw new Error('no')
      }),
    ).toThrow('no')
    insert('c')
  })
  expect(db.sql('select id from rows order by id').all()).toEqual([{ id: 'a' }, { id: 'c' }])
  db.close()
})

it('a second writer is refused, and told who the first is', () => {
  const unlock = lockFile(file)
  const fault = faultOfOpening(() => lockFile(file))
  expect(fault).toMatchObject({ code: 'conflict', reason: 'store_in_use' })
  expect(fault.message).toContain(`process ${process.pid} on `)
  unlock()
  lockFile(file)()
})

it('a damaged file is called so', () => {
  const db = openDatabase(file)
  db.close()
  expect(faultOf(Object.assign(new Error('bad'), { errcode: 11 }), file)).toMatchObject({
    reason: 'store_corrupt',
  })
  expect(faultOf(Object.assign(new Error('full'), { errcode: 13 }), file)).toMatchObject({
    code: 'unavailable',
    reason: 'store_full',
  })
  expect(faultOf(new Error('odd'), file)).toMatchObject({ reason: 'store_failed' })
})
