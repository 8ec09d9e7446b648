import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { GenerationError } from './error/generation-error.ts'
import { GenerationService } from './generation-service.ts'
import type { GenerationEvent } from './session/event.ts'

let service: GenerationService
afterEach(() => service?.close())

const small = { prompt: 'a fox', size: '96x64' } as const

describe('a service with the demo', () => {
  it('makes a picture, and gives its bytes', async () => {
    service = new GenerationService({ demo: {} })
    const started = await service.generate({ ...small, seed: 7 })
    expect(started).toMatchObject({ id: started.jobId, status: 'queued', images: [] })
    const ended = await service.wait(started.id)
    expect(ended).toMatchObject({
      id: started.id,
      status: 'succeeded',
      providerId: 'demo',
      modelId: 'image',
      images: [{ mediaType: 'image/png', width: 96, height: 64, seed: 7 }],
      warnings: [],
      costUsd: 0,
    })
    expect(await service.getStatus(started.id)).toEqual(ended)
    const file = await service.artifact(ended.images[0]?.id ?? '')
    expect(file?.mediaType).toBe('image/png')
    expect(
      Buffer.from(file?.bytes ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(file?.dataUrl()).toMatch(/^data:image\/png;base64,iVBOR/)
    expect(JSON.parse(JSON.stringify(ended))).toEqual(ended)
  })

  it('tells what happens to a session, numbered, up to its end', async () => {
    service = new GenerationService({ demo: {} })
    const { id } = await service.generate({ ...small, modelId: 'image-slow', options: { seconds: 0 } })
    const events: GenerationEvent[] = await Array.fromAsync(service.events(id))
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
    expect(events.at(0)).toMatchObject({ type: 'status' })
    expect(events.map(({ type }) => type)).toContain('image')
    expect(events.at(-1)).toMatchObject({ type: 'done', session: { id, status: 'succeeded' } })
    const later = await Array.fromAsync(service.events(id, { after: events.length - 1 }))
    expect(later).toMatchObject([{ seq: events.length, type: 'done' }])
  })

  it('cancels', async () => {
    service = new GenerationService({ demo: {} })
    const { id } = await service.generate({ ...small, modelId: 'image-slow', options: { seconds: 600 } })
    expect(await service.cancelGeneration(id)).toMatchObject({
      status: 'cancelled',
      error: { code: 'CANCELLED', provider: 'demo' },
    })
    expect(await service.getStatus(id)).toMatchObject({ status: 'cancelled' })
    await service.cancelGeneration(id, { forget: true })
    await expect(service.getStatus(id)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  })

  it('says why a session failed, and what is billed for it', async () => {
    service = new GenerationService({ demo: { modelId: 'image-slow' } })
    const { id } = await service.generate({ ...small, options: { seconds: 0, fails: true } })
    expect(await service.wait(id)).toMatchObject({
      status: 'failed',
      error: {
        code: 'PROVIDER_ERROR',
        provider: 'demo',
        details: { billed: 'no', reason: 'asked_to_fail', hint: expect.any(String) },
      },
    })
  })

  it('knows a session by a name of its application, which stands for one at a time', async () => {
    service = new GenerationService({ demo: {} })
    const slow = { ...small, modelId: 'image-slow', options: { seconds: 600 }, sessionId: 'chat-42' }
    const [first, second] = await Promise.allSettled([service.generate(slow), service.generate(slow)])
    expect(first).toMatchObject({ status: 'fulfilled', value: { id: 'chat-42' } })
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { code: 'CONFLICT', message: 'There is a session "chat-42" already.' },
    })
    expect(await service.getStatus('chat-42')).toMatchObject({ id: 'chat-42' })
    const stranger = { principal: { organisation: 'default', key: 'other' } }
    await expect(service.getStatus('chat-42', stranger)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await service.cancelGeneration('chat-42', { forget: true })
    expect(await service.generate({ ...small, sessionId: 'chat-42' })).toMatchObject({ id: 'chat-42' })
    expect(await service.wait('chat-42')).toMatchObject({ status: 'succeeded' })
  })

  it('a name whose start was refused, or whose session has run out, can be used again', async () => {
    const clock = manualClock()
    const runtime = { ports: { clock }, jobs: { keepMs: 1000 } }
    service = new GenerationService({ demo: {} }, { runtime })
    await expect(service.generate({ ...small, n: 99, sessionId: 'again' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    })
    const first = await service.generate({ ...small, sessionId: 'again' })
    await Array.fromAsync(service.events('again'))
    await clock.advance(2000)
    await expect(service.getStatus('again')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    const second = await service.generate({ ...small, sessionId: 'again' })
    expect(second.jobId).not.toBe(first.jobId)
  })

  it('names of sessions that have run out are not kept for ever', async () => {
    const [clock, store] = [manualClock(), memoryStore()]
    const runtime = { ports: { clock, store }, jobs: { keepMs: 1000 } }
    service = new GenerationService({ demo: {} }, { runtime })
    for (let at = 0; at < 63; at++) {
      const { id } = await service.generate({ ...small, size: '64x64', sessionId: `s-${at}` })
      await service.cancelGeneration(id)
    }
    await clock.advance(5000)
    await service.generate({ ...small, sessionId: 'last' })
    expect(await store.list('session-names')).toHaveLength(1)
  })

  it.each(['job_of-somebody', 'with space', '', 'x'.repeat(129)])(
    'does not take %j for a name of a session',
    async sessionId => {
      service = new GenerationService({ demo: {} })
      await expect(service.generate({ ...small, sessionId })).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
        details: { field: 'sessionId' },
      })
    },
  )
})

describe('what can not be done', () => {
  it('an option that is not taken is named, with what is and what is nearest', async () => {
    service = new GenerationService({ demo: {} })
    const asked = service.generate({ prompt: 'a fox', format: 'pngg' })
    const error = await asked.catch((thrown: unknown) => thrown)
    expect(GenerationError.is(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'INVALID_OPTIONS',
      provider: 'demo',
      message: 'demo/image does not take pngg as format.',
      details: { code: 'invalid_request', field: 'format', allowed: ['png'], nearest: 'png', billed: 'no' },
    })
  })

  it('a field that there is not is refused', async () => {
    service = new GenerationService({ demo: {} })
    const bad = { prompt: 'a fox', sise: '64x64' }
    await expect(service.generate(bad)).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      details: { reason: 'invalid_field' },
    })
  })

  it.each([
    null,
    [],
    'a fox',
    { prompt: 'a fox', providerId: 7 },
    { prompt: 'a fox', modelId: '' },
    { prompt: 7 },
  ])('what comes from outside may be anything: %j is refused', async given => {
    service = new GenerationService({ demo: {} })
    await expect(service.generate(given as never)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' })
  })

  it('a provider that there is not is refused with the one that was meant', async () => {
    service = new GenerationService({ demo: {} })
    await expect(service.generate({ ...small, providerId: 'dmeo' })).rejects.toMatchObject({
      code: 'PROVIDER_NOT_FOUND',
      provider: 'dmeo',
      details: { hint: 'Did you mean demo?', facts: { candidates: ['demo'] } },
    })
    await expect(service.getProvider('dmeo')).rejects.toMatchObject({ code: 'PROVIDER_NOT_FOUND' })
  })

  it('a provider whose package is not installed is refused alone, with what to install', async () => {
    service = new GenerationService({ nobody: { apiKey: 'x' }, demo: {} }, { folder: import.meta.dirname })
    await expect(service.generate({ ...small, providerId: 'nobody' })).rejects.toMatchObject({
      code: 'PROVIDER_NOT_FOUND',
      provider: 'nobody',
      details: { hint: expect.stringContaining('npm install @lucid-gateway/provider-nobody') },
    })
    expect(await service.generate({ ...small, providerId: 'demo' })).toMatchObject({ status: 'queued' })
    expect((await service.getProviders()).map(({ id }) => id)).toEqual(['demo'])
  })

  it('a setting that a provider does not know is the setting’s fault, not that of the vendor', async () => {
    service = new GenerationService({ openai: { apikey: 'sk-x', apiKey: 'sk-x' }, demo: {} })
    await expect(service.generate({ ...small, providerId: 'openai' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      provider: 'openai',
      message: expect.stringContaining('apikey'),
    })
  })

  it.each(['demo', ['demo'], { demo: 'sk-x' }])('settings that are none are refused: %j', given => {
    expect(() => new GenerationService(given as never)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        details: expect.objectContaining({ hint: expect.any(String) }),
      }),
    )
  })

  it('a model that there is not is refused with those that there are', async () => {
    service = new GenerationService({ demo: {} })
    await expect(service.generate({ ...small, modelId: 'imge' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      provider: 'demo',
      details: { field: 'modelId', hint: expect.stringContaining('demo/image') },
    })
  })

  it('a session that there is not is not found', async () => {
    service = new GenerationService({ demo: {} })
    await expect(service.getStatus('nothing')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await expect(service.cancelGeneration('nothing')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    await expect(service.events('nothing').next()).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
  })

  it('without a provider nobody can be asked', async () => {
    service = new GenerationService()
    await expect(service.generate(small)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' })
  })

  it('a setting that a provider does not have is said of it alone', async () => {
    service = new GenerationService({ demo: { apiKey: 'x' } })
    await expect(service.generate(small)).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('apiKey'),
    })
  })

  it('a service that is closed makes nothing any more', async () => {
    service = new GenerationService({ demo: {} })
    const { id } = await service.generate({ ...small, modelId: 'image-slow', options: { seconds: 600 } })
    await service.close()
    await expect(service.generate(small)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(service.getStatus(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})

describe('a provider that is a plugin', () => {
  it('says what its model takes, by its card', async () => {
    service = new GenerationService({ demo: {} })
    const demo = await service.getProvider('demo')
    expect(demo).toMatchObject({ id: 'demo', name: 'Demo', description: 'Pictures by Demo.' })
    expect(demo.getSupportedFeatures()).toMatchObject({
      models: ['image', 'image-slow'],
      modelId: 'image',
      formats: ['png'],
      maxImages: 10,
      imageInput: false,
      untaken: expect.arrayContaining(['negativePrompt']),
    })
    expect(demo.getDefaultOptions('image-slow')).toMatchObject({ modelId: 'image-slow', n: 1, format: 'png' })
  })

  it('finds wrong what the runtime would, in its words', async () => {
    service = new GenerationService({ demo: {} })
    const demo = await service.getProvider('demo')
    expect(demo.validateOptions(small)).toEqual({ valid: true, errors: [], warnings: [] })
    expect(demo.validateOptions({ ...small, style: 'oil' })).toMatchObject({
      valid: true,
      warnings: [{ field: 'style', type: 'dropped' }],
    })
    const bad = { ...small, n: 11 }
    const [said] = demo.validateOptions(bad).errors
    const thrown = (await service.generate(bad).catch((error: unknown) => error)) as GenerationError
    expect(said).toMatchObject({ field: 'n', nearest: 10, allowed: { min: 1, max: 10 } })
    expect(thrown.message).toBe(said?.message)
    expect(thrown.details.nearest).toBe(said?.nearest)
  })
})
