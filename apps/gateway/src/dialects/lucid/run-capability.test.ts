import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canary, testGateway, type TestGateway } from '../../testing/test-gateway.ts'

let host: TestGateway
beforeAll(async () => {
  host = await testGateway()
})
afterAll(() => host[Symbol.asyncDispose]())

const hello = [{ role: 'user', content: 'Hello there, world' }]

interface LucidError {
  readonly error: {
    readonly code: string
    readonly reason: string
    readonly message: string
    readonly param?: string
    readonly hint?: string
    readonly details?: Readonly<Record<string, unknown>>
    readonly request_id: string
  }
}

async function refusal(
  body: unknown,
  path = '/v1/chat',
): Promise<LucidError['error'] & { readonly status: number }> {
  const answer = await host.post(path, body)
  const { error } = (await answer.json()) as LucidError
  expect(error.request_id).toBe(answer.headers.get('x-lucid-request-id'))
  return { ...error, status: answer.status }
}

describe('POST /v1/chat', () => {
  it('answers with provider, model, result and metadata', async () => {
    const answer = await host.post('/v1/chat', { model: 'scripted/echo', messages: hello })
    expect(answer.status).toBe(200)
    const body = (await answer.json()) as object
    expect(body).toMatchObject({
      provider: 'scripted',
      model: 'echo',
      result: { content: [{ type: 'text', text: 'Hello there, world' }], finish: { unified: 'stop' } },
      metadata: {
        tokens_used: 8,
        cost_usd: 0.0115,
        account: 'scripted',
        channel: 'stable',
        attempts: 1,
        receipt: { path: 'decoded' },
      },
    })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-lucid-request-id': expect.stringMatching(/^req_/),
      'x-lucid-provider': 'scripted',
      'x-lucid-model': 'scripted/echo',
      'x-lucid-cost-usd': '0.0115',
      'x-lucid-receipt': 'decoded',
      'cache-control': 'no-store',
    })
  })

  it('says null, not 0, where a cost is not known', async () => {
    const answer = await host.post('/v1/run/x-echo', { model: 'scripted/echo-text', text: 'hi' })
    expect(await answer.json()).toMatchObject({
      result: { said: 'hi' },
      metadata: { cost_usd: null, tokens_used: null },
    })
    expect(answer.headers.get('x-lucid-cost-usd')).toBeNull()
  })

  it('streams parts as events, then metadata, then a comment', async () => {
    const answer = await host.post('/v1/chat', { model: 'scripted/echo', messages: hello, stream: true })
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(answer.headers.get('x-lucid-model')).toBe('scripted/echo')
    const events = (await answer.text()).split('\n\n').filter(Boolean)
    const names = events.map(event => /^event: (.*)$/m.exec(event)?.[1])
    expect(names).toEqual([
      'start',
      'text-start',
      'text-delta',
      'text-delta',
      'text-delta',
      'text-end',
      'usage',
      'finish',
      'done',
      undefined,
    ])
    expect(events.at(-2)).toMatch(/"metadata":\{.*"cost_usd":0.0115/)
    expect(events.at(-1)).toMatch(/^: lucid \{.*"tokens_used":8/)
  })

  it("gives back a client's own request id beside its own", async () => {
    const sane = await host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages: hello },
      { 'x-request-id': 'abc-1' },
    )
    expect(sane.headers.get('x-request-id')).toBe('abc-1')
    const odd = await host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages: hello },
      { 'x-request-id': '<script>' },
    )
    expect(odd.headers.get('x-request-id')).toBe(odd.headers.get('x-lucid-request-id'))
  })

  it('answers a kind as the first account that serves it', async () => {
    const answer = await host.post('/v1/chat', { kind: 'chat.default', messages: hello })
    expect(await answer.json()).toMatchObject({ model: 'echo' })
  })
})

describe('a bad request', () => {
  it('names the field at fault', async () => {
    expect(await refusal({ messages: [{ role: 'user', content: 1 }] })).toMatchObject({
      status: 400,
      code: 'invalid_request',
      reason: 'invalid_field',
      param: expect.stringMatching(/^messages\[0\]\.content/),
    })
    expect(await refusal({ messages: hello, temperature: 9 })).toMatchObject({ param: 'temperature' })
    expect(await refusal({ messages: hello, nonsense: 1 })).toMatchObject({
      message: expect.stringContaining('nonsense'),
    })
    expect(await refusal({ messages: hello, stream: 'yes' })).toMatchObject({ param: 'stream' })
    expect(await refusal({ messages: hello, model: 7 })).toMatchObject({ param: 'model' })
    expect(await refusal({ text: 7 }, '/v1/run/x-echo')).toMatchObject({ param: 'text' })
  })

  it('names a model and a kind at once', async () => {
    expect(await refusal({ messages: hello, model: 'a/b', kind: 'chat.default' })).toMatchObject({
      status: 400,
      param: 'kind',
    })
  })

  it('lists near models for one that is not there', async () => {
    expect(await refusal({ messages: hello, model: 'scripted/ecko' })).toMatchObject({
      status: 404,
      reason: 'unknown_model',
      details: { candidates: expect.arrayContaining(['scripted/echo']) },
    })
  })

  it("lists the channel's kinds for one that is not there", async () => {
    expect(await refusal({ messages: hello, kind: 'chat.visoin' })).toMatchObject({
      status: 404,
      reason: 'unknown_kind',
      details: { kinds: expect.arrayContaining(['chat.default']) },
    })
  })

  it('lists the capabilities for one that is not there', async () => {
    expect(await refusal({}, '/v1/run/chatt')).toMatchObject({
      status: 404,
      reason: 'unknown_capability',
      hint: 'Did you mean chat?',
    })
  })

  it('asks for a stream of what does not stream', async () => {
    expect(await refusal({ text: 'x', stream: true }, '/v1/run/x-echo')).toMatchObject({
      status: 400,
      param: 'stream',
    })
  })

  it('is not JSON', async () => {
    expect(await refusal('{"messages": [}')).toMatchObject({
      status: 400,
      reason: 'malformed_json',
      details: { line: 1, column: 15 },
    })
  })

  it('has another content type', async () => {
    const answer = await host.post('/v1/chat', 'x=1', { 'content-type': 'application/x-www-form-urlencoded' })
    expect(answer.status).toBe(415)
  })
})

describe('a failing upstream', () => {
  it("that refuses the operator's key is no fault of the caller, and its words hold no key", async () => {
    expect(await refusal({ model: 'scripted/refuses', messages: hello })).toMatchObject({
      status: 502,
      code: 'auth',
      message: expect.stringContaining('refused the account'),
    })
  })

  it('that asks to wait says how long', async () => {
    const answer = await host.post('/v1/chat', { model: 'scripted/limits', messages: hello })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
  })

  it('that throws what nobody foresaw is a 502, and the process lives', async () => {
    expect((await refusal({ model: 'scripted/throws', messages: hello })).status).toBe(502)
    expect((await host.post('/v1/chat', { model: 'scripted/echo', messages: hello })).status).toBe(200)
  })

  it('ends a stream that has begun with one error event and no terminator', async () => {
    const answer = await host.post('/v1/chat', { model: 'scripted/breaks', messages: hello, stream: true })
    expect(answer.status).toBe(200)
    const text = await answer.text()
    expect(text.match(/^event: error$/gm)).toHaveLength(1)
    expect(text).toContain('"code":"upstream"')
    expect(text).not.toContain('event: done')
    expect(text).not.toContain(canary)
    expect(text).toMatch(/: lucid \{.*\}\n\n$/)
  })
})
