import { costOf } from '@lucid-gateway/core/engine'
import { knownUsage, silentLog } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { models } from './models.ts'
import { openBench } from './test/bench.ts'
import { startedPlugin } from './test/started-plugin.ts'

const { attempts, plugin, simulator } = await openBench()

describe('cards', () => {
  it('name inputs that the models have', async () => {
    const carded = models.filter(({ quirks }) => quirks !== undefined)
    for (const { id, quirks } of carded) {
      const { value } = await attempts.next(id).http.json<{
        readonly latest_version: {
          readonly openapi_schema: {
            readonly components: { readonly schemas: { readonly Input: { readonly properties: object } } }
          }
        }
      }>({
        url: `${simulator.url}/models/${id}`,
        headers: { authorization: `Bearer ${attempts.next(id).credentials.apiKey}` },
      })
      const fields = Object.keys(value.latest_version.openapi_schema.components.schemas.Input.properties)
      expect(fields).toEqual(expect.arrayContaining(String(quirks?.['inputs']).split(' ')))
    }
    expect(carded.length).toBeGreaterThan(2)
  })

  it('say what a picture costs, machine and all, or nothing', () => {
    const priceOf = (id: string): bigint | undefined => {
      const { prices = [] } = models.find(card => card.id === id) ?? {}
      return costOf(knownUsage({ image: 2, compute_second: 3 }), prices)
    }
    expect(priceOf('black-forest-labs/flux-schnell')).toBe(6_000_000n)
    expect(priceOf('black-forest-labs/flux-1.1-pro')).toBe(80_000_000n)
    expect(models.find(({ id }) => id === 'stability-ai/sdxl')?.prices).toBeUndefined()
  })

  it('say what is not taken, and what one picture at a time means', () => {
    const rules = (id: string) => models.find(card => card.id === id)?.options
    expect(rules('black-forest-labs/flux-schnell')).toMatchObject({
      negativePrompt: { kind: 'untaken' },
      images: { kind: 'length', max: 0 },
      steps: { kind: 'range', min: 1, max: 4 },
      size: { kind: 'shape' },
    })
    expect(rules('black-forest-labs/flux-1.1-pro')).toMatchObject({ n: { kind: 'range', min: 1, max: 1 } })
  })
})

describe('the list of models', () => {
  it('is that of the collections, each model once, with what is known of it', async () => {
    const both = await startedPlugin({ baseUrl: simulator.url, collections: ['text-to-image', 'official'] })
    const listed = await both.listModels(attempts.next(''))
    const ids = listed.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('meta/meta-llama-3-8b-instruct')
    expect(listed.find(({ id }) => id === 'black-forest-labs/flux-schnell')?.prices).toBeDefined()
    expect(await plugin.listModels(attempts.next(''))).toHaveLength(4)
  })

  it('goes without a collection that there is not, and tells of it; without any it fails', async () => {
    const warned: unknown[] = []
    const log = { ...silentLog, warn: (...said: unknown[]) => void warned.push(said) }
    const one = await startedPlugin({ baseUrl: simulator.url, collections: ['text-to-image', 'gone'] })
    expect(await one.listModels(Object.assign(attempts.next(''), { log }))).toHaveLength(4)
    expect(warned).toMatchObject([[expect.any(String), { missing: ['gone'] }]])
    const none = await startedPlugin({ baseUrl: simulator.url, collections: ['gone'] })
    await expect(none.listModels(attempts.next(''))).rejects.toMatchObject({ reason: 'unknown_collection' })
  })

  it('fails as the vendor does, once', async () => {
    simulator.script({ on: 'models', error: 'server_error' })
    await expect(plugin.listModels(attempts.next(''))).rejects.toMatchObject({ code: 'upstream' })
    expect(simulator.requests).toHaveLength(1)
  })
})
