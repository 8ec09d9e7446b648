import {
  type Capability,
  chat,
  defineCapability,
  definePlugin,
  knownUsage,
  LucidError,
  type Plugin,
  type ResultHead,
} from '@lucid-gateway/core'
import { manualClock, memoryLedger, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { use } from './options.ts'
import type { Runtime } from './runtime.ts'

const broken = (setup: Plugin['setup']) =>
  definePlugin({ id: 'broken', abi: 1, capabilities: { chat }, setup })
const provideNothing: Plugin['setup'] = ({ provide }) => provide({})

const provides = (port: 'store' | 'ledger', ports: readonly ('store' | 'ledger')[]) =>
  definePlugin({
    id: 'broken',
    abi: 1,
    ports,
    setup: ({ provide }) =>
      provide({ ports: port === 'store' ? { store: memoryStore() } : { ledger: memoryLedger() } }),
  })

describe('a plugin that does not start', () => {
  it.each([
    ['throws', broken(() => Promise.reject(new Error('no such region'))), 'plugin_setup', /no such region/],
    ['provides nothing', broken(() => {}), 'plugin_provide', /without calling provide/],
    ['provides less than it declares', broken(provideNothing), 'plugin_provide', /declares chat/],
    [
      'provides a port that it does not declare',
      provides('ledger', ['store']),
      'plugin_provide',
      /port "ledger"/,
    ],
    [
      'declares a port that it does not provide',
      provides('store', ['store', 'ledger']),
      'plugin_provide',
      /port "ledger"/,
    ],
    ['is of another contract', { ...broken(() => {}), abi: 99 }, 'plugin_abi', /contract version 99/],
    ['is none at all', 'hello' as unknown as Plugin, 'plugin_shape', /not a plugin/],
  ])('is named where it %s, and the others serve', async (_what, plugin, reason, message) => {
    const runtime = await createRuntime({ plugins: [plugin, acme([says('still here')])], env: {} })
    expect(runtime.failures()).toMatchObject([{ error: { reason, message: expect.stringMatching(message) } }])
    const result = await runtime.generate({ capability: chat, target: 'acme/m', request: hi })
    expect(result.content).toMatchObject([{ text: 'still here' }])
  })

  it('is given up after a time where its setup never settles', async () => {
    const clock = manualClock()
    const started = createRuntime({
      plugins: [broken(() => new Promise(() => {}))],
      env: {},
      ports: { clock },
      setupTimeoutMs: 2000,
    })
    await clock.advance(2000)
    expect((await started).failures()).toMatchObject([
      {
        plugin: 'broken',
        error: { reason: 'plugin_timeout', hint: expect.stringContaining('setupTimeoutMs') },
      },
    ])
  })

  it('is named also where what it throws is an error of its own', async () => {
    const plugin = broken(() => Promise.reject(new LucidError('invalid_request', 'no such region')))
    const runtime = await createRuntime({ plugins: [plugin], env: {} })
    expect(runtime.failures()).toMatchObject([
      { plugin: 'broken', error: { reason: 'plugin_setup', message: expect.stringContaining('"broken"') } },
    ])
  })

  it('stops the start where it is required', async () => {
    const plugin = broken(() => Promise.reject(new Error('no')))
    await expect(
      createRuntime({ plugins: [use(plugin, { required: true })], env: {} }),
    ).rejects.toMatchObject({ reason: 'plugin_setup' })
  })
})

describe('plugins that define a capability of their own', () => {
  /** As each copy of a package makes it: a value of its own. */
  const echo = (more: { readonly meters?: readonly string[]; readonly field?: string } = {}) =>
    defineCapability<ResultHead>()({
      id: 'x-echo',
      description: 'Say it again.',
      request: {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: value => ({ value }),
          jsonSchema: { input: () => ({ type: 'object', required: [more.field ?? 'text'] }) },
        },
      },
      meters: more.meters ?? ['request'],
      modes: ['unary'],
    })
  const answer = { generate: async () => ({ usage: knownUsage({ request: 1 }) }) }
  const offering = (id: string, capability: Capability, ended: string[] = []): Plugin =>
    definePlugin({
      id,
      abi: 1,
      capabilities: { [capability.id]: capability },
      setup: ({ provide, onDispose }) => {
        onDispose(() => void ended.push(id))
        provide({ [capability.id]: answer } as never)
      },
    }) as unknown as Plugin
  const accountsOf = (runtime: Runtime): readonly string[] => runtime.capabilities().map(({ id }) => id)

  it.each([
    ['other meters', echo({ meters: ['second'] })],
    ['other requests', echo({ field: 'words' })],
  ])(
    'the second of two with one id and %s is refused by name, and the first serves',
    async (_what, other) => {
      const ended: string[] = []
      const first = offering('first', echo())
      const runtime = await createRuntime({ plugins: [first, offering('second', other, ended)], env: {} })
      expect(runtime.failures()).toMatchObject([
        {
          plugin: 'second',
          error: {
            reason: 'capability_twice',
            message: expect.stringMatching(/"second".*"x-echo".*"first"/),
            hint: expect.stringContaining('id of its own'),
          },
        },
      ])
      expect(ended).toEqual(['second'])
      const call = await runtime.call({ capability: echo(), target: 'first/any', request: {} })
      expect((await call.closed).status).toBe('finished')
    },
  )

  it('which is the same from two copies of one package both serve', async () => {
    const runtime = await createRuntime({
      plugins: [offering('first', echo()), offering('second', echo())],
      env: {},
    })
    expect([runtime.failures(), accountsOf(runtime)]).toEqual([[], ['x-echo']])
  })

  it('under the id of one of Lucid is refused, even where it comes first', async () => {
    const own = { ...echo(), id: 'chat' }
    const runtime = await createRuntime({
      plugins: [offering('odd', own), acme([says('still here')])],
      env: {},
    })
    expect(runtime.failures()).toMatchObject([
      { plugin: 'odd', error: { reason: 'capability_twice', hint: expect.stringContaining('core') } },
    ])
    const result = await runtime.generate({ capability: chat, target: 'acme/m', request: hi })
    expect(result.content).toMatchObject([{ text: 'still here' }])
  })

  it("take Lucid's own from another copy of core, also of a version that knows more of it", async () => {
    const copy = { ...chat, description: 'Said anew.', meters: [...chat.meters, 'later'] }
    const runtime = await createRuntime({
      plugins: [offering('other', copy), acme([says('a')])],
      env: {},
    })
    expect(runtime.failures()).toEqual([])
    expect(runtime.capabilities()).toEqual([chat])
  })
})

describe('a plugin that fails at a reload', () => {
  const sound = acme([says('still here')])
  const ask = { capability: chat, target: 'acme/m', request: hi }
  const start = async (): Promise<Runtime> => createRuntime({ plugins: [sound], env: {} })

  it.each([
    [
      'its setup throws',
      { plugins: [{ ...sound, setup: broken(() => Promise.reject(new Error('no'))).setup }] },
    ],
    ['its settings are bad', { plugins: [use(sound as Plugin, { config: { no: 'such' } })] }],
    ['it is of another contract', { plugins: [{ ...sound, abi: 99 }] }],
  ])('and ran before is not taken out: the running generation stays where %s', async (_what, next) => {
    const runtime = await start()
    await expect(runtime.reload({ ...next, env: {} })).rejects.toMatchObject({
      message: expect.stringContaining('"acme"'),
      reason: expect.stringMatching(/^plugin_(setup|config|abi)$/),
    })
    expect([runtime.generation, runtime.failures()]).toEqual([1, []])
    expect((await runtime.generate(ask)).content).toMatchObject([{ text: 'still here' }])
  })

  it('and ran before under a further account keeps the running generation as well', async () => {
    const accounts = { second: { provider: 'acme' } }
    const runtime = await createRuntime({ plugins: [sound], accounts, env: {} })
    const next = { plugins: [use({ ...sound, abi: 99 }, { as: 'third' })], accounts, env: {} }
    await expect(runtime.reload(next)).rejects.toMatchObject({ reason: 'plugin_abi' })
  })

  it('and leaves nothing running of the generation that did not come to be', async () => {
    const ended: string[] = []
    const tidy = definePlugin({
      id: 'tidy',
      abi: 1,
      setup: ({ provide, onDispose }) => {
        provide({})
        onDispose(() => void ended.push('tidy'))
      },
    })
    const runtime = await start()
    const next = { plugins: [tidy, { ...sound, setup: broken(() => Promise.reject(new Error('no'))).setup }] }
    await expect(runtime.reload({ ...next, env: {} })).rejects.toMatchObject({ reason: 'plugin_setup' })
    expect(ended).toEqual(['tidy'])
  })

  it.each([
    ['is new', (): Plugin[] => [sound]],
    [
      'did not start the last time either',
      (): Plugin[] => [sound, broken(() => Promise.reject(new Error('no')))],
    ],
  ])('and %s is left out, and the others serve', async (_what, before) => {
    const runtime = await createRuntime({ plugins: before(), env: {} })
    await runtime.reload({ plugins: [sound, broken(() => Promise.reject(new Error('no')))], env: {} })
    expect(runtime.generation).toBe(2)
    expect(runtime.failures()).toMatchObject([{ plugin: 'broken', error: { reason: 'plugin_setup' } }])
    expect((await runtime.generate(ask)).content).toMatchObject([{ text: 'still here' }])
  })
})

describe('a malformed credential', () => {
  const keyed = (): Plugin =>
    ({
      ...acme([says('a')], 'keyed'),
      credentials: { apiKey: { kind: 'secret', env: ['KEYED_KEY'], required: true } },
    }) as never
  const start = (key: string) =>
    createRuntime({ plugins: [keyed(), acme([says('still here')])], env: { KEYED_KEY: key } })

  it.each([
    ['sk-a\nb', 'a line break'],
    ['sk-☃', 'a line break'],
    ['{ "type": "service_account", ', 'begins as JSON does'],
  ])('leaves its account out by name, with the fix, and the others serve: %j', async (key, said) => {
    const runtime = await start(key)
    expect(runtime.failures()).toEqual([
      {
        plugin: 'keyed',
        account: 'keyed',
        error: expect.objectContaining({
          origin: 'gateway',
          reason: 'bad_credential',
          message: expect.stringMatching(`^Account "keyed": KEYED_KEY .*${said}`),
          hint: expect.stringContaining('KEYED_KEY'),
        }),
      },
    ])
    const asked = runtime.generate({ capability: chat, target: 'keyed/m', request: hi })
    await expect(asked).rejects.toMatchObject({
      reason: 'bad_credential',
      message: expect.stringContaining('KEYED_KEY'),
    })
    const result = await runtime.generate({ capability: chat, request: hi })
    expect(result.content).toMatchObject([{ text: 'still here' }])
  })

  it('stops the start where its account is required', async () => {
    const plugins = [use(keyed(), { required: true })]
    await expect(createRuntime({ plugins, env: { KEYED_KEY: 'a\nb' } })).rejects.toMatchObject({
      reason: 'bad_credential',
    })
  })

  it.each([' sk-ab\n', '{\n  "type": "service_account"\n}'])('is none in %j', async key => {
    expect((await start(key)).failures()).toEqual([])
  })

  it('of an account that runs keeps the running config at a reload', async () => {
    const runtime = await start('sk-good')
    const next = runtime.reload({ plugins: [keyed()], env: { KEYED_KEY: 'a\nb' } })
    await expect(next).rejects.toMatchObject({
      reason: 'bad_credential',
      message: expect.stringContaining('Account "keyed"'),
    })
    expect(runtime.generation).toBe(1)
    expect(runtime.accounts().map(({ name }) => name)).toEqual(['keyed', 'acme'])
  })
})

describe('a plugin that is done with', () => {
  it.each([
    ['fails', () => Promise.reject(new Error('no'))],
    ['never settles, and goes on after it was given up', () => new Promise<void>(() => {})],
  ])('leaves nothing running where its setup %s', async (_what, rest) => {
    const clock = manualClock()
    const ended: string[] = []
    let goOn: (() => void) | undefined
    const plugin = definePlugin({
      id: 'leaky',
      abi: 1,
      setup: ({ onDispose }) => {
        onDispose(() => void ended.push('early'))
        goOn = () => onDispose(() => void ended.push('late'))
        return rest()
      },
    })
    const started = createRuntime({ plugins: [plugin], env: {}, ports: { clock }, setupTimeoutMs: 2000 })
    await clock.advance(2000)
    expect((await started).failures()).toHaveLength(1)
    goOn?.()
    expect(ended).toEqual(['early', 'late'])
  })

  it('is disposed of, last in first out, and a dispose that throws holds up nothing', async () => {
    const order: number[] = []
    const plugin = definePlugin({
      id: 'tidy',
      abi: 1,
      setup: ({ provide, onDispose }) => {
        provide({})
        onDispose(() => void order.push(1))
        onDispose(() => Promise.reject(new Error('no')))
        onDispose(() => void order.push(2))
      },
    })
    const runtime = await createRuntime({ plugins: [plugin], env: {} })
    await runtime.close()
    expect(order).toEqual([2, 1])
  })
})
