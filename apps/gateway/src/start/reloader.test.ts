import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin } from '@lucid-gateway/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { disposable, hello, postChat } from '../testing/started-gateway.ts'
import { until } from '../testing/test-gateway.ts'
import { startGateway } from './start-gateway.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-start-'))
})
afterEach(() => rm(cwd, { recursive: true }))

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
    expect((await postChat(gateway.url, large)).status).toBe(413)
    await writeFile(file, config(5000))
    await gateway.reload()
    expect(gateway.runtime.generation).toBe(2)
    expect((await postChat(gateway.url, large)).status).toBe(200)
    for (const bad of [
      '{"server":',
      config('many'),
      '{"sever":{}}',
      '{"channels":{"stable":{"chat.default":{"provider":"nobody","model":"x"}}}}',
    ]) {
      await writeFile(file, bad)
      await expect(gateway.reload()).rejects.toThrow(/lucid\.config\.json:\d+:\d+/)
      expect((await postChat(gateway.url, large)).status).toBe(200)
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
    expect((await postChat(gateway.url, { model: 'demo/chat-fast', messages: hello })).status).toBe(401)
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
    expect(await (await postChat(gateway.url, { model: 'quick', messages: hello })).json()).toMatchObject({
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
