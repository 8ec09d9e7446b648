import { chat, definePlugin, LucidError, type Plugin } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { use } from './options.ts'

const broken = (setup: Plugin['setup']) =>
  definePlugin({ id: 'broken', abi: 1, capabilities: { chat }, setup })
const provideNothing: Plugin['setup'] = ({ provide }) => provide({})

describe('a plugin that does not start', () => {
  it.each([
    ['throws', broken(() => Promise.reject(new Error('no such region'))), 'plugin_setup', /no such region/],
    ['provides nothing', broken(() => {}), 'plugin_provide', /without calling provide/],
    ['provides less than it declares', broken(provideNothing), 'plugin_provide', /declares chat/],
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
