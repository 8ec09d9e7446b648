import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../engine/database.ts'
import { dimsOf } from './dims.ts'

const fieldsOf = (model: string, key = 'k'): readonly string[] => [
  ...['default', 'red', key, 'chat', 'acme', 'acme'],
  ...[model, 'operator'],
]

it('remembers so many, and finds the others where they are kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-dims-'))
  const db = openDatabase(join(folder, 'lucid.db'))
  const dims = dimsOf(db, 4)
  const models = Array.from({ length: 20 }, (_, at) => `m${at}`)
  const ids = models.map(model => dims.idOf(...fieldsOf(model)))
  expect(new Set(ids).size).toBe(20)
  expect(models.map(model => dims.idOf(...fieldsOf(model)))).toEqual(ids)
  expect(ids.map(id => dims.get(id).model)).toEqual(models)
  const [who] = new Set(ids.map(id => dims.whoOf(id)))
  expect(dims.get(who ?? 0)).toMatchObject({ key: 'k', model: '', payer: 'operator' })
  expect(dims.matching({ key: 'k', capability: 'chat' })).toEqual(ids)
  expect([dims.matching({ key: 'other' }), dims.matching({})]).toEqual([[], undefined])
  db.close()
  await rm(folder, { recursive: true })
})

it('what another connection has added since is found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-dims-'))
  const [db, other] = [1, 2].map(() => openDatabase(join(folder, 'lucid.db')))
  if (!db || !other) throw new Error('not opened')
  const dims = dimsOf(db)
  dims.idOf(...fieldsOf('one'))
  const id = dimsOf(other).idOf(...fieldsOf('two'))
  expect([dims.get(id).model, dims.matching({ model: 'two' })]).toEqual(['two', [id]])
  db.close()
  other.close()
  await rm(folder, { recursive: true })
})
