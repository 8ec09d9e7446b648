import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPlugin } from '@lucid-gateway/core'
import { simulatorKey, startReplicateSimulator } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import plugin from './index.ts'
import { attemptsAt } from './test/attempts.ts'
import { startedPlugin } from './test/started-plugin.ts'

describe('the plugin', () => {
  it('is a good one', () => {
    expect(checkPlugin(plugin, { from: 'the source' })).toMatchObject({ id: 'replicate' })
  })

  it('names the host of the API it was told of, and no other, and takes good settings alone', async () => {
    const hosts = async (settings: object): Promise<unknown> => {
      const config = await plugin.config?.['~standard'].validate(settings)
      if (!config || config.issues || typeof plugin.hosts !== 'function') return config?.issues
      return plugin.hosts(config.value)
    }
    expect(await hosts({})).toEqual(['api.replicate.com'])
    expect(await hosts({ baseUrl: 'https://proxy.example:8443/v1' })).toEqual(['proxy.example:8443'])
    expect(await hosts({ baseUrl: 'ftp://x' })).toMatchObject([{ path: ['baseUrl'] }])
    expect(await hosts({ cancelAfter: 'soon' })).toMatchObject([{ path: ['cancelAfter'] }])
    expect(await hosts({ collections: ['a/b'] })).toMatchObject([{ path: ['collections', 0] }])
    expect(await hosts({ base_url: 'https://x' })).toMatchObject([
      { message: expect.stringContaining('base_url') },
    ])
  })

  it('takes nothing from the environment that its account does not say', async () => {
    await using simulator = await startReplicateSimulator()
    await using attempts = attemptsAt(simulator)
    process.env['REPLICATE_API_TOKEN'] = 'r8_of_the_environment'
    try {
      await (await startedPlugin({ baseUrl: `${simulator.url}/` })).probe(attempts.next(''))
    } finally {
      delete process.env['REPLICATE_API_TOKEN']
    }
    expect(simulator.requests[0]).toMatchObject({
      path: '/v1/account',
      headers: { authorization: `Bearer ${simulatorKey}` },
    })
  })

  it('probes with the cheapest call, which shows a bad token', async () => {
    await using simulator = await startReplicateSimulator()
    await using attempts = attemptsAt(simulator, 'r8_nobody_knows')
    const { probe } = await startedPlugin({ baseUrl: simulator.url })
    await expect(probe(attempts.next(''))).rejects.toMatchObject({ code: 'auth', origin: 'provider' })
    expect(simulator.requests).toHaveLength(1)
  })

  it('loads the SDK when something is asked, and not before', async () => {
    await using simulator = await startReplicateSimulator()
    const child = fileURLToPath(new URL('test/lazy-sdk-child.ts', import.meta.url))
    const flags = ['--conditions=@lucid-gateway/source', '--no-warnings']
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...flags,
      child,
      simulator.url,
      simulatorKey,
    ])
    const loads = JSON.parse(stdout) as Record<string, number>
    expect(loads).toMatchObject({ start: 0 })
    expect(loads['a job']).toBeGreaterThan(0)
  }, 20_000)
})
