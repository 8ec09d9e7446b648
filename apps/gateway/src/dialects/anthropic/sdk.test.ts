import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../../access/app-key.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import { type TestVendor, testWorld, type TestWorld } from '../../testing/vendors.ts'

/** What the crosswise tests don't ask of every vendor: what belongs to this dialect alone. */
let world: TestWorld
let vendor: TestVendor
beforeAll(async () => {
  world = await testWorld({ decoded: false })
  vendor = world.vendors.anthropic
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const versions = ['2026-10-21', '2023-06-01'] as const
const clientOf = (version: (typeof versions)[number] = '2026-10-21', apiKey = world.key): Anthropic =>
  new Anthropic({
    apiKey,
    baseURL: `${world.host.url}/anthropic`,
    maxRetries: 0,
    defaultHeaders: { 'anthropic-version': version },
  })
const ask = (content: string, model = vendor.model) => ({
  model,
  max_tokens: 100,
  messages: [{ role: 'user' as const, content }],
})
const raw = (body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  world.host.post('/anthropic/v1/messages', body, { 'x-api-key': world.key, ...headers })
const thrownBy = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  )

describe('the anthropic dialect', () => {
  it.each(versions)('passes %s on as it came, with its betas and without the key', async version => {
    const { data, response } = await clientOf(version)
      .beta.messages.create({ ...ask('Hello'), betas: ['files-api-2025-04-14', 'context-1m-2025-08-07'] })
      .withResponse()
    expect(data.content).toMatchObject([{ type: 'text', text: 'You said: Hello' }])
    expect(response.headers.get('x-lucid-receipt')).toBe('relay')
    expect(response.headers.get('request-id')).toBe(response.headers.get('x-lucid-request-id'))
    expect(vendor.requests[0]?.headers).toMatchObject({
      'anthropic-version': version,
      'anthropic-beta': 'files-api-2025-04-14,context-1m-2025-08-07',
    })
    expect(JSON.stringify(vendor.requests[0])).not.toContain(world.key)
  })

  it('has the rules of the version that was asked for', async () => {
    const warm = { ...ask('Hello'), temperature: 0.5 }
    expect((await clientOf('2023-06-01').messages.create(warm)).content).toHaveLength(1)
    const refused = await thrownBy(clientOf('2026-10-21').messages.create(warm))
    expect(refused).toBeInstanceOf(Anthropic.BadRequestError)
    expect(String(refused)).toContain('temperature')
  })

  it('takes who names no version for one who speaks the oldest, and refuses one that is not there', async () => {
    expect((await raw({ ...ask('Hello'), temperature: 0.5 })).status).toBe(200)
    expect(vendor.requests[0]?.headers['anthropic-version']).toBe('2023-06-01')
    const unknown = await raw(ask('Hello'), { 'anthropic-version': '2031-01-01' })
    expect(unknown.status).toBe(400)
    expect(await unknown.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', details: { error_code: 'unknown_version' } },
      request_id: unknown.headers.get('request-id'),
    })
  })

  it('resolves a bare name, a kind and the default', async () => {
    for (const model of ['claude-haiku-4-5', 'claude-haiku-4-5-20251001']) {
      const { response } = await clientOf().messages.create(ask('Hello', model)).withResponse()
      expect(response.headers.get('x-lucid-provider')).toBe('anthropic')
    }
    expect((await clientOf().messages.create(ask('Hello', 'chat.default'))).content).toHaveLength(1)
  })

  it.each(['anthropic', 'openai', 'google'] as const)(
    'streams the events of the vendor in their order, from %s',
    async id => {
      const answer = await raw({ ...ask('Hello there', world.vendors[id].model), stream: true })
      expect(answer.headers.get('request-id')).toBe(answer.headers.get('x-lucid-request-id'))
      const text = await answer.text()
      const names = [...text.matchAll(/^event: (\w+)$/gm)].map(match => match[1])
      expect(names.filter(name => name !== 'ping').join(' ')).toMatch(
        /^message_start (content_block_start (content_block_delta )+content_block_stop )+message_delta message_stop$/,
      )
      expect(text).toMatch(/^: lucid \{.*\}\n\n$/m)
    },
  )

  it('ends a stream that fails with one error event in its own shape, and no message_stop', async () => {
    for (const id of ['anthropic', 'openai', 'google'] as const) {
      const body = ask('Count to ten sim:fault=error-event:4', world.vendors[id].model)
      const text = await (await raw({ ...body, stream: true })).text()
      expect(text).not.toContain('message_stop')
      const errors = [...text.matchAll(/^event: error\ndata: (.*)$/gm)].map(match =>
        JSON.parse(match[1] ?? ''),
      )
      expect(errors).toMatchObject([{ type: 'error', error: { message: expect.any(String) } }])
    }
  })

  it('counts tokens by the vendor, and says so where it estimates', async () => {
    const { model, messages } = ask('How many are these?')
    const counted = await clientOf().messages.countTokens({ model, messages }).withResponse()
    expect(counted.response.headers.get('x-lucid-usage')).toBe('known')
    const { usage } = await clientOf().messages.create({ model, messages, max_tokens: 10 })
    expect(counted.data.input_tokens).toBe(usage.input_tokens)
    expect(vendor.requests[0]?.path).toBe('/v1/messages/count_tokens')

    await using demo = await testGateway()
    const estimated = await demo.post('/anthropic/v1/messages/count_tokens', {
      model: 'scripted/echo',
      messages,
    })
    expect(estimated.headers.get('x-lucid-usage')).toBe('estimated')
    expect(estimated.headers.get('x-lucid-model')).toBe('scripted/echo')
    expect(((await estimated.json()) as { input_tokens: number }).input_tokens).toBeGreaterThanOrEqual(4)
    expect(demo.seen.requests).toHaveLength(0)
  })

  it('lists models in pages, and tells one by its ref or its bare name', async () => {
    const client = clientOf()
    const all = (await Array.fromAsync(client.models.list({ limit: 1000 }))).map(({ id }) => id)
    expect(all).toContain(vendor.model)
    expect(all).toContain(world.vendors.openai.model)
    expect(all).not.toContain('openai/text-embedding-3-small')
    const paged = await Array.fromAsync(client.models.list({ limit: 3 }))
    expect(paged.map(({ id }) => id)).toEqual(all)
    const before = await client.models.list({ limit: 2, before_id: all[3] as string })
    expect(before.data.map(({ id }) => id)).toEqual(all.slice(1, 3))
    for (const name of [vendor.model, 'claude-haiku-4-5']) {
      expect(await client.models.retrieve(name)).toMatchObject({ type: 'model', id: vendor.model })
    }
    expect(await thrownBy(client.models.retrieve('claude-haiku-4-6'))).toBeInstanceOf(Anthropic.NotFoundError)
    expect(await thrownBy(client.models.list({ limit: -1 }))).toBeInstanceOf(Anthropic.BadRequestError)
  })

  it('takes a key as Bearer and as x-api-key, and holds it to its scope', async () => {
    const bearer = new Anthropic({
      authToken: world.key,
      apiKey: null,
      baseURL: `${world.host.url}/anthropic`,
      maxRetries: 0,
    })
    expect((await bearer.messages.create(ask('Hello'))).content).toHaveLength(1)
    expect((await raw(ask('Hello'))).status).toBe(200)
    const stranger = clientOf('2026-10-21', newKey())
    expect(await thrownBy(stranger.messages.create(ask('Hello')))).toBeInstanceOf(
      Anthropic.AuthenticationError,
    )

    const scoped = newKey()
    await using host = await testGateway({
      env: { SCOPED: scoped },
      config: { plugins: [], keys: [{ name: 'scoped', key: 'env:SCOPED', models: ['scripted/echo'] }] },
    })
    for (const path of ['/anthropic/v1/messages', '/anthropic/v1/messages/count_tokens']) {
      const statuses = ['scripted/echo', 'scripted/slow'].map(
        async model => (await host.post(path, ask('Hi', model), { 'x-api-key': scoped })).status,
      )
      expect(await Promise.all(statuses)).toEqual([200, 403])
    }
  })

  it("refuses what is wrong in the SDK's own terms", async () => {
    const empty = await thrownBy(clientOf().messages.create({ ...ask('x'), messages: [] }))
    expect(empty).toBeInstanceOf(Anthropic.BadRequestError)
    expect(empty).toMatchObject({ status: 400, requestID: expect.stringMatching(/^req_/) })
    const unknown = await thrownBy(clientOf().messages.create(ask('x', 'claude-haiku-4-6')))
    expect(unknown).toBeInstanceOf(Anthropic.NotFoundError)
    expect(String(unknown)).toContain('anthropic/claude-haiku-4-5')
  })
})

describe('a stream of the anthropic dialect that is quiet', () => {
  it('gets a ping, between two events', async () => {
    await using host = await testGateway({
      config: { plugins: [], server: { limits: { keepAliveMs: 1000 } } },
    })
    const answer = await host.post('/anthropic/v1/messages', { ...ask('hi', 'scripted/slow'), stream: true })
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    let text = ''
    while (!text.includes('ping')) text += Buffer.from((await reader.read()).value ?? []).toString()
    await reader.cancel()
    expect(text).toMatch(/\n\nevent: ping\ndata: \{"type": "ping"\}\n\n$/)
    expect(text).toMatch(/^event: message_start\n/)
  })
})
