import { chat, image } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { type RuntimeOptions, use } from './options.ts'

const start = (options: Partial<RuntimeOptions> = {}) =>
  createRuntime({ plugins: [acme([says('a')]), acme([says('b')], 'bolt')], env: {}, ...options })
const refs = (targets: readonly { account: string; model: string }[]) =>
  targets.map(t => `${t.account}/${t.model}`)

describe('routing', () => {
  it('resolves a ref, an alias of the config and a default kind', async () => {
    const runtime = await start({ aliases: { fast: 'bolt/m' } })
    expect(refs(runtime.resolve(chat, 'acme/m'))).toEqual(['acme/m'])
    expect(refs(runtime.resolve(chat, 'fast'))).toEqual(['bolt/m'])
    expect(refs(runtime.resolve(chat, 'chat.default'))).toEqual(['acme/m'])
  })

  it('asks the vendor for the very name that was asked for: who names a dated model does not mean another', async () => {
    const runtime = await start()
    expect(refs(runtime.resolve(chat, 'acme/m-latest'))).toEqual(['acme/m-latest'])
    const alone = await start({ plugins: [acme([says('a')])] })
    expect(refs(alone.resolve(chat, 'm-latest'))).toEqual(['acme/m-latest'])
    const call = await alone.call({ capability: chat, target: 'm-latest', request: hi })
    expect(await call.closed).toMatchObject({ costNanoUsd: '230' })
  })

  it("resolves kinds in the roadmap's shape, in order and by weight", async () => {
    let turn = 0
    const runtime = await start({
      ports: { random: () => [0.1, 0.9, 0.9, 0.1][turn++ % 4] as number },
      channels: {
        stable: {
          'chat.default': { provider: 'bolt', model: 'm', capabilities: ['tools'] },
          'chat.safe': [
            { provider: 'bolt', model: 'm' },
            { provider: 'acme', model: 'm' },
          ],
        },
        experimental: {
          'chat.default': {
            weighted: [
              { provider: 'acme', model: 'm', weight: 1 },
              { provider: 'bolt', model: 'm', weight: 1 },
            ],
          },
        },
      },
    })
    expect(refs(runtime.resolve(chat, 'chat.default'))).toEqual(['bolt/m'])
    expect(refs(runtime.resolve(chat, 'chat.safe'))).toEqual(['bolt/m', 'acme/m'])
    const first = refs(runtime.resolve(chat, 'chat.default', 'experimental'))
    const second = refs(runtime.resolve(chat, 'chat.default', 'experimental'))
    expect(first.toSorted()).toEqual(['acme/m', 'bolt/m'])
    expect(second).toEqual(first.toReversed())
    expect(runtime.kinds('stable')).toEqual(['chat.default', 'chat.safe'])
  })

  it('addresses one account by its name, and any account of a provider by the id of that', async () => {
    const plugin = acme([says('a')])
    const runtime = await createRuntime({
      plugins: [use(plugin, { as: 'acme-eu' }), use(plugin, { as: 'acme-us', weight: 3 })],
      env: {},
    })
    expect(refs(runtime.resolve(chat, 'acme-eu/m'))).toEqual(['acme-eu/m'])
    expect(refs(runtime.resolve(chat, 'acme/m')).toSorted()).toEqual(['acme-eu/m', 'acme-us/m'])
  })

  it.each([
    [
      'acme/n',
      {
        code: 'not_found',
        reason: 'unknown_model',
        details: expect.objectContaining({ candidates: expect.arrayContaining(['acme/m']) }),
      },
    ],
    [
      'acmee/m',
      {
        code: 'not_found',
        reason: 'unknown_account',
        details: expect.objectContaining({ candidates: expect.arrayContaining(['acme/m']) }),
      },
    ],
    [
      'm',
      {
        code: 'invalid_request',
        reason: 'ambiguous_model',
        details: expect.objectContaining({ candidates: ['acme/m', 'bolt/m'] }),
      },
    ],
    [
      'chat.nope',
      {
        code: 'not_found',
        reason: 'unknown_kind',
        details: expect.objectContaining({ kinds: ['chat.default'] }),
      },
    ],
    ['acme/mute', { code: 'invalid_request', reason: 'capability_not_served' }],
    ['toString', { code: 'not_found', reason: 'unknown_model' }],
    ['__proto__/x', { code: 'not_found', reason: 'unknown_account' }],
  ])('refuses %s and helps', async (name, facts) => {
    const runtime = await start()
    expect(() => runtime.resolve(chat, name)).toThrow(expect.objectContaining({ ...facts, param: 'model' }))
  })

  it('names what is missing where an account has no key', async () => {
    const { credentials: _, ...plugin } = acme([says('a')])
    const keyed = {
      ...plugin,
      credentials: { apiKey: { kind: 'secret', env: ['ACME_KEY'], required: true } },
    } as never
    const runtime = await createRuntime({ plugins: [keyed], env: {} })
    expect(() => runtime.resolve(chat, 'acme/m')).toThrow(
      expect.objectContaining({
        code: 'no_route',
        reason: 'missing_credentials',
        hint: 'Set ACME_KEY in the environment or the .env file of the gateway and start it again, or give the account other credentials.',
      }),
    )
    expect(() => runtime.resolve(chat, 'chat.default')).toThrow(
      expect.objectContaining({ code: 'no_route', hint: expect.stringContaining('acme: ACME_KEY') }),
    )
  })

  it('names what a plugin lacks that was left out for want of it', async () => {
    const absent = [{ name: 'other', missing: ['OTHER_KEY'] }]
    const runtime = await createRuntime({ plugins: [acme([says('a')])], absent })
    expect(() => runtime.resolve(chat, 'other/big')).toThrow(
      expect.objectContaining({
        reason: 'missing_credentials',
        message: 'The account "other" is not usable: OTHER_KEY is not set.',
      }),
    )
    expect(() => runtime.resolve(chat, 'big-model-of-other')).toThrow(
      expect.objectContaining({ reason: 'unknown_model', hint: expect.stringContaining('other: OTHER_KEY') }),
    )
  })

  it('never takes a channel with a space for another model', async () => {
    const runtime = await start({
      channels: { 'stable chat.foo': { 'chat.x': { provider: 'bolt', model: 'm' } } },
    })
    runtime.resolve(chat, 'bolt/m', 'stable chat.foo')
    expect(() => runtime.resolve(chat, 'chat.foo bolt/m')).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
  })

  it('refuses a name that is too long at once, and does not repeat it', async () => {
    const runtime = await start()
    const long = 'x'.repeat(5_000_000)
    const from = performance.now()
    for (const [name, channel] of [
      [long, 'stable'],
      [`acme/${long}`, 'stable'],
      ['acme/m', long],
    ] as const) {
      expect(() => runtime.resolve(chat, name, channel)).toThrow(
        expect.objectContaining({ reason: 'name_too_long' }),
      )
    }
    expect(performance.now() - from).toBeLessThan(1000)
  })

  it('says where nobody serves a capability', async () => {
    const runtime = await start()
    expect(() => runtime.resolve(image, 'image.default')).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/no_route|not_found/) }),
    )
  })
})
