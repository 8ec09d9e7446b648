import { LucidError } from '@lucid-gateway/core'
import { afterEach, describe, expect, it } from 'vitest'
import { GenerationError } from './error/generation-error.ts'
import { GenerationService } from './generation-service.ts'
import type { OwnContext, OwnProvider } from './provider/own-provider.ts'
import type { GenerationOptions } from './request.ts'

let service: GenerationService
afterEach(() => service?.close())

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>'

/** Draws what it is told, in no time. */
function pencil(
  draw: (options: GenerationOptions, context: OwnContext) => unknown = () => Buffer.from(svg),
): OwnProvider & { readonly asked: GenerationOptions[] } {
  const asked: GenerationOptions[] = []
  return {
    asked,
    id: 'pencil',
    name: 'Pencil',
    description: 'Draws.',
    getSupportedFeatures: () => ({
      models: ['hb', '2b'],
      options: { style: { kind: 'choice', values: ['sketch', 'plan'] } },
    }),
    validateOptions: ({ prompt }) =>
      prompt.includes('colour')
        ? {
            valid: false,
            errors: [{ field: 'prompt', message: 'A pencil has no colour.', hint: 'Ask for grey.' }],
          }
        : { valid: true, errors: [] },
    getDefaultOptions: () => ({ style: 'sketch' }),
    async generate(options, context) {
      asked.push(options)
      const bytes = (await draw(options, context)) as Uint8Array
      return { images: [{ bytes, mediaType: 'image/svg+xml', seed: 3 }] }
    },
  }
}

describe('a provider of the application’s own', () => {
  it('lacks something: what that is, is said, and not that something is not a function', () => {
    service = new GenerationService()
    const { getSupportedFeatures: _, generate: __, ...half } = pencil()
    expect(() => service.registerProvider(half as never)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        message: 'The provider "pencil" has no getSupportedFeatures, generate.',
      }),
    )
    for (const nothing of [undefined, 'pencil', {}]) {
      expect(() => service.registerProvider(nothing as never)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      )
    }
  })

  it('runs as a plugin does: a session, a file, its defaults filled in', async () => {
    service = new GenerationService()
    const provider = pencil()
    service.registerProvider(provider)
    expect(await service.getProvider('pencil')).toBe(provider)
    const { id } = await service.generate({ prompt: 'a fox' })
    const ended = await service.wait(id)
    expect(ended).toMatchObject({
      status: 'succeeded',
      providerId: 'pencil',
      modelId: 'hb',
      images: [{ mediaType: 'image/svg+xml', seed: 3 }],
    })
    expect(provider.asked).toEqual([
      { prompt: 'a fox', style: 'sketch', providerId: 'pencil', modelId: 'hb' },
    ])
    const file = await service.artifact(ended.images[0]?.id ?? '')
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe(svg)
  })

  it('stands beside others, before and after the first request', async () => {
    service = new GenerationService({ demo: {} })
    await service.generate({ prompt: 'a fox', size: '64x64' })
    service.registerProvider(pencil())
    expect((await service.getProviders()).map(({ id }) => id)).toEqual(['demo', 'pencil'])
    const { id } = await service.generate({ prompt: 'a fox', providerId: 'pencil', modelId: '2b' })
    expect(await service.wait(id)).toMatchObject({ status: 'succeeded', modelId: '2b' })
    expect(() => service.registerProvider(pencil())).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  })

  it('refuses by its own check and by what it says of its options', async () => {
    service = new GenerationService()
    service.registerProvider(pencil())
    await expect(service.generate({ prompt: 'colour' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      provider: 'pencil',
      message: '"prompt": A pencil has no colour.',
      details: { field: 'prompt', hint: 'Ask for grey.' },
    })
    await expect(service.generate({ prompt: 'a fox', style: 'sketchy' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      details: { field: 'style', allowed: ['sketch', 'plan'], nearest: 'sketch' },
    })
  })

  it('is aborted when its session is cancelled', async () => {
    service = new GenerationService()
    const begun = Promise.withResolvers<AbortSignal>()
    service.registerProvider(
      pencil((_, { signal }) => {
        begun.resolve(signal)
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        )
      }),
    )
    const { id } = await service.generate({ prompt: 'a fox' })
    const signal = await begun.promise
    expect(await service.cancelGeneration(id)).toMatchObject({
      status: 'cancelled',
      error: { code: 'CANCELLED' },
    })
    expect(signal.aborted).toBe(true)
  })

  it.each([
    [new GenerationError('CONTENT_REFUSED', 'No foxes.'), 'CONTENT_REFUSED', 'No foxes.'],
    [new LucidError('quota', 'No paper left.'), 'QUOTA', 'No paper left.'],
    [new Error('The point broke.'), 'PROVIDER_ERROR', 'The point broke.'],
  ])('fails in the words of what it throws: %s', async (thrown, code, message) => {
    service = new GenerationService()
    service.registerProvider(
      pencil(() => {
        throw thrown
      }),
    )
    const { id } = await service.generate({ prompt: 'a fox' })
    expect(await service.wait(id)).toMatchObject({
      status: 'failed',
      error: { code, message, provider: 'pencil' },
    })
  })

  it('is refused where its id is none', () => {
    service = new GenerationService()
    const bad = { ...pencil(), id: 'A Pencil' }
    expect(() => service.registerProvider(bad)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }))
  })
})
