import { costOf } from '@lucid-gateway/core/engine'
import { type Http, type HttpRequest, knownUsage } from '@lucid-gateway/core'
import { GoogleGenAI } from '@google/genai'
import { simulatorKey, startGeminiSimulator } from '@lucid-gateway/simulators'
import { quirksFor } from '@lucid-gateway/wires/gemini'
import { describe, expect, it } from 'vitest'
import { capabilitiesOf, models, quirks } from './models.ts'
import { attemptsAt } from './test/attempts.ts'
import { startedPlugin } from './test/started-plugin.ts'

describe('cards', () => {
  it('name each model once', () => {
    expect(new Set(models.map(card => card.id)).size).toBe(models.length)
  })

  it('price whole tokens in whole nano-dollars, with source and day', () => {
    for (const price of models.flatMap(card => card.prices ?? [])) {
      expect(price.source).toBeTruthy()
      expect(price.asOf).toMatch(/^\d{4}-\d\d-\d\d$/)
    }
    const flash = models.find(card => card.id === 'gemini-2.5-flash')
    const usage = knownUsage({ input: 1_000_000, cache_read: 1_000_000, output: 500_000, reasoning: 500_000 })
    expect(costOf(usage, flash?.prices)).toBe(2_830_000_000n)
  })

  it('do not make up a price that depends on the length of the prompt, or on the day', () => {
    for (const id of ['gemini-2.5-pro', 'gemini-3.8-flash']) {
      expect(costOf(knownUsage({ input: 10 }), models.find(card => card.id === id)?.prices)).toBeUndefined()
    }
  })
})

describe('quirks', () => {
  it('are told by the names of models, dated and to come', () => {
    const of = (model: string) => quirksFor(quirks, model)
    expect(of('gemini-4-ultra')).toMatchObject({ signedCalls: true })
    expect(of('gemini-3-flash-preview').thinking).toBeUndefined()
    expect(of('gemini-3-pro-preview')).toMatchObject({ levels: ['LOW', 'MEDIUM', 'HIGH'] })
    expect(of('gemini-2.5-flash-lite-preview-06-17')).toMatchObject({
      thinking: 'budget',
      signedCalls: false,
    })
    expect(of('gemini-2.0-flash-001')).toMatchObject({ thinking: 'none' })
    expect(of('gemma-4-31b-it')).toMatchObject({ thinking: 'none' })
  })
})

describe('the list of models', () => {
  it('has all pages of what the vendor has, with what is known of each', async () => {
    await using simulator = await startGeminiSimulator()
    await using attempts = attemptsAt(simulator)
    const plugin = await startedPlugin({ baseUrl: simulator.url })
    const cards = await plugin.listModels(attempts.next(''))
    const client = new GoogleGenAI({ apiKey: simulatorKey, httpOptions: { baseUrl: simulator.url } })
    const theirs = await Array.fromAsync(await client.models.list({ config: { pageSize: 2 } }))
    expect(cards.map(({ id }) => `models/${id}`)).toEqual(theirs.map(({ name }) => name))
    expect(cards.find(card => card.id === 'gemini-2.5-flash')).toMatchObject({
      name: 'Gemini 2.5 Flash',
      capabilities: ['chat'],
      limits: { contextTokens: 1_048_576, outputTokens: 65_536 },
    })
  })

  it('follows the vendor from page to page', async () => {
    await using simulator = await startGeminiSimulator()
    await using attempts = attemptsAt(simulator)
    const plugin = await startedPlugin({ baseUrl: simulator.url })
    const attempt = attempts.next('')
    const small = { json: (request: HttpRequest) => attempt.http.json(smaller(request)) }
    const cards = await plugin.listModels({ ...attempt, http: small as Http })
    expect(simulator.requests.length).toBe(3)
    expect(new Set(cards.map(({ id }) => id)).size).toBe(6)
  })

  it('tells by actions and names what a model can do', () => {
    expect(capabilitiesOf('gemini-9-flash', ['generateContent'])).toEqual(['chat'])
    expect(capabilitiesOf('gemini-9-flash-image', ['generateContent'])).toEqual([])
    expect(capabilitiesOf('veo-4', ['predictLongRunning'])).toEqual([])
    expect(capabilitiesOf('gemini-9-flash', undefined)).toEqual(['chat'])
  })

  it("tells a refused key as the account's fault", async () => {
    await using simulator = await startGeminiSimulator()
    await using attempts = attemptsAt(simulator)
    const plugin = await startedPlugin({ baseUrl: simulator.url })
    const wrong = attempts.next('', { credentials: { apiKey: 'wrong-key' } })
    await expect(plugin.listModels(wrong)).rejects.toMatchObject({
      code: 'auth',
      origin: 'provider',
      status: 502,
    })
    await expect(plugin.probe(wrong)).rejects.toMatchObject({ code: 'auth', origin: 'provider' })
  })
})

function smaller(request: HttpRequest): HttpRequest {
  return { ...request, url: request.url.replace('pageSize=100', 'pageSize=2') }
}
