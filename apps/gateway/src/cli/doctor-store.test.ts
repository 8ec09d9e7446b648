import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadConfig } from '../config/load-config.ts'
import { storeFinding } from './doctor-store.ts'

const sqlite = new URL('../../../../plugins/store-sqlite/src/index.ts', import.meta.url).pathname

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-doctor-'))
  await writeFile(join(cwd, 'sqlite.mjs'), `export { default } from '${sqlite}'`)
  const head = "id: 'none', abi: 1, capabilities: {}, credentials: {}, hosts: [], models: []"
  await writeFile(join(cwd, 'none.mjs'), `export default { ${head}, setup() {} }`)
})
afterEach(() => rm(cwd, { recursive: true }))

const find = async (store: object | undefined, env: Readonly<Record<string, string>> = {}) =>
  storeFinding({ cwd, configured: await loadConfig({ cwd, env, value: store ? { store } : {} }) })

it('what a store plugin has is told without opening it', async () => {
  const file = join(cwd, 'lucid.db')
  const plugin = './sqlite.mjs'
  expect(await find({ plugin, config: { file } })).toBe(
    'store: ./sqlite.mjs has store, ledger (it was not opened)',
  )
  expect(await find(undefined)).toBeUndefined()
})

it.each([
  ['is not there', { plugin: './gone.mjs' }, /it was not found/],
  ['has nothing to stand on', { plugin: './none.mjs' }, /neither a store nor a ledger/],
  ['is set otherwise than it takes', { plugin: './sqlite.mjs', config: { file: 3 } }, /expected string/],
  ['lacks its secret', { plugin: './sqlite.mjs', config: { file: 'env:NOTES' } }, /NOTES is not set/],
])('one that %s is told of', async (_what, store, message) => {
  await expect(find(store)).rejects.toThrow(message)
})
