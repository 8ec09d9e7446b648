import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestOf, newKey } from '../access/app-key.ts'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

const keys = { few: newKey(), poor: newKey(), free: newKey(), asked: newKey() }
const hashed = (key: string): string => `sha256:${Buffer.from(digestOf(key)).toString('hex')}`

let host: TestGateway
beforeAll(async () => {
  host = await testGateway({
    config: {
      keys: [
        { name: 'few', key: hashed(keys.few), limits: { requests: 1, per: 'day' } },
        { name: 'poor', key: hashed(keys.poor), budgets: [{ usd: '0.000001', per: 'month' }] },
        { name: 'free', key: hashed(keys.free) },
        {
          name: 'asked',
          key: hashed(keys.asked),
          limits: { requests: 100, tokens: 100_000, concurrency: 5 },
        },
      ],
      limits: { rules: [{ name: 'per-user', by: 'subject', requests: 1, per: 'hour' }] },
    },
  })
})
afterAll(() => host[Symbol.asyncDispose]())

const messages = [{ role: 'user', content: 'hi' }]
const forms = {
  lucid: ['/v1/chat', { model: 'scripted/echo', messages }],
  openai: ['/v1/chat/completions', { model: 'scripted/echo', messages, max_tokens: 9 }],
  responses: ['/v1/responses', { model: 'scripted/echo', input: 'hi', max_output_tokens: 9 }],
  anthropic: ['/anthropic/v1/messages', { model: 'scripted/echo', messages, max_tokens: 9 }],
  gemini: [
    '/gemini/v1beta/models/scripted%2Fecho:generateContent',
    { contents: [{ role: 'user', parts: [{ text: 'hi' }] }], generationConfig: { maxOutputTokens: 9 } },
  ],
} as const
const dialects = Object.keys(forms) as (keyof typeof forms)[]
const ask = (
  dialect: keyof typeof forms,
  key: string,
  headers: Record<string, string> = {},
): Promise<Response> => {
  const [path, body] = forms[dialect]
  return host.post(path, body, { 'x-api-key': key, ...headers })
}
const textOf = async (answer: Response): Promise<string> => JSON.stringify(await answer.json())

describe('a limit', () => {
  it('shows how it stands with each answer', async () => {
    const answer = await ask('openai', keys.asked)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('ratelimit-policy')).toBe(
      '"key-asked-requests";q=100;w=60, "key-asked-tokens";q=100000;qu="tokens";w=60, "key-asked-concurrency";q=5;qu="concurrent-requests"',
    )
    expect(answer.headers.get('ratelimit')).toMatch(
      /^"key-asked-requests";r=99;t=1, "key-asked-tokens";r=999\d\d;t=1, "key-asked-concurrency";r=4$/,
    )
    const streamed = await host.post(
      '/v1/chat/completions',
      { ...forms.openai[1], stream: true },
      { 'x-api-key': keys.asked },
    )
    expect(streamed.headers.get('ratelimit')).toContain('"key-asked-requests";r=98')
    await streamed.text()
    expect((await ask('openai', keys.free)).headers.get('ratelimit')).toBeNull()
  })

  it.each(dialects)('that is used up is a 429 which says which and until when: %s', async dialect => {
    await ask('openai', keys.few)
    const answer = await ask(dialect, keys.few)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(86_000)
    expect(answer.headers.get('ratelimit-policy')).toBe('"key-few";q=1;w=86400')
    expect(answer.headers.get('ratelimit')).toMatch(/^"key-few";r=0;t=86\d\d\d$/)
    const text = await textOf(answer)
    expect(text).toContain('The limit \\"key-few\\" is used up: 1 requests a day for each key.')
    expect(text).toMatch(/Try again in 86\d\d\d s\./)
  })

  it('of end users counts each for itself, and nobody who is not named', async () => {
    const statuses = []
    for (const user of ['ann', 'ann', 'bob', '', ''])
      statuses.push((await ask('openai', keys.free, user ? { 'x-lucid-user': user } : {})).status)
    expect(statuses).toEqual([200, 429, 200, 200, 200])
  })
})

describe('a budget', () => {
  it.each(dialects)('that does not suffice says which, what is left and until when: %s', async dialect => {
    const answer = await ask(dialect, keys.poor)
    // Its own API has no 402.
    expect(answer.status).toBe(dialect === 'gemini' ? 429 : 402)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    const text = await textOf(answer)
    expect(text).toContain('The budget \\"key-poor-month\\" does not suffice')
    expect(text).toMatch(/of 0\.000001 USD a month, 0\.000001 are left, and this may cost \d/)
    expect(text).toMatch(/It begins anew at \d{4}-\d\d-01T00:00:00\.000Z/)
    if (dialect === 'lucid')
      expect(JSON.parse(text)).toMatchObject({
        error: {
          code: 'budget',
          reason: 'budget_exceeded',
          details: { budget: 'key-poor-month', of: 'poor' },
        },
      })
    if (dialect === 'anthropic') expect(text).toContain('billing_error')
    if (dialect === 'openai') expect(text).toContain('budget_exceeded')
    expect(host.seen.requests.every(({ maxOutputTokens }) => maxOutputTokens === 9)).toBe(true)
  })
})
