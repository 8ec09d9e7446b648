import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPlugin } from '@lucid-gateway/core'
import { simulatorKey, startAnthropicSimulator } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import plugin from './index.ts'
import { attemptsAt } from './test/attempts.ts'
import { startedPlugin } from './test/started-plugin.ts'

describe('the plugin', () => {
  it('is a good one', () => {
    expect(checkPlugin(plugin, { from: 'the source' })).toMatchObject({ id: 'anthropic' })
  })

  it('names the host of the API it was told of, and no other', async () => {
    const hosts = async (settings: object): Promise<unknown> => {
      const config = await plugin.config?.['~standard'].validate(settings)
      if (!config || config.issues || typeof plugin.hosts !== 'function') return config?.issues
      return plugin.hosts(config.value)
    }
    expect(await hosts({})).toEqual(['api.anthropic.com'])
    expect(await hosts({ baseUrl: 'https://proxy.example:8443' })).toEqual(['proxy.example:8443'])
    expect(await hosts({ baseUrl: 'ftp://x' })).toMatchObject([{ path: ['baseUrl'] }])
    expect(await hosts({ version: '2023-01-01' })).toMatchObject([{ path: ['version'] }])
    expect(await hosts({ betas: ['a, b'] })).toMatchObject([{ path: ['betas', 0] }])
  })

  it('says its version and betas with each request', async () => {
    await using simulator = await startAnthropicSimulator()
    await using attempts = attemptsAt(simulator)
    const betas = ['context-1m-2025-08-07']
    const started = await startedPlugin({ baseUrl: `${simulator.url}/`, version: '2023-06-01', betas })
    await started.probe(attempts.next(''))
    await started.listModels(attempts.next(''))
    await started.chat.count(
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] },
      attempts.next('claude-sonnet-5'),
    )
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      '/v1/models',
      '/v1/models',
      '/v1/messages/count_tokens',
    ])
    for (const { headers } of simulator.requests)
      expect(headers).toMatchObject({ 'anthropic-version': '2023-06-01', 'anthropic-beta': betas[0] })
  })

  it('takes nothing from the environment that its settings do not say', async () => {
    await using simulator = await startAnthropicSimulator()
    await using attempts = attemptsAt(simulator)
    const foreign = { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9', ANTHROPIC_AUTH_TOKEN: 'token-of-another' }
    Object.assign(process.env, foreign)
    try {
      await (await startedPlugin({ baseUrl: simulator.url })).listModels(attempts.next(''))
    } finally {
      for (const name of Object.keys(foreign)) delete process.env[name]
    }
    expect(simulator.requests[0]?.headers['authorization']).toBe(`Bearer ${simulatorKey}`)
  })

  it('loads the SDK for the list of models, and for nothing that is done often', async () => {
    await using simulator = await startAnthropicSimulator()
    const child = fileURLToPath(new URL('test/lazy-sdk-child.ts', import.meta.url))
    const flags = ['--conditions=@lucid-gateway/source', '--no-warnings']
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...flags,
      child,
      simulator.url,
      simulatorKey,
    ])
    const loads = JSON.parse(stdout) as Record<string, number>
    expect(loads).toMatchObject({ start: 0, 'all but the list of models': 0 })
    expect(loads['the list of models']).toBeGreaterThan(0)
  }, 20_000)
})
