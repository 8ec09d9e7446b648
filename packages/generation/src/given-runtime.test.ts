import demo from '@lucid-gateway/provider-demo'
import openai from '@lucid-gateway/provider-openai'
import replicate from '@lucid-gateway/provider-replicate'
import { createRuntime, type Runtime, use } from '@lucid-gateway/runtime'
import { type ReplicateSimulator, simulatorKey, startReplicateSimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GenerationService } from './generation-service.ts'

let vendor: ReplicateSimulator
beforeAll(async () => {
  vendor = await startReplicateSimulator()
})
afterAll(() => vendor.close())

const fast = 'a fox sim:polls=0'

describe('a service with Replicate', () => {
  it('asks with the key and the model of its settings', async () => {
    await using service = new GenerationService(
      { replicate: { apiKey: simulatorKey, modelId: 'black-forest-labs/flux-dev', baseUrl: vendor.url } },
      { runtime: { env: {} } },
    )
    const { id } = await service.generate({ prompt: fast, aspectRatio: '16:9' })
    const ended = await service.wait(id)
    expect(ended).toMatchObject({
      status: 'succeeded',
      providerId: 'replicate',
      modelId: 'black-forest-labs/flux-dev',
    })
    expect(vendor.requests.at(0)).toMatchObject({
      path: expect.stringContaining('black-forest-labs/flux-dev'),
      body: { input: { prompt: fast, aspect_ratio: '16:9' } },
    })
    expect(JSON.stringify(ended)).not.toContain(vendor.url)
    const file = await service.artifact(ended.images[0]?.id ?? '')
    expect(file?.bytes.length).toBe(ended.images[0]?.size)
  })

  it('says that its key is refused, and by whom', async () => {
    await using service = new GenerationService(
      { replicate: { apiKey: 'r8_wrong-0123456789', baseUrl: vendor.url } },
      { runtime: { env: {} } },
    )
    const { id } = await service.generate({ prompt: fast })
    expect(await service.wait(id)).toMatchObject({
      status: 'failed',
      error: { code: 'AUTHENTICATION', provider: 'replicate', details: { origin: 'provider' } },
    })
  })

  it('says where a key is missing, before anything is sent', async () => {
    await using service = new GenerationService({ replicate: {} }, { runtime: { env: {} } })
    await expect(service.generate({ prompt: fast })).rejects.toMatchObject({
      code: 'AUTHENTICATION',
      provider: 'replicate',
      details: {
        reason: 'missing_credentials',
        hint: 'Give it as apiKey in its settings, or set REPLICATE_API_TOKEN in the environment.',
      },
    })
  })

  it('serves who brings the key that it lacks', async () => {
    await using service = new GenerationService(
      { replicate: { baseUrl: vendor.url } },
      { runtime: { env: {} } },
    )
    const { id } = await service.generate({ prompt: fast }, { ownKeys: { replicate: simulatorKey } })
    expect(await service.wait(id)).toMatchObject({ status: 'succeeded', providerId: 'replicate' })
  })

  it('says what is wrong with a setting, and serves by the others', async () => {
    await using service = new GenerationService({
      replicate: { apiKey: simulatorKey, baseUrl: 'nowhere' },
      demo: {},
    })
    await expect(service.generate({ prompt: fast })).rejects.toMatchObject({
      provider: 'replicate',
      message: expect.stringContaining('baseUrl'),
    })
    expect(await service.generate({ prompt: 'x', size: '64x64', modelId: 'image' })).toMatchObject({
      status: 'queued',
    })
  })

  it('takes a plugin that is handed over for what its settings name', async () => {
    await using service = new GenerationService(
      { replicate: { apiKey: simulatorKey, baseUrl: vendor.url, package: 'not-there-at-all' } },
      { runtime: { env: {} } },
    )
    service.registerProvider(replicate)
    const { id } = await service.generate({ prompt: fast })
    expect(await service.wait(id)).toMatchObject({
      status: 'succeeded',
      modelId: 'black-forest-labs/flux-schnell',
    })
  })

  it('tells which models there are, by their cards', async () => {
    await using service = new GenerationService({ replicate: { apiKey: simulatorKey } })
    const provider = await service.getProvider('replicate')
    expect(provider.getSupportedFeatures('black-forest-labs/flux-schnell')).toMatchObject({
      maxImages: 4,
      formats: ['webp', 'jpeg', 'png'],
      aspectRatios: expect.arrayContaining(['1:1']),
    })
  })
})

describe('a service over a runtime that is there already', () => {
  async function over(
    env: Record<string, string> = {},
  ): Promise<{ runtime: Runtime; service: GenerationService }> {
    const runtime = await createRuntime({
      plugins: [demo, use(openai, { as: 'openai-eu' }), use(replicate, { config: { baseUrl: vendor.url } })],
      env,
    })
    return { runtime, service: GenerationService.over(runtime) }
  }

  it('has its accounts for providers, and leaves it to its maker to close', async () => {
    const { runtime, service } = await over({ REPLICATE_API_TOKEN: simulatorKey })
    expect((await service.getProviders()).map(({ id }) => id)).toEqual(['demo', 'openai-eu', 'replicate'])
    expect(await service.targetOf({})).toBeUndefined()
    expect(await service.targetOf({ providerId: 'demo' })).toBe('demo/image')
    expect(await service.targetOf({ providerId: 'replicate' })).toBe(
      'replicate/black-forest-labs/flux-schnell',
    )
    expect(await service.targetOf({ modelId: 'demo/image-slow' })).toBe('demo/image-slow')
    const { id } = await service.generate({ prompt: fast })
    expect(await service.wait(id)).toMatchObject({ status: 'succeeded', providerId: 'replicate' })
    expect(await runtime.jobs.find(id)).toMatchObject({ status: 'succeeded' })
    await service.close()
    expect(await service.generate({ prompt: 'x', providerId: 'demo', size: '64x64' })).toMatchObject({
      status: 'queued',
    })
    await runtime.close()
  })

  it('serves a caller by the key that the caller brings, by the model that is usual', async () => {
    const { runtime, service } = await over()
    const ownKeys = { replicate: simulatorKey }
    const { id } = await service.generate({ prompt: fast, providerId: 'replicate' }, { ownKeys })
    expect(await service.wait(id)).toMatchObject({
      status: 'succeeded',
      modelId: 'black-forest-labs/flux-schnell',
    })
    await runtime.close()
  })

  it('says of a provider that is not in use what it lacks, not that there is none', async () => {
    const runtime = await createRuntime({
      plugins: [demo],
      absent: [{ name: 'openai', missing: ['OPENAI_API_KEY'] }],
      flags: [{ capability: 'image', name: 'demo', on: false, by: 'ENABLE_IMAGE_GENERATION_DEMO=false' }],
    })
    const service = GenerationService.over(runtime)
    await expect(service.generate({ prompt: fast, providerId: 'openai' })).rejects.toMatchObject({
      code: 'AUTHENTICATION',
      provider: 'openai',
      details: { field: 'providerId', hint: expect.stringContaining('OPENAI_API_KEY') },
    })
    await expect(service.getProvider('demo')).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: 'The provider "demo" makes no pictures: ENABLE_IMAGE_GENERATION_DEMO=false turns it off.',
      details: { field: 'providerId', reason: 'capability_off' },
    })
    await expect(service.getProvider('dalle')).rejects.toMatchObject({ code: 'PROVIDER_NOT_FOUND' })
    await runtime.close()
  })

  it('takes no further provider, since the runtime is not its own', async () => {
    const { runtime, service } = await over()
    expect(() => service.registerProvider(demo)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    await runtime.close()
  })
})
