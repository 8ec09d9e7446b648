import { chat, definePlugin, image, type Plugin } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { hi, says } from './acme.fixture.ts'
import type { CapabilityFlag } from './capability-flags.ts'
import { createRuntime } from './create-runtime.ts'
import { type RuntimeOptions, use } from './options.ts'

const painter = (id = 'painter') =>
  definePlugin({
    id,
    abi: 1,
    capabilities: { chat, image },
    models: [
      { id: 'brush', capabilities: ['image'] },
      { id: 'both', capabilities: ['chat', 'image'] },
    ],
    setup: ({ provide }) =>
      provide({
        chat: { stream: (_request, attempt) => says('hi')(attempt) },
        image: { generate: () => Promise.reject(new Error('not asked for')) },
      }),
  })

const flag = (name: string, on: boolean): CapabilityFlag => ({
  capability: 'image',
  name,
  on,
  by: `ENABLE_IMAGE_GENERATION_${name}=${on}`,
})
const start = (flags: readonly CapabilityFlag[], options: Partial<RuntimeOptions> = {}) =>
  createRuntime({ plugins: [painter()], env: {}, flags, ...options })

describe('a capability that a flag turns off', () => {
  it('is taken from its provider, which serves the others', async () => {
    const runtime = await start([flag('PAINTER', false)])
    expect(runtime.accounts()).toMatchObject([
      {
        capabilities: ['chat'],
        off: [{ capability: 'image', by: 'ENABLE_IMAGE_GENERATION_PAINTER=false' }],
      },
    ])
    expect(runtime.models().map(({ card }) => [card.id, card.capabilities])).toEqual([['both', ['chat']]])
    expect(runtime.kinds('stable')).toEqual(['chat.default'])
    await runtime.generate({ capability: chat, target: 'painter/both', request: hi })
  })

  it.each(['painter/brush', 'painter/both', 'brush', 'both', 'image.default', 'image.listed'])(
    'is named in the error of a call for %s',
    async target => {
      const runtime = await start([flag('PAINTER', false)], {
        channels: { stable: { 'image.listed': { provider: 'painter', model: 'brush' } } },
      })
      const call = runtime.call({ capability: image, target, request: { prompt: 'a cat' } })
      const error = await call.catch((thrown: unknown) => thrown)
      expect(JSON.stringify(error)).toContain('ENABLE_IMAGE_GENERATION_PAINTER=false')
    },
  )

  it('is served by who has no flag, and by an account that has one of its own', async () => {
    const runtime = await start([flag('PAINTER', false), flag('PAINTER_EU', true)], {
      plugins: [painter(), painter('other') as Plugin, use(painter(), { as: 'painter-us' })],
      accounts: { 'painter-eu': { provider: 'painter' } },
    })
    const serving = runtime.accounts().filter(({ capabilities }) => capabilities.includes('image'))
    expect(serving.map(({ name }) => name)).toEqual(['other', 'painter-eu'])
    const targets = runtime.resolve(image, 'painter/both')
    expect(targets.map(({ account }) => account)).toEqual(['painter-eu'])
  })

  it('is what an explanation says of the account', async () => {
    const runtime = await start([flag('PAINTER', false)], { plugins: [painter(), painter('other')] })
    const { excluded } = await runtime.explain({
      capability: image,
      target: 'other/brush',
      request: { prompt: 'a cat' },
    })
    expect(excluded.slice(1)).toMatchObject([
      {
        account: 'painter',
        reason: 'capability_off',
        message: 'ENABLE_IMAGE_GENERATION_PAINTER=false takes image from it.',
      },
    ])
  })

  it('is on again after a reload without the flag', async () => {
    const runtime = await start([flag('PAINTER', false)])
    await runtime.reload({ plugins: [painter()], env: {}, flags: [] })
    expect(runtime.accounts()).toMatchObject([{ capabilities: ['chat', 'image'] }])
  })
})
