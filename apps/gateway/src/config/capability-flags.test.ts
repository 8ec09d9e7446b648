import demo from '@lucid-gateway/provider-demo'
import { describe, expect, it } from 'vitest'
import { testGateway } from '../testing/test-gateway.ts'
import { capabilityFlags, strayFlags } from './capability-flags.ts'
import { defaults } from './default-settings.ts'

const flagsOf = (env: Record<string, string>) => capabilityFlags({ env })

describe('a flag of the environment', () => {
  it.each([
    ['true', true],
    ['1', true],
    ['TRUE', true],
    ['false', false],
    ['0', false],
    [' false ', false],
  ])('is read: %s', (value, on) => {
    expect(flagsOf({ ENABLE_IMAGE_GENERATION_AZURE_EU: value })).toEqual([
      {
        capability: 'image',
        name: 'AZURE_EU',
        on,
        by: `ENABLE_IMAGE_GENERATION_AZURE_EU=${value.trim()}`,
      },
    ])
  })

  it('may be of any capability, and says nothing where it is empty', () => {
    expect(flagsOf({ ENABLE_VIDEO_GENERATION_DEMO: '0', ENABLE_MUSIC_GENERATION_DEMO: '' })).toMatchObject([
      { capability: 'video', on: false },
    ])
  })

  it.each(['yes', 'off', '2'])('that is neither is refused: %s', value => {
    expect(() => flagsOf({ ENABLE_IMAGE_GENERATION_DEMO: value, ENABLE_OTHER_THINGS: value })).toThrow(
      'environment: ENABLE_IMAGE_GENERATION_DEMO: must be true, 1, false or 0.',
    )
  })

  it.each([
    ['IMAGE_GENERATION_DEMOO', 'names no provider or account that is there. Did you mean DEMO?'],
    ['IMAGE_GENERATION_REPLICATE', 'There are demo, azure-eu.'],
    ['VIDEO_GENERATION_DEMO', 'does nothing: demo does not serve video.'],
    ['IMAGE_GENERATION_AZURE_EU', undefined],
    ['IMAGE_GENERATION_DEMO', undefined],
  ])('that does nothing is told: %s', (rest, said) => {
    const settings = { ...defaults, accounts: { 'azure-eu': { provider: 'demo' } } }
    const stray = strayFlags(
      { env: { [`ENABLE_${rest}`]: 'true' }, settings },
      { plugins: [demo], reports: [] },
    )
    expect(stray).toEqual(said === undefined ? [] : [expect.stringContaining(said)])
  })
})

describe('a gateway with flags', () => {
  const body = { prompt: 'a cat' }

  it('says of a call that fails for one which it is, and of one that names nobody in the log', async () => {
    await using host = await testGateway({
      plugins: [demo],
      env: { ENABLE_IMAGE_GENERATION_DEMO: 'false', ENABLE_IMAGE_GENERATION_DAMO: 'true' },
    })
    for (const more of [{}, { model: 'demo/image' }, { model: 'image.default' }]) {
      const answer = await host.post('/v1/run/image', { ...body, ...more })
      expect(answer.ok).toBe(false)
      expect(await answer.text()).toContain('ENABLE_IMAGE_GENERATION_DEMO=false')
    }
    expect(host.logged()).toContain('ENABLE_IMAGE_GENERATION_DAMO=true names no provider')
    const listed = await (await fetch(`${host.url}/v1/capabilities`)).text()
    expect(listed).not.toContain('"id":"image"')
  })

  it('serves by who has none', async () => {
    await using host = await testGateway({
      plugins: [demo],
      config: { accounts: { painter: { provider: 'demo' } } },
      env: { ENABLE_IMAGE_GENERATION_PAINTER: 'true' },
    })
    expect((await host.post('/v1/run/image', { ...body, model: 'demo/image' })).status).toBe(200)
    expect((await host.post('/v1/run/image', { ...body, model: 'painter/image' })).status).toBe(200)
  })

  it('does not start with one that is neither', async () => {
    const started = testGateway({ plugins: [demo], env: { ENABLE_IMAGE_GENERATION_DEMO: 'maybe' } })
    await expect(started).rejects.toThrow('must be true, 1, false or 0')
  })
})
