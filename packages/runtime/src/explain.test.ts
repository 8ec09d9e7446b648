import { chat, definePlugin, embedding, LucidError, type Plugin, secret } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, says } from './acme.fixture.ts'
import { type Act, lossy, posts } from './lossy.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import type { RuntimeOptions } from './options.ts'

const url = 'https://127.0.0.1:9/'
const listed = (...providers: string[]): NonNullable<RuntimeOptions['channels']> => ({
  stable: { 'chat.default': providers.map(provider => ({ provider, model: 'm' })) },
})
const explain = async (
  options: Partial<RuntimeOptions> & Pick<RuntimeOptions, 'plugins'>,
  more: object = {},
) => {
  const runtime = await createRuntime({ env: {}, ...options })
  try {
    return await runtime.explain({ capability: chat, request: hi, ...more })
  } finally {
    await runtime.close()
  }
}
const reasons = (excluded: readonly { readonly account: string; readonly reason: string }[]) =>
  Object.fromEntries(excluded.map(({ account, reason }) => [account, reason]))

describe('explaining a call', () => {
  it.each<[string, Act]>([
    ['send', posts],
    ['json', http => http.json({ url })],
    ['fetch', http => http.fetch(url)],
    ['socket', http => http.socket('wss://127.0.0.1:9/')],
    ['sse', async http => http.sse({ url })],
    ['ndjson', async http => http.ndjson({ url })],
    [
      'a fetch whose failure is taken for an answer',
      http => http.fetch(url).catch(() => new Promise(() => {})),
    ],
  ])('sends nothing by %s, and tells of what would be lost', async (_name, act) => {
    const came: unknown[] = []
    const seeded = { request: { ...hi, seed: 7 } }
    const { targets } = await explain({ plugins: [lossy('acme', act, came)] }, seeded)
    expect(targets).toMatchObject([
      { target: { account: 'acme', model: 'm' }, path: 'decoded', losses: [{ field: 'seed' }] },
    ])
    expect(came).toEqual([])
  })

  it('excludes a target that a strict call would not be sent to', async () => {
    const plugins = [lossy('acme', posts), acme([says('hi')], 'bolt')]
    const more = { request: { ...hi, seed: 7 }, strict: true }
    const { targets, excluded } = await explain({ plugins, channels: listed('acme', 'bolt') }, more)
    expect(targets.map(({ target }) => target.account)).toEqual(['bolt'])
    expect(excluded).toMatchObject([
      { account: 'acme', model: 'm', reason: 'would_lose', message: expect.stringContaining('seed') },
    ])
  })

  it('says of every account that is left out why it is', async () => {
    const mute = definePlugin({
      id: 'mute',
      abi: 1,
      capabilities: { embedding },
      models: [],
      setup: ({ provide }) => provide({ embedding: { generate: () => Promise.reject(new Error('no')) } }),
    })
    const broken = {
      ...acme([], 'broken'),
      setup: () => Promise.reject(new Error('no')),
    } as unknown as Plugin
    const keyed = definePlugin({
      id: 'keyed',
      abi: 1,
      capabilities: { chat },
      credentials: { apiKey: secret('KEYED_KEY') },
      models: [],
      setup: ({ provide }) => provide({ chat: { generate: () => Promise.reject(new Error('no')) } }),
    })
    const plugins = [acme([says('hi')]), acme([says('hi')], 'bolt'), mute, broken, keyed]
    const common = {
      bolt: 'not_first',
      mute: 'capability_not_served',
      broken: 'plugin_failed',
      keyed: 'missing_credentials',
    }
    expect(reasons((await explain({ plugins })).excluded)).toEqual(common)
    expect(reasons((await explain({ plugins, channels: listed('acme', 'keyed') })).excluded)).toEqual({
      ...common,
      bolt: 'not_in_kind',
    })
    for (const target of ['acme/m', 'acme/m-latest'])
      expect(reasons((await explain({ plugins }, { target })).excluded)).toEqual({
        ...common,
        bolt: 'not_named',
      })
  })

  it('takes into account that a call makes only so many tries', async () => {
    const plugins = ['a', 'b', 'c'].map(id => acme([says('hi')], id))
    const { targets, excluded } = await explain({
      plugins,
      channels: listed('a', 'b', 'c'),
      retry: { attempts: 2 },
    })
    expect(targets.map(({ target }) => target.account)).toEqual(['a', 'b'])
    expect(reasons(excluded)).toEqual({ c: 'out_of_tries' })
  })

  it('takes into account that a refusal may end a call', async () => {
    const refuses = fails(new LucidError('invalid_request', 'not this', { reason: 'too_odd' }))
    const plugins = [acme([refuses], 'a'), acme([says('hi')], 'b')]
    const { targets, excluded } = await explain({ plugins, channels: listed('a', 'b') })
    expect(targets).toEqual([])
    expect(reasons(excluded)).toEqual({ a: 'too_odd', b: 'not_reached' })
  })

  it('leaves out a target whose circuit is open', async () => {
    const down = fails(new LucidError('upstream', 'down', { origin: 'provider' }))
    const options = {
      plugins: [acme([down], 'a'), acme([says('hi')], 'b')],
      env: {},
      breaker: { failureThreshold: 1 },
      channels: listed('a', 'b'),
    }
    const runtime = await createRuntime(options)
    await runtime.generate({ capability: chat, request: hi })
    const { targets, excluded } = await runtime.explain({ capability: chat, request: hi })
    expect(targets.map(({ target }) => target.account)).toEqual(['b'])
    expect(reasons(excluded)).toEqual({ a: 'circuit_open' })
  })

  it('fails as the call would where the name leads nowhere', async () => {
    const asked = explain({ plugins: [acme([])] }, { target: 'acme/none' })
    await expect(asked).rejects.toMatchObject({ reason: 'unknown_model' })
  })

  it('tells nobody, counts nothing, and leaves no call to be found', async () => {
    const told: string[] = []
    const runtime = await createRuntime({
      plugins: [acme([says('hi')])],
      env: {},
      hooks: [
        {
          kind: 'lifecycle',
          name: 'l',
          admitted: () => void told.push('admitted'),
          settled: () => void told.push('settled'),
        },
        { kind: 'call', name: 'c', phase: 'limit', run: (_call, next) => (told.push('call'), next()) },
      ],
    })
    await runtime.explain({ capability: chat, request: hi, id: 'one' })
    expect([told, await runtime.find('one'), runtime.active]).toEqual([[], undefined, 0])
  })
})

describe('what a call would cost', () => {
  const costs = async (request: object) => {
    const { targets } = await explain({ plugins: [acme([says('hi')])] }, { request: { ...hi, ...request } })
    return targets[0]?.forecast
  }

  it('is expected to be half of what it may write, and at worst all of that', async () => {
    const forecast = await costs({ maxOutputTokens: 11 })
    const tokens = forecast?.input.certainty === 'estimated' ? forecast.input.quantity : 0
    expect(tokens).toBeGreaterThan(0)
    expect(forecast).toEqual({
      input: { certainty: 'estimated', quantity: tokens },
      output: { expected: 6, most: 11 },
      expectedNanoUsd: String(tokens * 10 + 600),
      worstNanoUsd: String(tokens * 10 + 1100),
    })
  })

  it('is not known where nothing bounds it', async () => {
    const forecast = await costs({})
    expect(forecast?.output).toEqual({})
    expect(forecast).not.toHaveProperty('expectedNanoUsd')
    expect(forecast).not.toHaveProperty('worstNanoUsd')
  })

  it('is not known where the model has no price', async () => {
    const { targets } = await explain(
      { plugins: [lossy('acme', posts)] },
      { request: { ...hi, maxOutputTokens: 11 } },
    )
    expect(targets[0]?.forecast).toEqual({
      input: expect.objectContaining({ certainty: 'estimated' }),
      output: { expected: 6, most: 11 },
    })
  })
})
