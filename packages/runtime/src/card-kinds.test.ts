import { definePlugin, image, knownUsage, type Plugin, secret } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { createRuntime } from './create-runtime.ts'
import type { RuntimeOptions } from './options.ts'

function studio(id: string, more: { readonly neverFallback?: true; readonly needsKey?: true } = {}): Plugin {
  return definePlugin({
    id,
    abi: 1,
    capabilities: { image },
    credentials: {
      apiKey: secret(`${id.toUpperCase()}_KEY`, more.needsKey ? {} : ({ optional: true } as object)),
    },
    models: [
      { id: 'plain', capabilities: ['image'] },
      { id: 'quick', capabilities: ['image'], kinds: ['image.quick'] },
    ],
    neverFallback: more.neverFallback ?? false,
    setup: ({ provide }) =>
      provide({ image: { generate: async () => ({ images: [], usage: knownUsage({ image: 0 }) }) } }),
  }) as unknown as Plugin
}

const refs = async (options: RuntimeOptions, name = 'image.quick') => {
  const runtime = await createRuntime({ env: {}, ...options })
  try {
    return runtime.resolve(image, name).map(({ account, model }) => `${account}/${model}`)
  } finally {
    await runtime.close()
  }
}

describe('a kind that cards name', () => {
  it('is served by their models, in the order of the config, and last by who must be named', async () => {
    const plugins = [studio('show', { neverFallback: true }), studio('one'), studio('two')]
    expect(await refs({ plugins })).toEqual(['one/quick', 'two/quick', 'show/quick'])
  })

  it('is what the config says it is, where that says anything', async () => {
    const channels = { stable: { 'image.quick': { provider: 'two', model: 'plain' } } }
    expect(await refs({ plugins: [studio('one'), studio('two')], channels })).toEqual(['two/plain'])
  })

  it('is among the kinds that are listed', async () => {
    const runtime = await createRuntime({ plugins: [studio('one')], env: {} })
    expect(runtime.kinds('stable')).toEqual(['image.default', 'image.quick'])
    await runtime.close()
  })

  it('is no unknown one where its account lacks its key, which is named', async () => {
    const asked = refs({ plugins: [studio('one', { needsKey: true })] })
    await expect(asked).rejects.toMatchObject({
      code: 'no_route',
      message: expect.stringContaining('one/quick'),
      hint: expect.stringContaining('ONE_KEY'),
    })
  })
})
