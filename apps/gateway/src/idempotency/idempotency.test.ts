import openai from '@lucid-gateway/provider-openai'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { testGateway, type TestGateway, until } from '../testing/test-gateway.ts'

const [key, other] = [newKey(), newKey()]
let vendor: OpenAISimulator
let host: TestGateway

beforeAll(async () => {
  vendor = await startOpenAISimulator()
  host = await testGateway({
    env: { LUCID_API_KEY: key, OTHER_KEY: other, OPENAI_API_KEY: simulatorKey },
    config: {
      accounts: { openai: { provider: 'openai', config: { baseUrl: vendor.url } } },
      keys: [
        { name: 'app', key: 'env:LUCID_API_KEY' },
        { name: 'other', key: 'env:OTHER_KEY' },
      ],
      retry: { attempts: 1 },
    },
    plugins: [openai],
  })
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  await vendor.close()
})
beforeEach(() => vendor.reset())

let serial = 0
const newId = (): string => `deed-${serial++}`

interface Asked {
  readonly id: string
  readonly prompt?: string
  readonly stream?: boolean
  readonly as?: string
  readonly signal?: AbortSignal
}

function ask({ id, prompt = 'Hello', stream = false, as = key, signal }: Asked): Promise<Response> {
  return fetch(`${host.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${as}`, 'idempotency-key': id },
    body: JSON.stringify({
      model: 'openai/gpt-4.1-mini',
      stream,
      messages: [{ role: 'user', content: prompt }],
    }),
    ...(signal ? { signal } : {}),
  })
}

const asked = (): number => vendor.requests.length

describe('an Idempotency-Key', () => {
  it('sent a hundred times at once has the thing done once', async () => {
    const id = newId()
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask({ id })))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter(status => status !== 200 && status !== 409)).toEqual([])
    const again = await Promise.all(Array.from({ length: 20 }, () => ask({ id })))
    expect(again.every(({ status }) => status === 200)).toBe(true)
    const bodies = await Promise.all(
      [...again, ...answers.filter(({ status }) => status === 200)].map(answer => answer.text()),
    )
    expect(new Set(bodies).size).toBe(1)
    expect(asked()).toBe(1)
  })

  it('gives the same answer again, and says that it does', async () => {
    const id = newId()
    const first = await ask({ id })
    const second = await ask({ id })
    expect(await second.text()).toBe(await first.text())
    expect([first, second].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true'])
    expect(second.headers.get('x-lucid-request-id')).toBe(first.headers.get('x-lucid-request-id'))
    expect(asked()).toBe(1)
  })

  it('gives a stream again as a stream', async () => {
    const id = newId()
    const first = await ask({ id, stream: true })
    const text = await first.text()
    const second = await ask({ id, stream: true })
    expect(second.headers.get('content-type')).toContain('text/event-stream')
    expect(await second.text()).toBe(text)
    expect(asked()).toBe(1)
  })

  it('has the answer ready for a client that went away in the middle of it', async () => {
    const id = newId()
    const prompt = 'Tell me a story sim:pace=10'
    const gone = new AbortController()
    const first = await ask({ id, stream: true, prompt, signal: gone.signal })
    await first.body?.getReader().read()
    gone.abort()
    await until(() => vendor.requests[0]?.end === 'sent')
    let second = await ask({ id, stream: true, prompt })
    for (let turn = 0; second.status === 409 && turn < 100; turn++)
      second = await ask({ id, stream: true, prompt })
    expect(await second.text()).toContain('data: [DONE]')
    expect(asked()).toBe(1)
  })

  it('is refused with another request', async () => {
    const id = newId()
    await (await ask({ id })).text()
    const second = await ask({ id, prompt: 'Another thing' })
    expect(second.status).toBe(422)
    expect(await second.json()).toMatchObject({ error: { param: 'idempotency-key' } })
    expect(asked()).toBe(1)
  })

  it('of another application is another key', async () => {
    const id = newId()
    await (await ask({ id })).text()
    expect((await ask({ id, as: other, prompt: 'Another thing' })).status).toBe(200)
    expect(asked()).toBe(2)
  })

  it('may be sent again where nothing was done that costs', async () => {
    const id = newId()
    expect((await ask({ id, prompt: 'x sim:error=rate_limit_exceeded' })).status).toBe(429)
    vendor.reset()
    expect((await ask({ id, prompt: 'x' })).status).toBe(200)
    expect(asked()).toBe(1)
  })

  it.each(['', ' ', 'a b', 'x'.repeat(256)])('that is none is refused or passed over: %j', async id => {
    const answer = await ask({ id })
    expect(answer.status).toBe(id.trim() === '' ? 200 : 400)
  })
})
