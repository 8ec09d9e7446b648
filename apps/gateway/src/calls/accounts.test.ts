import openai from '@lucid-gateway/provider-openai'
import { type Simulator, startOpenAISimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

const keys = { us: 'sk-us-0123456789', eu: 'sk-eu-0123456789' }
let regions: Readonly<Record<'us' | 'eu', Simulator<never>>>
let host: TestGateway
beforeAll(async () => {
  regions = {
    us: await startOpenAISimulator({ keys: [keys.us] }),
    eu: await startOpenAISimulator({ keys: [keys.eu] }),
  }
  host = await start(keys.us)
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  await Promise.all(Object.values(regions).map(region => region.close()))
})
beforeEach(() => Object.values(regions).forEach(region => region.reset()))

function start(us: string): Promise<TestGateway> {
  return testGateway({
    env: { US_KEY: us, EU_KEY: keys.eu },
    config: {
      accounts: {
        openai: {
          provider: 'openai',
          config: { baseUrl: regions.us.url },
          credentials: { apiKey: 'env:US_KEY' },
          weight: 3,
        },
        'azure-eu': {
          provider: 'openai',
          config: { baseUrl: regions.eu.url },
          credentials: { apiKey: 'env:EU_KEY' },
          owner: 'organisation',
        },
      },
    },
    plugins: [openai],
  })
}

const ask = (model: string, gateway = host) =>
  gateway.post('/v1/chat/completions', { model, messages: [{ role: 'user', content: 'Hello' }] })

/** How many requests each region saw. */
const seen = () => [regions.us.requests.length, regions.eu.requests.length]

describe('two accounts of one provider', () => {
  it('are addressed each by its name, and asked at its own address with its own key', async () => {
    for (let n = 0; n < 5; n++) expect((await ask('azure-eu/gpt-4.1-mini')).status).toBe(200)
    expect(seen()).toEqual([0, 5])
    const [first] = regions.eu.requests
    expect(first?.headers['authorization']).toBe(`Bearer ${keys.eu}`)
  })

  it('serve whatever names their provider, by their weights', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask('openai/gpt-4.1-mini')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const [us = 0, eu = 0] = seen()
    expect(us).toBeGreaterThan(eu)
    expect(eu).toBeGreaterThan(0)
  })

  it('say whose they are', async () => {
    const body = { model: 'azure-eu/gpt-4.1-mini', messages: [{ role: 'user', content: 'Hello' }] }
    const answer = await host.post('/v1/explain', { path: '/v1/chat/completions', body })
    expect(await answer.json()).toMatchObject({ targets: [{ account: 'azure-eu', owner: 'organisation' }] })
  })

  it('stand in for each other: one whose key is refused is asked once, and the caller sees none of it', async () => {
    await using refused = await start('sk-revoked-0123456789')
    const answers = []
    for (let n = 0; n < 40; n++) answers.push(await ask('openai/gpt-4.1-mini', refused))
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
    expect(seen()).toEqual([1, 40])
    expect(await (await fetch(`${refused.url}/readyz`)).json()).toMatchObject({ resting_accounts: 1 })
  })
})
