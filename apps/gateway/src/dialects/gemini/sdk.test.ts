import { ApiError, GoogleGenAI } from '@google/genai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../../access/app-key.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import { type TestVendor, testWorld, type TestWorld } from '../../testing/vendors.ts'

/** What the crosswise tests don't ask of every vendor: what belongs to this dialect alone. */
let world: TestWorld
let vendor: TestVendor
beforeAll(async () => {
  world = await testWorld({ decoded: false })
  vendor = world.vendors.google
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const versions = ['v1', 'v1beta', 'v1alpha'] as const
const clientOf = (apiVersion: string = 'v1', apiKey = world.key): GoogleGenAI =>
  new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: `${world.host.url}/gemini` } })
const contents = 'Hello'
const body = (text = contents) => ({ contents: [{ role: 'user', parts: [{ text }] }] })
const raw = (action: string, content: object = body(), model = vendor.model): Promise<Response> =>
  world.host.post(`/gemini/v1beta/models/${model}:${action}`, content, { 'x-goog-api-key': world.key })

describe('the gemini dialect', () => {
  it.each(versions)('serves %s, by a ref with a slash and by a bare name', async version => {
    for (const model of [vendor.model, 'gemini-2.0-flash', `models/${vendor.model}`]) {
      const answer = await clientOf(version).models.generateContent({ model, contents })
      expect(answer.text).toBe('You said: Hello')
      expect(answer.sdkHttpResponse?.headers?.['x-lucid-receipt']).toBe('relay')
      expect(answer.sdkHttpResponse?.headers?.['x-lucid-model']).toBe(vendor.model)
    }
    expect(JSON.stringify(vendor.requests)).not.toContain(world.key)
  })

  it.each(['generateContent', 'streamGenerateContent'])(
    'serves %s to clients that leave out "models/" before a name with a slash',
    async method => {
      const answer = await world.host.post(
        `/gemini/v1beta/${world.vendors.anthropic.model}:${method}`,
        { contents: [{ parts: [{ text: 'Hello' }] }] },
        { authorization: `Bearer ${world.key}` },
      )
      expect(answer.status).toBe(200)
      expect(await answer.text()).toContain('Hello')
    },
  )

  it('serves the default by a kind, and no version that is not there', async () => {
    expect((await clientOf().models.generateContent({ model: 'chat.default', contents })).text).toBeTruthy()
    const unknown = await world.host.post(`/gemini/v2/models/${vendor.model}:generateContent`, body(), {
      'x-goog-api-key': world.key,
    })
    expect(unknown.status).toBe(404)
    expect(await unknown.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } })
  })

  it.each(['google', 'openai', 'anthropic'] as const)(
    'streams events, or an array without alt=sse, with the same in it: %s',
    async id => {
      const { model } = world.vendors[id]
      const events = await (await raw('streamGenerateContent?alt=sse', body('Hello there'), model)).text()
      const chunks = [...events.matchAll(/^data: (.*)$/gm)].map(match => JSON.parse(match[1] ?? '') as object)
      world.reset()
      const answer = await raw('streamGenerateContent', body('Hello there'), model)
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      const list = (await answer.json()) as object[]
      expect(list.map(textOf)).toEqual(chunks.map(textOf))
      expect(list.map(textOf).join('')).toBe('You said: Hello there')
      expect(list.at(-1)).toMatchObject({
        candidates: [{ finishReason: 'STOP' }],
        usageMetadata: { totalTokenCount: expect.any(Number) },
      })
      expect(events).toMatch(/^: lucid \{.*\}\n\n$/m)
    },
  )

  it('ends a stream that fails with one error in its own shape, in either form', async () => {
    for (const id of ['google', 'openai', 'anthropic'] as const) {
      const cut = body('Count to ten sim:fault=error-event:4')
      const { model } = world.vendors[id]
      const events = await (await raw('streamGenerateContent?alt=sse', cut, model)).text()
      expect(events.match(/^data: \{"error":\{"code":\d+,"message"/gm)).toHaveLength(1)
      const list = (await (await raw('streamGenerateContent', cut, model)).json()) as object[]
      expect(list.at(-1)).toMatchObject({ error: { code: expect.any(Number), status: expect.any(String) } })
      expect(list.filter(chunk => 'error' in chunk)).toHaveLength(1)
    }
  })

  it('counts tokens by the vendor, and says so where it estimates', async () => {
    const counted = await raw('countTokens')
    expect(counted.headers.get('x-lucid-usage')).toBe('known')
    const { totalTokens } = await clientOf().models.countTokens({ model: vendor.model, contents })
    const { usageMetadata } = await clientOf().models.generateContent({ model: vendor.model, contents })
    expect([(await counted.json()) as object, totalTokens]).toMatchObject([
      { totalTokens: usageMetadata?.promptTokenCount },
      usageMetadata?.promptTokenCount,
    ])
    const whole = { generateContentRequest: { model: `models/${vendor.model}`, ...body() } }
    expect(await (await raw('countTokens', whole)).json()).toMatchObject({ totalTokens })

    await using demo = await testGateway()
    const estimated = await demo.post('/gemini/v1/models/scripted/echo:countTokens', body())
    expect(estimated.headers.get('x-lucid-usage')).toBe('estimated')
    expect(await estimated.json()).toMatchObject({ totalTokens: expect.any(Number) })
    expect(demo.seen.requests).toHaveLength(0)
  })

  it.each(['openai/text-embedding-3-small', 'google/gemini-embedding-001'])('embeds, by %s', async model => {
    const { models } = clientOf('v1beta')
    const config = { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 16 }
    const { embeddings } = await models.embedContent({ model, contents: ['one', 'two'], config })
    expect(embeddings?.map(({ values }) => values?.length)).toEqual([16, 16])
    const one = await raw('embedContent', { content: { parts: [{ text: 'one' }] } }, model)
    expect(await one.json()).toMatchObject({ embedding: { values: expect.any(Array) } })
    // As the vendor's own documents have it for curl.
    const snake = { content: { parts: { text: 'one' } }, output_dimensionality: 16, task_type: 'CLUSTERING' }
    const short = await raw('embedContent', snake, model)
    expect(short.headers.get('x-lucid-receipt') ?? '').not.toContain('output_dimensionality')
    expect(((await short.json()) as { embedding: { values: unknown[] } }).embedding.values).toHaveLength(16)
    const content = { parts: [{ text: 'a' }] }
    const mixed = { requests: [{ content }, { content, taskType: 'CLUSTERING' }] }
    const refused = await raw('batchEmbedContents', mixed, model)
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('taskType')])
    for (const requests of [[], [{}], [null]])
      expect((await raw('batchEmbedContents', { requests }, model)).status).toBe(400)
  })

  it('lists models in pages, and tells one by its ref or its bare name', async () => {
    const { models } = clientOf('v1beta')
    const all = await Array.fromAsync(await models.list({ config: { pageSize: 1000 } }))
    const names = all.map(({ name }) => name)
    expect(names).toContain(`models/${vendor.model}`)
    expect(names).toContain(`models/${world.vendors.anthropic.model}`)
    const paged = await Array.fromAsync(await models.list({ config: { pageSize: 3 } }))
    expect(paged.map(({ name }) => name)).toEqual(names)
    for (const model of [vendor.model, 'gemini-2.0-flash']) {
      expect((await models.get({ model })).name).toBe(`models/${vendor.model}`)
    }
    await expect(models.get({ model: 'gemini-2.0-flush' })).rejects.toMatchObject({ status: 404 })
  })

  it('refuses in the terms that the SDK reads', async () => {
    const stranger = clientOf('v1', newKey()).models.generateContent({ model: vendor.model, contents })
    await expect(stranger).rejects.toBeInstanceOf(ApiError)
    await expect(stranger).rejects.toMatchObject({ status: 401 })
    const nothing = await raw('generateContent', {})
    expect(nothing.status).toBe(400)
    expect(await nothing.json()).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } })
    const limited = raw('generateContent', body('sim:error=rate_limit'))
    expect((await limited).headers.get('retry-after')).toBe('35')
    expect(await (await limited).json()).toMatchObject({
      error: {
        status: 'RESOURCE_EXHAUSTED',
        details: expect.arrayContaining([expect.objectContaining({ retryDelay: '34.4s' })]),
      },
    })
  })

  it('takes a key from the query, in streams too', async () => {
    const headers = { 'content-type': 'application/json' }
    const base = `${world.host.url}/gemini/v1beta/models/${vendor.model}`
    for (const action of ['generateContent?', 'streamGenerateContent?alt=sse&', 'countTokens?']) {
      const post = { method: 'POST', headers, body: JSON.stringify(body()) }
      expect((await fetch(`${base}:${action}key=${world.key}`, post)).status).toBe(200)
      expect((await fetch(`${base}:${action}key=${newKey()}`, post)).status).toBe(401)
    }
    expect(JSON.stringify(vendor.requests)).not.toContain(world.key)
    expect(world.host.logged()).not.toContain(world.key)
  })
})

describe('an array of the gemini dialect that is quiet', () => {
  it('gets white space, which no reader of JSON minds', async () => {
    await using host = await testGateway({
      config: { plugins: [], server: { limits: { keepAliveMs: 1000 } } },
    })
    const answer = await host.post('/gemini/v1/models/scripted/slow:streamGenerateContent', body())
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    let text = ''
    while (!text.endsWith('\n')) text += Buffer.from((await reader.read()).value ?? []).toString()
    await reader.cancel()
    expect(JSON.parse(`${text}]`)).toHaveLength(1)
  })
})

function textOf(chunk: object): string {
  const { candidates } = chunk as {
    readonly candidates?: readonly { readonly content?: { readonly parts?: readonly { text?: string }[] } }[]
  }
  return (candidates?.[0]?.content?.parts ?? []).map(({ text }) => text ?? '').join('')
}
