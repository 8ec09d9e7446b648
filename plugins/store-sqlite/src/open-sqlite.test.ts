import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { openSqlite } from './open-sqlite.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-sqlite-'))
  file = join(folder, 'lucid.db')
})
afterEach(() => rm(folder, { recursive: true }))

it('what was written is there after the file was closed', async () => {
  const first = openSqlite({ file })
  void first.store.insert('t', 'a', { n: 1 })
  await first.close()
  const second = openSqlite({ file })
  expect(await second.store.get('t', 'a')).toEqual({ id: 'a', version: 1, value: { n: 1 } })
  await second.close()
  await expect(second.store.get('t', 'a')).rejects.toMatchObject({ reason: 'store_closed' })
})

it('nothing is made until it is needed', async () => {
  const sqlite = openSqlite({ file: join(folder, 'new', 'lucid.db') })
  expect(await sqlite.store.get('t', 'a')).toBeUndefined()
  expect(await sqlite.store.list('t')).toEqual([])
  await sqlite.close()
  expect(await readdir(folder)).toEqual([])
  await expect(sqlite.store.get('t', 'a')).rejects.toMatchObject({ reason: 'store_closed' })
})

it('a folder that is not there is made', async () => {
  const sqlite = openSqlite({ file: join(folder, 'new', 'lucid.db') })
  await sqlite.open()
  await sqlite.close()
})

it('a second one in the same folder is refused until the first is closed', async () => {
  const first = openSqlite({ file })
  await first.open()
  const second = openSqlite({ file })
  await expect(second.open()).rejects.toMatchObject({ code: 'conflict', reason: 'store_in_use' })
  await expect(second.store.get('t', 'a')).rejects.toMatchObject({ reason: 'store_in_use' })
  await second.close()
  await first.close()
  const third = openSqlite({ file })
  await third.open()
  await third.close()
})

it('of a process that was killed the lock is gone, and what it was told is written is there', async () => {
  const source = new URL('engine/engine.ts', import.meta.url).href
  const script = join(folder, 'writer.mjs')
  await writeFile(
    script,
    `const { openEngine } = await import(${JSON.stringify(source)})
     const engine = openEngine(${JSON.stringify(file)})
     engine.run([{ op: 'insert', args: ['t', 'a', '{"n":1}'] }])
     for (let round = 0; round < 3; round++) globalThis.gc()
     process.stdout.write('written')
     setInterval(() => {}, 1000)`,
  )
  const child = spawn(process.execPath, ['--expose-gc', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const refused = openSqlite({ file })
  await expect(refused.open()).rejects.toThrow(`process ${child.pid} on`)
  await refused.close()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const heir = openSqlite({ file })
  expect(await heir.store.get('t', 'a')).toMatchObject({ value: { n: 1 } })
  await heir.close()
})
