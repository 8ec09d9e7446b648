import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type GeminiSimulator,
  type GeminiSimulatorOptions,
  simulatorServiceAccount,
  simulatorUserCredentials,
  startGeminiSimulator,
} from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/gemini'
import { describe, expect, it, vi } from 'vitest'
import { type Attempts, attemptsAt } from '../test/attempts.ts'
import { type StartedPlugin, startedPlugin } from '../test/started-plugin.ts'

interface Setting extends AsyncDisposable {
  readonly simulator: GeminiSimulator
  readonly attempts: Attempts
  readonly plugin: StartedPlugin
  /** How often a token was asked for. */
  readonly grants: () => number
}

async function vertexSetting(options?: GeminiSimulatorOptions): Promise<Setting> {
  const simulator = await startGeminiSimulator(options)
  const attempts = attemptsAt(simulator)
  const { url } = simulator
  const vertex = {
    project: 'sim-project',
    location: 'europe-west4',
    tokenUrl: `${url}/token`,
    metadataUrl: url,
  }
  return {
    simulator,
    attempts,
    plugin: await startedPlugin({ baseUrl: url, vertex }),
    grants: () => simulator.requests.filter(({ path }) => /\/token$/.test(path)).length,
    [Symbol.asyncDispose]: async () => {
      await attempts[Symbol.asyncDispose]()
      await simulator.close()
    },
  }
}

const model = 'gemini-2.5-flash'
const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] } as const
const serviceAccount = JSON.stringify(simulatorServiceAccount)
const credentials = { serviceAccount }

describe('Vertex AI', () => {
  it('is asked with the token of a service account, which is kept', async () => {
    await using setting = await vertexSetting()
    const { plugin, attempts, simulator } = setting
    const answer = await plugin.chat.generate(request, attempts.next(model, { credentials }))
    expect(answer.content).toMatchObject([{ type: 'text', text: 'You said: hello' }])
    const parts = await Array.fromAsync(plugin.chat.stream(request, attempts.next(model, { credentials })))
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finish: { unified: 'stop' } })
    const body = { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] }
    const raw = relayBody(Buffer.from(JSON.stringify(body)), body, false)
    expect(await plugin.chat.relay.send(raw, attempts.next(model, { credentials }))).toMatchObject({
      kind: 'answer',
    })
    const counted = await plugin.chat.count(request, attempts.next(model, { credentials }))
    expect(counted.meters).toEqual({ input: { certainty: 'known', quantity: 2 } })
    expect((await plugin.listModels(attempts.next('', { credentials }))).map(({ id }) => id)).toContain(model)
    expect(setting.grants()).toBe(1)
    expect(simulator.requests.map(({ path }) => path)).toContain(
      `/v1beta1/projects/sim-project/locations/europe-west4/publishers/google/models/${model}:generateContent`,
    )
  })

  it('is asked for one token by many at once', async () => {
    await using setting = await vertexSetting()
    const { plugin, attempts } = setting
    const asked = Array.from({ length: 5 }, () =>
      plugin.chat.generate(request, attempts.next(model, { credentials })),
    )
    await Promise.all(asked)
    expect(setting.grants()).toBe(1)
  })

  it('does not let one who goes away take the others along', async () => {
    await using setting = await vertexSetting()
    const { plugin, attempts, simulator } = setting
    simulator.script({ fault: { kind: 'hang' } })
    const gone = new AbortController()
    const first = plugin.chat.generate(request, attempts.next(model, { credentials, signal: gone.signal }))
    const second = plugin.chat.generate(request, attempts.next(model, { credentials }))
    const failed = expect(first).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(setting.grants).toBe(1)
    gone.abort()
    await failed
    expect((await second).content).toHaveLength(1)
  })

  it('gets a new token before the old one expires, and once it was taken back', async () => {
    await using setting = await vertexSetting({ tokenSeconds: 59 })
    const { plugin, attempts } = setting
    const ask = () => plugin.chat.generate(request, attempts.next(model, { credentials }))
    await ask()
    await ask()
    expect(setting.grants()).toBe(2)

    await using longer = await vertexSetting()
    const askThere = () => longer.plugin.chat.generate(request, longer.attempts.next(model, { credentials }))
    await askThere()
    longer.simulator.revokeTokens()
    await expect(askThere()).rejects.toMatchObject({ code: 'auth', recourse: 'same', origin: 'provider' })
    await askThere()
    expect(longer.grants()).toBe(2)
  })

  it('takes a file by its path, and a user’s credential', async () => {
    await using setting = await vertexSetting()
    const folder = await mkdtemp(join(tmpdir(), 'lucid-google-'))
    try {
      const path = join(folder, 'adc.json')
      await writeFile(path, JSON.stringify(simulatorUserCredentials))
      const { plugin, attempts } = setting
      await plugin.probe(attempts.next('', { credentials: { serviceAccount: path } }))
      expect(Buffer.from(setting.simulator.requests[0]?.raw ?? []).toString()).toContain('refresh_token')
      await expect(
        plugin.probe(
          attempts.next('', { credentials: { serviceAccount: `${path}.gone` }, secretVersion: '2' }),
        ),
      ).rejects.toMatchObject({ code: 'auth', reason: 'unusable_credential', origin: 'gateway' })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('lets a machine of Google Cloud vouch for itself', async () => {
    vi.stubEnv('HOME', '/nowhere')
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '')
    await using setting = await vertexSetting()
    const { plugin, attempts, simulator } = setting
    await plugin.probe(attempts.next('', { credentials: {} }))
    expect(simulator.requests[0]).toMatchObject({
      path: '/computeMetadata/v1/instance/service-accounts/default/token',
      headers: { 'metadata-flavor': 'Google' },
    })
    simulator.script({ error: 'internal' })
    await expect(
      plugin.probe(attempts.next('', { credentials: {}, secretVersion: '2' })),
    ).rejects.toMatchObject({
      code: 'auth',
      reason: 'no_credential',
      hint: expect.stringContaining('gcloud'),
    })
  })

  it("says that the provider refused the account's credential, and shows nothing of it", async () => {
    await using setting = await vertexSetting()
    const { plugin, attempts } = setting
    const stranger = JSON.stringify({ ...simulatorServiceAccount, client_email: 'nobody@sim-project.test' })
    const broken = JSON.stringify({ ...simulatorServiceAccount, private_key: 'no key' })
    for (const own of [stranger, broken]) {
      const asked = plugin.probe(
        attempts.next('', { credentials: { serviceAccount: own }, secretVersion: own }),
      )
      const error: unknown = await asked.catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'auth', origin: 'provider', status: 502 })
      expect(JSON.stringify(error)).not.toMatch(/PRIVATE KEY|nobody/)
    }
  })

  it('uses a caller’s own credential once, and neither reads files for callers nor lends them its own', async () => {
    await using setting = await vertexSetting()
    const { plugin, attempts } = setting
    const own = { credentials, secretVersion: undefined }
    await plugin.probe(attempts.next('', own))
    await plugin.probe(attempts.next('', own))
    expect(setting.grants()).toBe(2)
    const federated = JSON.stringify({
      type: 'external_account',
      credential_source: { file: '/etc/hostname' },
    })
    for (const given of [{}, { serviceAccount: '/etc/hostname' }, { serviceAccount: federated }]) {
      await expect(
        plugin.probe(attempts.next('', { credentials: given, secretVersion: undefined })),
      ).rejects.toMatchObject({ code: 'auth', origin: 'caller' })
    }
    expect(setting.grants()).toBe(2)
  })

  it('has no embeddings here', async () => {
    await using setting = await vertexSetting()
    const attempt = setting.attempts.next('gemini-embedding-001', { credentials })
    await expect(setting.plugin.embedding.generate({ inputs: ['a'] }, attempt)).rejects.toMatchObject({
      code: 'invalid_request',
      recourse: 'other',
    })
  })
})
