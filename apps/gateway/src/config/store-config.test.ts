import { expect, it } from 'vitest'
import { loadConfig } from './load-config.ts'
import { storeConfig, storeSecrets } from './store-config.ts'

const env = { DATABASE_URL: 'postgres://me:secret-of-mine@db/lucid', EMPTY: '' }
const config = { url: 'env:DATABASE_URL', pools: [{ url: 'env:DATABASE_URL', size: 3 }], name: 'environment' }

it('what stands for a variable is replaced by its value, wherever it stands', () => {
  const url = env.DATABASE_URL
  expect(storeConfig(config, env)).toEqual({ url, pools: [{ url, size: 3 }], name: 'environment' })
  expect(storeConfig(undefined, env)).toBeUndefined()
  expect([...storeSecrets(config, env)].filter(Boolean)).toEqual([url, url])
})

it.each(['env:EMPTY', 'env:NOWHERE'])('%s, which is not set, is named with its place', text => {
  expect(() => storeConfig({ pools: [{ url: text }] }, env)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/store\.config\.pools\[0\]\.url: .* is not set/),
    }),
  )
})

it.each([
  ['a file beside a plugin', { file: 'a.db', plugin: 'lucid-store-notes' }],
  ['settings of no plugin', { config: { file: 'a.db' } }],
])('%s is a mistake', async (_what, store) => {
  await expect(loadConfig({ cwd: '/', env: {}, value: { store } })).rejects.toThrow(
    /store: must be false, \{ file \} or \{ plugin, config \}/,
  )
})
