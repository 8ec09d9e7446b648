import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testWorld, type TestWorld, type TestVendor } from '../testing/vendors.ts'

let world: TestWorld
beforeAll(async () => {
  world = await testWorld({ decoded: false })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const hello = [{ role: 'user', content: 'Hello' }]
const parts = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }]

/** In each dialect a request that another vendor can't take whole, and where its errors say what. */
const dialects = [
  {
    id: 'openai',
    to: 'anthropic',
    path: '/v1/chat/completions',
    body: { messages: hello, seed: 7 },
    lost: 'seed',
    told: { error: { type: 'invalid_request_error', param: 'seed', code: 'would_lose' } },
  },
  {
    id: 'anthropic',
    to: 'openai',
    path: '/anthropic/v1/messages',
    body: { messages: hello, max_tokens: 64, top_k: 5 },
    lost: 'topK',
    told: { type: 'error', error: { type: 'invalid_request_error' } },
  },
  {
    id: 'gemini',
    to: 'openai',
    path: '/gemini/v1beta/models/$model:generateContent',
    body: { contents: [{ parts: [{ text: 'Hello' }] }], generationConfig: { topK: 5 } },
    lost: 'topK',
    told: { error: { code: 400, status: 'INVALID_ARGUMENT' } },
  },
  {
    id: 'lucid',
    to: 'anthropic',
    path: '/v1/chat',
    body: { messages: parts, seed: 7 },
    lost: 'seed',
    told: { error: { code: 'invalid_request', reason: 'would_lose', param: 'seed' } },
  },
] as const

describe.each(dialects)('$id', ({ to, path, body, lost, told }) => {
  const ask = (strict: string, vendor: TestVendor, sent: object = body): Promise<Response> =>
    world.host.post(
      path.replace('$model', vendor.model),
      path.includes('$model') ? sent : { model: vendor.model, ...sent },
      { authorization: `Bearer ${world.key}`, 'x-lucid-strict': strict },
    )

  it.each(['1', 'true'])('refuses to lose anything where it is to be strict: %s', async strict => {
    const vendor = world.vendors[to]
    const answer = await ask(strict, vendor)
    expect(answer.status).toBe(400)
    expect(vendor.requests).toHaveLength(0)
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject(told)
    expect(text).toContain(`${vendor.model} would lose ${lost}`)
  })

  it('says once in the receipt what was lost where it need not be strict', async () => {
    const vendor = world.vendors[to]
    const answer = await ask('0', vendor)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-lucid-receipt')?.split(`dropped ${lost}`)).toHaveLength(2)
  })

  it('takes nothing else for a yes or a no', async () => {
    const answer = await ask('maybe', world.vendors[to])
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('x-lucid-strict must be 1 or 0')
  })
})

it('a strict call that is passed on as it came loses nothing', async () => {
  const vendor = world.vendors.anthropic
  const answer = await world.host.post(
    '/anthropic/v1/messages',
    { model: vendor.model, messages: hello, max_tokens: 64, top_k: 5 },
    { 'x-api-key': world.key, 'x-lucid-strict': '1' },
  )
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-lucid-receipt')).toBe('relay')
})

it('a strict embedding is refused like a chat', async () => {
  const answer = await world.host.post(
    '/v1/embeddings',
    { model: 'google/gemini-embedding-001', input: 'Hello', user: 'u' },
    { authorization: `Bearer ${world.key}`, 'x-lucid-strict': '1' },
  )
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('would lose user')
})
