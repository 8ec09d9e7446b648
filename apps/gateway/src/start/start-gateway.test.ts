import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin, secret } from '@lucid-gateway/core'
import { use } from '@lucid-gateway/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { banner } from '../cli/banner.ts'
import { disposable, hello, postChat } from '../testing/started-gateway.ts'
import { testGateway } from '../testing/test-gateway.ts'
import { startGateway } from './start-gateway.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-start-'))
})
afterEach(() => rm(cwd, { recursive: true }))

describe('zero config', () => {
  it('in an empty folder serves the demo that the host brings along', async () => {
    await using gateway = disposable(await startGateway({ cwd, env: {}, port: 0, write: () => {} }))
    expect(gateway.plugins).toEqual([
      expect.objectContaining({ id: 'demo', from: 'bundled', state: 'enabled' }),
    ])
    expect(banner(gateway)).toMatch(/chat\.default -> demo\//)
    const answer = await postChat(gateway.url, { model: 'demo/chat-fast', messages: hello })
    expect(await answer.json()).toMatchObject({ provider: 'demo', metadata: { demo: true } })
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
    const answer = await postChat(gateway.url, { model: 'acme/large', messages: hello })
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
      expect((await postChat(gateway.url, { messages: hello })).status).toBe(401)
      const answer = await postChat(
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
      (await postChat(again.url, { model: 'demo/chat-fast', messages: hello }, { 'x-api-key': key })).status,
    ).toBe(200)
    expect(lines.join('')).not.toContain(key)
  })
})

describe('a first key', () => {
  it('is not lost when the gateway can not listen', async () => {
    await using first = disposable(await startGateway({ cwd, env: {}, port: 0, write: () => {} }))
    const data = join(cwd, 'other')
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

  it('is at once where nothing is under way', { timeout: 90_000 }, async () => {
    await using host = await testGateway()
    await host.post('/v1/chat', { model: 'scripted/echo', messages: hello }).then(answer => answer.text())
    const began = performance.now()
    await host.gateway.close({ drainMs: 60_000 })
    // Far from both: what a busy machine needs, and the time that is given to what is under way.
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})
