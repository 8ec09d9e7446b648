import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dial, raw, testGateway, type TestGateway } from '../testing/test-gateway.ts'

let host: TestGateway
beforeAll(async () => {
  host = await testGateway({
    config: {
      plugins: [],
      server: { limits: { bodyBytes: 1000, headersTimeoutMs: 200, requestTimeoutMs: 400, headerCount: 20 } },
    },
  })
})
afterAll(() => host[Symbol.asyncDispose]())

const head = (more: string): string =>
  `POST /v1/chat HTTP/1.1\r\nhost: localhost:${host.gateway.port}\r\n${more}\r\n`
const json = 'content-type: application/json\r\n'

describe('limits', () => {
  it('refuse a body that says it is too large before it is sent', async () => {
    const answer = await raw(host.gateway.port, head(`${json}content-length: 100000000\r\n`))
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      413,
      { error: expect.objectContaining({ reason: 'body_too_large' }) },
    ])
  })

  it('refuse a body that grows too large on the way', async () => {
    const answer = await host.post('/v1/chat', 'x'.repeat(1001))
    expect(answer.status).toBe(413)
    const chunk = `190\r\n${'x'.repeat(400)}\r\n`
    const chunked = await raw(
      host.gateway.port,
      head(`${json}transfer-encoding: chunked\r\n`) + chunk.repeat(3),
    )
    expect(chunked.status).toBe(413)
  })

  it('refuse compressed bodies, which could be bombs', async () => {
    const answer = await host.post('/v1/chat', '{}', { 'content-encoding': 'gzip' })
    expect(answer.status).toBe(415)
  })

  it('refuse a head that is too large, or of too many fields', async () => {
    expect((await raw(host.gateway.port, head(`x-large: ${'x'.repeat(20_000)}\r\n`))).status).toBe(431)
    const many = Array.from({ length: 21 }, (_, index) => `x-${index}: 1\r\n`).join('')
    expect((await raw(host.gateway.port, `GET /readyz HTTP/1.1\r\nhost: x\r\n${many}\r\n`)).status).toBe(431)
  })

  it('cut off a head that comes too slowly', async () => {
    const answer = await raw(host.gateway.port, 'GET / HTTP/1.1\r\nhost: x\r\n')
    expect(answer.status).toBe(408)
  })

  it('cut off a body that comes too slowly', async () => {
    const socket = await dial(host.gateway.port)
    socket.write(head(`${json}content-length: 10\r\n`) + '{')
    let answer = ''
    for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString()
    expect(answer).toMatch(/^HTTP\/1.1 408 |^$/)
  })

  it.each([
    ['two lengths', 'content-length: 2\r\ncontent-length: 3\r\n'],
    ['a length and chunks', 'content-length: 2\r\ntransfer-encoding: chunked\r\n'],
    ['a bare line feed in a field', 'x-odd: a\n b\r\n'],
    ['a NUL in a field', 'x-odd: a\0b\r\n'],
    ['a folded field', 'x-odd: a\r\n folded\r\n'],
  ])('refuse %s', async (_what, fields) => {
    const { status } = await raw(host.gateway.port, head(json + fields) + '{}')
    expect(status).toBe(400)
  })

  it('survive a field named __proto__', async () => {
    const body = '{"model":"scripted/echo","messages":[{"role":"user","content":"hi"}]}'
    const answer = await raw(
      host.gateway.port,
      `${head(`${json}__proto__: x\r\ncontent-length: ${body.length}\r\n`)}${body}`,
    )
    expect(answer.status).toBe(200)
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  it.each(['x-lucid-user', 'x-lucid-channel'])('refuse odd values of %s', async name => {
    const answer = await host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages: [{ role: 'user', content: 'x' }] },
      { [name]: 'a b\u00e9' },
    )
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: expect.objectContaining({ param: name }) },
    ])
  })
})
