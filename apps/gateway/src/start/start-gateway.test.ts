import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin, secret } from '@lucid-gateway/core'
import { use } from '@lucid-gateway/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { banner } from '../cli/banner.ts'
import { testGateway, until } from '../testing/test-gateway.ts'
import { startGateway } from './start-gateway.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-start-'))
})
afterEach(() => rm(cwd, { recursive: true }))

const hello = [{ role: 'user', content: 'hi' }]

describe('zero config', () => {
  it('in an empty folder serves the demo that the host brings along', async () => {
    await using gateway = disposable(await startGateway({ cwd, env: {}, port: 0, write: () => {} }))
    expect(gateway.plugins).toEqual([
      expect.objectContaining({ id: 'demo', from: 'bundled', state: 'enabled' }),
    ])
    expect(banner(gateway)).toMatch(/chat\.default -> demo\//)
    const answer = await post(gateway.url, { model: 'demo/chat-fast', messages: hello })
    expect(await answer.json()).toMatchObject({ provider: 'demo', metadata: { demo: true } })
  })
})

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

  it('is made when there is something to keep, and outlives the gateway', async () => {
    const first = await startGateway({ ...options, cwd })
    await expect(stat(join(cwd, 'data', 'lucid.db'))).rejects.toThrow('ENOENT')
    await first.runtime.ports.store.insert('t', 'a', { n: 1 })
    await first.close()
    await using second = disposable(await startGateway({ ...options, cwd }))
    expect(await second.runtime.ports.store.get('t', 'a')).toMatchObject({ value: { n: 1 } })
  })

  it('of another gateway is left alone, and that gateway named', async () => {
    await using first = disposable(await startGateway({ ...options, cwd }))
    await first.runtime.ports.store.insert('t', 'a', {})
    await expect(startGateway({ ...options, cwd })).rejects.toMatchObject({
      reason: 'store_in_use',
      message: expect.stringContaining(`process ${process.pid} on `) as string,
    })
  })

  it('has what calls used, by way of a journal of which nothing is left', async () => {
    const first = await startGateway({ ...options, cwd, config: { ledger: { on: true } } })
    await expect(stat(join(cwd, 'data', 'journal'))).rejects.toThrow('ENOENT')
    await (await post(first.url, { model: 'demo/chat-fast', messages: hello })).json()
    expect(await readdir(join(cwd, 'data', 'journal'))).not.toEqual([])
    await first.close()
    expect(await readdir(join(cwd, 'data', 'journal'))).toEqual([])
    await using second = disposable(await startGateway({ ...options, cwd, config: { ledger: { on: true } } }))
    const { rows } = await second.runtime.ports.ledger.attempts()
    expect(rows).toMatchObject([{ record: { provider: 'demo', status: 'finished' } }])
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

describe('a credential that is not set', () => {
  it('is named to who calls for a plugin that was left out for want of it', async () => {
    const folder = join(cwd, 'node_modules', 'acme-plugin')
    await mkdir(folder, { recursive: true })
    await writeFile(join(cwd, 'package.json'), '{ "dependencies": { "acme-plugin": "1.0.0" } }')
    const lucid = {
      id: 'acme',
      abi: 1,
      capabilities: ['chat'],
      credentials: { apiKey: { env: ['ACME_KEY'], required: true } },
    }
    const manifest = { name: 'acme-plugin', keywords: ['lucid-plugin'], exports: './index.js', lucid }
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    await using gateway = disposable(await startGateway({ cwd, env: {}, port: 0, write: () => {} }))
    const answer = await post(gateway.url, { model: 'acme/large', messages: hello })
    expect(await answer.json()).toMatchObject({
      error: {
        reason: 'missing_credentials',
        message: expect.stringContaining('ACME_KEY is not set'),
        hint: expect.stringContaining('Set ACME_KEY'),
      },
    })
  })

  it('is named in the log and in the banner where its account was configured', async () => {
    const keyed = definePlugin({
      id: 'keyed',
      abi: 1,
      credentials: { apiKey: secret('KEYED_KEY') },
      setup: ({ provide }) => provide({}),
    })
    const lines: string[] = []
    await using gateway = disposable(
      await startGateway({
        cwd,
        env: {},
        port: 0,
        plugins: [keyed],
        write: line => void lines.push(line),
      }),
    )
    expect(banner(gateway)).toMatch(/keyed .*set KEYED_KEY/)
    expect(lines.join('')).toMatch(/KEYED_KEY/)
  })
})

describe('an address that others can reach', () => {
  it('makes one key, shows it once, keeps its hash, and serves nobody without it', async () => {
    const lines: string[] = []
    const options = { cwd, env: {}, host: '0.0.0.0', port: 0, write: (line: string) => void lines.push(line) }
    let key: string
    {
      await using gateway = disposable(await startGateway(options))
      key = gateway.firstKey ?? ''
      expect(key).toMatch(/^lucid_\w{43}_\w{6}$/)
      expect((await post(gateway.url, { messages: hello })).status).toBe(401)
      const answer = await post(
        gateway.url,
        { model: 'demo/chat-fast', messages: hello },
        { authorization: `Bearer ${key}` },
      )
      expect(answer.status).toBe(200)
      const file = join(cwd, 'data', 'first-key.json')
      expect(await readFile(file, 'utf8')).not.toContain(key)
      expect((await stat(file)).mode & 0o777).toBe(0o600)
    }
    await using again = disposable(await startGateway(options))
    expect(again.firstKey).toBeUndefined()
    expect(
      (await post(again.url, { model: 'demo/chat-fast', messages: hello }, { 'x-api-key': key })).status,
    ).toBe(200)
    expect(lines.join('')).not.toContain(key)
  })
})

describe('a first key', () => {
  it('is not lost when the gateway can not listen', async () => {
    await using first = disposable(await startGateway({ cwd, env: {}, port: 0, write: () => {} }))
    const data = join(cwd, 'data')
    const options = { cwd, env: { LUCID_DATA_DIR: data }, host: '0.0.0.0', write: () => {} }
    await expect(startGateway({ ...options, port: first.port })).rejects.toThrow(/in use/)
    await expect(stat(join(data, 'first-key.json'))).rejects.toThrow('ENOENT')
    await using second = disposable(await startGateway({ ...options, port: 0 }))
    expect(second.firstKey).toMatch(/^lucid_/)
    expect(banner(second)).toContain(join(data, 'first-key.json'))
  })

  it('that was shown before: the banner says where its hash is and how to get another', async () => {
    const options = { cwd, env: {}, host: '0.0.0.0', port: 0, write: () => {} }
    await (await startGateway(options)).close({ drainMs: 0 })
    await using again = disposable(await startGateway(options))
    expect(again.firstKey).toBeUndefined()
    expect(banner(again)).toMatch(/first-key\.json; delete that file and start again for a new key/)
  })
})

it('an unknown LUCID_LOG_LEVEL is refused, not taken for another', async () => {
  const env = { LUCID_LOG_LEVEL: 'verbose' }
  await expect(startGateway({ cwd, env, port: 0, write: () => {} })).rejects.toMatchObject({
    message: 'LUCID_LOG_LEVEL is "verbose", which is no level.',
  })
})

describe('plugins that go wrong', () => {
  it.each([
    ['throws when imported', 'throw new Error("no luck today")', /no luck today.*bad\.mjs:1/],
    ['exports something else', 'export default 42', /is not a plugin/],
    [
      'has another ABI',
      'export default { id: "bad", abi: 7, capabilities: {}, credentials: {}, setup() {} }',
      /contract version 7/,
    ],
    ['imports what is not there', 'import "not-there-at-all"; export default {}', /not-there-at-all/],
  ])('one that %s is named, and the host is up', async (_what, code, said) => {
    await writeFile(join(cwd, 'bad.mjs'), code)
    await using gateway = disposable(
      await startGateway({ cwd, env: {}, port: 0, plugins: ['./bad.mjs'], write: () => {} }),
    )
    const [report] = gateway.plugins
    expect(report).toMatchObject({ state: 'failed', name: './bad.mjs', why: expect.stringMatching(said) })
    expect(report?.error?.hint).toBeTruthy()
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${gateway.url}/readyz`)).json()).toMatchObject({ failed_plugins: 1 })
    expect(banner(gateway)).toMatch(/Serving +nothing/)
    expect(banner(gateway)).not.toContain('Try')
  })

  it('one whose setup throws or never settles is named, and the host is up', async () => {
    const broken = definePlugin({ id: 'broken', abi: 1, setup: () => Promise.reject(new Error('no socket')) })
    const stuck = definePlugin({ id: 'stuck', abi: 1, setup: () => new Promise<void>(() => {}) })
    await using host = await testGateway({
      plugins: [broken, stuck],
      config: { plugins: [], timeouts: { setupMs: 50 } },
    })
    expect(host.gateway.runtime.failures().map(({ plugin, error }) => [plugin, error.reason])).toEqual([
      ['broken', 'plugin_setup'],
      ['stuck', 'plugin_timeout'],
    ])
    expect(await (await fetch(`${host.url}/readyz`)).json()).toMatchObject({ failed_plugins: 2 })
  })

  it('the accounts of one that does not load are left out with it, and the host is up', async () => {
    const config = { plugins: ['./gone.mjs'], accounts: { eu: { provider: 'gone' } } }
    await using gateway = disposable(await startGateway({ cwd, env: {}, port: 0, config, write: () => {} }))
    expect(gateway.plugins).toMatchObject([{ state: 'failed' }])
  })

  it("an account's credential that its plugin does not know is an error with file and line", async () => {
    const plugin =
      'export default { id: "one", abi: 1, capabilities: {}, credentials: { apiKey: { kind: "secret", env: ["ONE"], required: true } }, setup() {} }'
    await writeFile(join(cwd, 'one.mjs'), plugin)
    await writeFile(
      join(cwd, 'lucid.config.yaml'),
      'plugins: [./one.mjs]\naccounts:\n  eu:\n    provider: one\n    credentials: { apikey: x }\n',
    )
    await expect(startGateway({ cwd, env: {}, port: 0, write: () => {} })).rejects.toThrow(
      /lucid\.config\.yaml:5:\d+: accounts\.eu\.credentials\.apikey: .*did you mean "apiKey"/,
    )
  })

  it('one that is required keeps the host from starting', async () => {
    const broken = definePlugin({ id: 'broken', abi: 1, setup: () => Promise.reject(new Error('no socket')) })
    await expect(testGateway({ plugins: [use(broken, { required: true })] })).rejects.toThrow(/no socket/)
  })
})

describe('reload', () => {
  it('takes a good config, and keeps the running one when it is bad', async () => {
    const file = join(cwd, 'lucid.config.json')
    const config = (limit: unknown) => JSON.stringify({ server: { limits: { bodyBytes: limit } } }, null, 1)
    const lines: string[] = []
    await writeFile(file, config(50))
    await using gateway = disposable(
      await startGateway({ cwd, env: {}, port: 0, write: line => void lines.push(line) }),
    )
    const large = { model: 'demo/chat-fast', messages: [{ role: 'user', content: 'x'.repeat(60) }] }
    expect((await post(gateway.url, large)).status).toBe(413)
    await writeFile(file, config(5000))
    await gateway.reload()
    expect(gateway.runtime.generation).toBe(2)
    expect((await post(gateway.url, large)).status).toBe(200)
    for (const bad of [
      '{"server":',
      config('many'),
      '{"sever":{}}',
      '{"channels":{"stable":{"chat.default":{"provider":"nobody","model":"x"}}}}',
    ]) {
      await writeFile(file, bad)
      await expect(gateway.reload()).rejects.toThrow(/lucid\.config\.json:\d+:\d+/)
      expect((await post(gateway.url, large)).status).toBe(200)
    }
    expect(gateway.runtime.generation).toBe(2)
    const logged = lines.filter(line => line.includes('the new config is bad'))
    expect(logged).toHaveLength(4)
    expect(logged[1]).toMatch(/server\.limits\.bodyBytes/)
  })

  it.each([
    ['is gone', undefined, /there is no such file/],
    ['is empty', '', /it is empty/],
    ['has comments only', '# keys:\n', /it is empty/],
    ['is null', 'null\n', /it is empty/],
    ['ends before its keys', 'aliases: {}\n', /no key any more/],
    ['is {}', '{}', /no key any more/],
  ])('lets nobody in without a key where the config %s', async (_what, broken, said) => {
    const file = join(cwd, 'lucid.config.yaml')
    const lines: string[] = []
    await writeFile(file, `keys:\n  - { name: app, key: 'sha256:${'0'.repeat(64)}' }\n`)
    await using gateway = disposable(
      await startGateway({ cwd, env: {}, port: 0, write: line => void lines.push(line) }),
    )
    if (broken === undefined) await rm(file)
    else await writeFile(file, broken)
    await expect(gateway.reload()).rejects.toThrow(said)
    expect((await post(gateway.url, { model: 'demo/chat-fast', messages: hello })).status).toBe(401)
    expect(gateway.keyless).toBe(false)
    expect(lines.join('')).toContain('the new config is bad; the running one stays')
  })

  it('keeps a plugin that ran before and fails to load now', async () => {
    const file = join(cwd, 'lucid.config.json')
    await mkdir(join(cwd, 'one'))
    const plugin = 'export default { id: "one", abi: 1, capabilities: {}, credentials: {}, setup() {} }'
    await writeFile(join(cwd, 'one', 'index.mjs'), plugin)
    await writeFile(
      join(cwd, 'one', 'package.json'),
      '{"name":"one","version":"1.0.0","exports":"./index.mjs"}',
    )
    await writeFile(file, '{"plugins":["./one/index.mjs"]}')
    await using gateway = disposable(await startGateway({ cwd, env: {}, port: 0, write: () => {} }))
    const before = gateway.plugins
    expect(before).toEqual([expect.objectContaining({ state: 'enabled' })])
    await rm(join(cwd, 'one'), { recursive: true })
    await expect(gateway.reload()).rejects.toThrow(/fails to load now/)
    expect(gateway.plugins).toBe(before)
    expect(gateway.runtime.generation).toBe(1)
  })

  it('keeps a plugin that ran before and whose setup fails now, and says why', async () => {
    const lines: string[] = []
    let fails = false
    const flaky = definePlugin({
      id: 'flaky',
      abi: 1,
      setup: ({ provide }) => {
        if (fails) throw new Error('no such region')
        provide({})
      },
    })
    await using gateway = disposable(
      await startGateway({ cwd, env: {}, port: 0, plugins: [flaky], write: line => void lines.push(line) }),
    )
    fails = true
    await expect(gateway.reload()).rejects.toThrow(/"flaky".*no such region/)
    expect([gateway.runtime.generation, gateway.runtime.failures()]).toEqual([1, []])
    expect(lines.join('')).toContain('the new config is bad; the running one stays')
    fails = false
    await gateway.reload()
    expect(gateway.runtime.generation).toBe(2)
  })

  it('is not held up for ever by a config module that never ends', async () => {
    const file = join(cwd, 'lucid.config.mjs')
    await writeFile(file, 'export default {}')
    await using gateway = disposable(await startGateway({ cwd, env: {}, port: 0, write: () => {} }))
    await writeFile(file, 'await new Promise(() => {})\nexport default { aliases: {} }')
    await utimes(file, 1, 1)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const stuck = gateway.reload()
      const said = expect(stuck).rejects.toThrow(/did not load within 10000 ms/)
      while (vi.getTimerCount() === 0) await new Promise(setImmediate)
      vi.advanceTimersByTime(10_000)
      await said
    } finally {
      vi.useRealTimers()
    }
    await writeFile(file, 'export default { aliases: { quick: "demo/chat-fast" } }')
    await gateway.reload()
    expect(gateway.runtime.generation).toBe(2)
  })

  it('happens by itself when the file changes and is watched', async () => {
    const file = join(cwd, 'lucid.config.json')
    await writeFile(file, '{}')
    await using gateway = disposable(
      await startGateway({ cwd, env: {}, port: 0, watch: true, write: () => {} }),
    )
    await writeFile(file, '{"aliases":{"quick":"demo/chat-fast"}}')
    await until(() => gateway.runtime.generation === 2)
    expect(await (await post(gateway.url, { model: 'quick', messages: hello })).json()).toMatchObject({
      model: 'chat-fast',
    })
  })

  it('says which changes wait for the next start', async () => {
    const file = join(cwd, 'lucid.config.json')
    const lines: string[] = []
    await writeFile(file, '{}')
    await using gateway = disposable(
      await startGateway({ cwd, env: {}, port: 0, write: line => void lines.push(line) }),
    )
    await writeFile(file, '{"server":{"port":4999}}')
    await gateway.reload()
    expect(lines.join('')).toContain('"settings":["server.port"]')
  })
})

describe('close', () => {
  it('says it is not ready, lets streams end, and takes no new connection', async () => {
    await using host = await testGateway()
    const stream = await host.post('/v1/chat', { model: 'scripted/slow', messages: hello, stream: true })
    const closed = host.gateway.close({ drainMs: 300 })
    await expect(fetch(`${host.url}/healthz`, { headers: { connection: 'close' } })).rejects.toThrow()
    const text = await stream.text()
    await closed
    expect(text).toContain('event: error')
    expect(text).toContain('"reason":"stopping"')
    expect(text).not.toContain('event: done')
  })

  it('is at once where nothing is under way', async () => {
    await using host = await testGateway()
    await host.post('/v1/chat', { model: 'scripted/echo', messages: hello }).then(answer => answer.text())
    const began = performance.now()
    await host.gateway.close()
    expect(performance.now() - began).toBeLessThan(500)
  })
})

function disposable<T extends { close(options: { drainMs: number }): Promise<void> }>(
  gateway: T,
): T & AsyncDisposable {
  return Object.assign(gateway, { [Symbol.asyncDispose]: () => gateway.close({ drainMs: 0 }) })
}

function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${url}/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
