import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeKey } from '../access/key-format.ts'
import { disposable, hello, postChat } from '../testing/started-gateway.ts'
import type { Config } from '../config/config.ts'
import { startGateway } from './start-gateway.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-start-'))
})
afterEach(() => rm(cwd, { recursive: true }))

describe('artifacts', () => {
  it('lie in a folder of the data folder that is made for the first of them, and outlive the gateway', async () => {
    const options = { cwd, env: {}, port: 0, write: () => {} }
    const first = await startGateway(options)
    await expect(stat(join(cwd, 'data', 'artifacts'))).rejects.toThrow('ENOENT')
    const facts = { mediaType: 'image/png' }
    await first.runtime.ports.blobs.put('a', Buffer.from('bytes'), facts)
    await first.close()
    expect(await readdir(join(cwd, 'data', 'artifacts'))).toHaveLength(1)

    await using second = disposable(await startGateway(options))
    await second.reload()
    const { body, ...head } = (await second.runtime.ports.blobs.get('a')) ?? {}
    expect(head).toEqual({ id: 'a', size: 5, ...facts })
    expect(Buffer.concat(await Array.fromAsync(body ?? [])).toString()).toBe('bytes')
  })
})

describe('the store', () => {
  const options = { env: {}, port: 0, write: () => {} }

  it('is made at the start, and outlives the gateway', async () => {
    const first = await startGateway({ ...options, cwd })
    await stat(join(cwd, 'data', 'lucid.db'))
    await first.runtime.ports.store.insert('t', 'a', { n: 1 })
    await first.close()
    await using second = disposable(await startGateway({ ...options, cwd }))
    expect(await second.runtime.ports.store.get('t', 'a')).toMatchObject({ value: { n: 1 } })
  })

  it('of another gateway is left alone, and that gateway named', async () => {
    await using _ = disposable(await startGateway({ ...options, cwd }))
    await expect(startGateway({ ...options, cwd })).rejects.toMatchObject({
      reason: 'store_in_use',
      message: expect.stringContaining(`process ${process.pid} on `) as string,
    })
  })

  it('has what calls used, by way of a journal of which nothing is left', async () => {
    const first = await startGateway({ ...options, cwd })
    await expect(stat(join(cwd, 'data', 'journal'))).rejects.toThrow('ENOENT')
    await (await postChat(first.url, { model: 'demo/chat-fast', messages: hello })).json()
    expect(await readdir(join(cwd, 'data', 'journal'))).not.toEqual([])
    await first.close()
    expect(await readdir(join(cwd, 'data', 'journal'))).toEqual([])
    await using second = disposable(await startGateway({ ...options, cwd }))
    const { rows } = await second.runtime.ports.ledger.attempts()
    expect(rows).toMatchObject([{ record: { provider: 'demo', status: 'finished' } }])
  })

  it('has what calls used, and what they are about to use, where the config says that no journal is to be kept', async () => {
    const config = { ledger: { on: true, mode: 'store' } } as const
    const first = await startGateway({ ...options, cwd, config })
    await (await postChat(first.url, { model: 'demo/chat-fast', messages: hello })).json()
    expect(await first.runtime.ports.store.list('journal_intents')).toHaveLength(1)
    await first.close()
    await expect(stat(join(cwd, 'data', 'journal'))).rejects.toThrow('ENOENT')
    await using second = disposable(await startGateway({ ...options, cwd, config }))
    const { store, ledger } = second.runtime.ports
    expect((await ledger.attempts()).rows).toMatchObject([
      { record: { provider: 'demo', status: 'finished' } },
    ])
    expect([...(await store.list('journal_intents')), ...(await store.list('journal_owners'))]).toEqual([])
  })

  it('is in memory where the config says so', async () => {
    const config = { plugins: [], store: false as const }
    await using gateway = disposable(await startGateway({ ...options, cwd, config }))
    await gateway.runtime.ports.store.insert('t', 'a', {})
    await expect(stat(join(cwd, 'data', 'lucid.db'))).rejects.toThrow('ENOENT')
  })

  it('is the file that the config names, or what a plugin has', async () => {
    const file = join(cwd, 'elsewhere', 'my.db')
    const config = { plugins: [], store: { file } }
    const first = await startGateway({ ...options, cwd, config })
    await first.runtime.ports.store.insert('t', 'a', { n: 2 })
    await first.close()
    const store = { plugin: '@lucid-gateway/store-sqlite', config: { file } }
    const folder = join(import.meta.dirname, '..', '..')
    await using second = disposable(
      await startGateway({
        ...options,
        env: { LUCID_DATA_DIR: join(cwd, 'data') },
        cwd: folder,
        config: { plugins: [], store },
      }),
    )
    expect(await second.runtime.ports.store.get('t', 'a')).toMatchObject({ value: { n: 2 } })
  })

  it('of a plugin says where its settings stand', async () => {
    const store = { plugin: '@lucid-gateway/store-sqlite', config: { file: 3 } }
    const folder = join(import.meta.dirname, '..', '..')
    const env = { LUCID_DATA_DIR: join(cwd, 'data') }
    const started = startGateway({ ...options, env, cwd: folder, config: { plugins: [], store } })
    await expect(started).rejects.toMatchObject({ reason: 'plugin_config', param: 'store.config.file' })
  })

  describe('of a plugin that has', () => {
    const engine = new URL('../../../../packages/core/src/engine/index.ts', import.meta.url)
    const plugin = (provided: string) => `
      import { memoryLedger, memoryStore } from '${engine.href}'
      const ports = { ${provided} }
      const head = { id: 'half', abi: 1, capabilities: {}, credentials: {}, hosts: [], models: [] }
      export default { ...head, ports: Object.keys(ports), setup: ({ provide }) => provide({ ports }) }`
    const start = async (provided: string, more: Config = {}) => {
      await writeFile(join(cwd, 'half.mjs'), plugin(provided))
      const config = { plugins: [], store: { plugin: './half.mjs' }, ...more }
      return startGateway({ ...options, cwd, config })
    }

    it('no ledger, none is kept only where that is said', async () => {
      await expect(start('store: memoryStore()')).rejects.toMatchObject({
        reason: 'store_without_ledger',
        hint: expect.stringContaining('ledger: { on: false }'),
      })
      await (await start('store: memoryStore()', { ledger: { on: false } })).close()
    })

    it('a ledger alone, the rest is in memory', async () => {
      await using gateway = disposable(await start('ledger: memoryLedger()'))
      expect(await gateway.runtime.ports.store.insert('t', 'a', {})).toBe(true)
    })
  })

  it('can not be a plugin that has none', async () => {
    const store = { plugin: '@lucid-gateway/provider-demo' }
    const folder = join(import.meta.dirname, '..', '..')
    await expect(
      startGateway({
        ...options,
        env: { LUCID_DATA_DIR: join(cwd, 'data') },
        cwd: folder,
        config: { plugins: [], store },
      }),
    ).rejects.toMatchObject({ reason: 'plugin_without_store' })
  })
})

describe('a data folder that can not be used', () => {
  const inTheWay = async (): Promise<string> => {
    const file = join(cwd, 'file')
    await writeFile(file, 'no folder')
    return join(file, 'data')
  }

  it('is told with what to do, where the first admin key should be in it', async () => {
    const options = { cwd, env: { LUCID_DATA_DIR: await inTheWay() }, port: 0, write: () => {} }
    await expect(startGateway(options)).rejects.toMatchObject({
      reason: 'no_data_folder',
      hint: expect.stringContaining('LUCID_DATA_DIR') as string,
    })
  })

  it('is told at the start, not by the first call that is refused for it', async () => {
    let logged = ''
    const env = { LUCID_DATA_DIR: await inTheWay(), LUCID_ADMIN_KEY: makeKey('lucid_admin_') }
    const write = (line: string): void => void (logged += line)
    await using gateway = disposable(await startGateway({ cwd, env, port: 0, write }))
    expect(logged).toContain('can not be written, so no call is taken')
    const answer = await postChat(gateway.url, { model: 'demo/chat-fast', messages: hello })
    expect(answer.status).toBe(503)
  })
})
