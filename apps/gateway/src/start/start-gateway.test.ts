import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin } from '@lucid-gateway/core'
import { use } from '@lucid-gateway/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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
    const answer = await post(gateway.url, { model: 'demo/chat-fast', messages: hello })
    expect(await answer.json()).toMatchObject({ provider: 'demo', metadata: { demo: true } })
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
      expect(key).toMatch(/^lucid_[\w-]{43}$/)
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
