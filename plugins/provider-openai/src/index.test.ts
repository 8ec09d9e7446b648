import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPlugin } from '@lucid-gateway/core'
import { simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import plugin from './index.ts'
import { attemptsAt } from './test/attempts.ts'
import { startedPlugin } from './test/started-plugin.ts'

describe('the plugin', () => {
  it('is a good one', () => {
    expect(checkPlugin(plugin, { from: 'the source' })).toMatchObject({ id: 'openai' })
  })

  it('names the host of the API it was told of, and no other', async () => {
    const hosts = async (settings: object): Promise<unknown> => {
      const config = await plugin.config?.['~standard'].validate(settings)
      if (!config || config.issues || typeof plugin.hosts !== 'function') return config?.issues
      return plugin.hosts(config.value)
    }
    expect(await hosts({})).toEqual(['api.openai.com'])
    expect(await hosts({ baseUrl: 'https://eu.api.openai.com:8443/v1' })).toEqual(['eu.api.openai.com:8443'])
    expect(await hosts({ baseUrl: 'ftp://x' })).toMatchObject([{ path: ['baseUrl'] }])
    expect(await hosts({ base_url: 'https://x' })).toMatchObject([
      { message: expect.stringContaining('base_url') },
    ])
  })

  it('says which organization and project a request is for', async () => {
    await using simulator = await startOpenAISimulator()
    await using attempts = attemptsAt(simulator)
    const settings = { baseUrl: `${simulator.url}/`, organization: 'org-1', project: 'proj-1' }
    const started = await startedPlugin(settings)
    await started.probe(attempts.next(''))
    await started.listModels(attempts.next(''))
    for (const { headers, path } of simulator.requests) {
      expect(path).toBe('/v1/models')
      expect(headers).toMatchObject({ 'openai-organization': 'org-1', 'openai-project': 'proj-1' })
    }
    expect(simulator.requests).toHaveLength(2)
  })

  it('takes nothing from the environment that its settings do not say', async () => {
    await using simulator = await startOpenAISimulator()
    await using attempts = attemptsAt(simulator)
    const foreign = {
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_ORG_ID: 'org-env',
      OPENAI_PROJECT_ID: 'proj-env',
    }
    Object.assign(process.env, foreign)
    try {
      await (await startedPlugin({ baseUrl: simulator.url })).listModels(attempts.next(''))
    } finally {
      for (const name of Object.keys(foreign)) delete process.env[name]
    }
    expect(simulator.requests[0]?.headers).not.toHaveProperty('openai-organization')
  })

  it('loads the SDK for the list of models, and for nothing that is done often', async () => {
    await using simulator = await startOpenAISimulator()
    const child = fileURLToPath(new URL('test/lazy-sdk-child.ts', import.meta.url))
    const flags = ['--conditions=@lucid-gateway/source', '--no-warnings']
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...flags,
      child,
      simulator.url,
      simulatorKey,
    ])
    const loads = JSON.parse(stdout) as Record<string, number>
    expect(loads).toMatchObject({ start: 0, chat: 0, 'all but the list of models': 0 })
    expect(loads['the list of models']).toBeGreaterThan(0)
  }, 20_000)
})
