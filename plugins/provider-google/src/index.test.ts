import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPlugin } from '@lucid-gateway/core'
import { simulatorServiceAccount, startGeminiSimulator } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import plugin from './index.ts'
import { attemptsAt } from './test/attempts.ts'
import { startedPlugin } from './test/started-plugin.ts'

describe('the plugin', () => {
  it('is a good one', () => {
    expect(checkPlugin(plugin, { from: 'the source' })).toMatchObject({ id: 'google' })
  })

  it('names the hosts of the API it was told of, and no other', async () => {
    const hosts = async (settings: object): Promise<unknown> => {
      const config = await plugin.config?.['~standard'].validate(settings)
      if (!config || config.issues || typeof plugin.hosts !== 'function') return config?.issues
      return plugin.hosts(config.value)
    }
    const google = [
      'metadata.google.internal',
      'oauth2.googleapis.com',
      'sts.googleapis.com',
      'iamcredentials.googleapis.com',
    ]
    const vertex = (location?: string) => ({ vertex: { project: 'p', ...(location ? { location } : {}) } })
    expect(await hosts({})).toEqual(['generativelanguage.googleapis.com'])
    expect(await hosts({ baseUrl: 'http://127.0.0.1:8443' })).toEqual(['127.0.0.1:8443'])
    expect(await hosts(vertex())).toEqual(['aiplatform.googleapis.com', ...google])
    expect(await hosts(vertex('europe-west4'))).toEqual(['europe-west4-aiplatform.googleapis.com', ...google])
    expect(await hosts(vertex('eu'))).toEqual(['aiplatform.eu.rep.googleapis.com', ...google])
    expect(await hosts(vertex('evil.test/'))).toMatchObject([{ path: ['vertex', 'location'] }])
    expect(await hosts({ vertex: {} })).toMatchObject([{ path: ['vertex', 'project'] }])
    expect(await hosts({ apiVersion: '../v1' })).toMatchObject([{ path: ['apiVersion'] }])
  })

  it('speaks the version of the API that it is told to', async () => {
    await using simulator = await startGeminiSimulator()
    await using attempts = attemptsAt(simulator)
    const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] } as const
    const older = await startedPlugin({ baseUrl: `${simulator.url}/`, apiVersion: 'v1beta' })
    await older.chat.generate(request, attempts.next('gemini-2.0-flash'))
    await older.probe(attempts.next(''))
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      '/v1beta/models/gemini-2.0-flash:generateContent',
      '/v1beta/models',
    ])
  })

  it('says what is missing where there is no key', async () => {
    await using simulator = await startGeminiSimulator()
    await using attempts = attemptsAt(simulator)
    const started = await startedPlugin({ baseUrl: simulator.url })
    await expect(started.probe(attempts.next('', { credentials: {} }))).rejects.toMatchObject({
      code: 'auth',
      origin: 'gateway',
      hint: expect.stringContaining('GEMINI_API_KEY'),
    })
  })

  it("loads Google's packages for tokens, and for nothing that a key is for", async () => {
    await using simulator = await startGeminiSimulator()
    const child = fileURLToPath(new URL('test/lazy-auth-child.ts', import.meta.url))
    const flags = ['--conditions=@lucid-gateway/source', '--no-warnings']
    const account = JSON.stringify(simulatorServiceAccount)
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, child, simulator.url, account])
    const loads = JSON.parse(stdout) as Record<string, number>
    expect(loads).toMatchObject({ start: 0, 'all that a key is for': 0 })
    expect(loads['a service account']).toBeGreaterThan(0)
  }, 20_000)
})
