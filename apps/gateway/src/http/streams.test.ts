import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dial, testGateway, type TestGateway, until } from '../testing/test-gateway.ts'

let host: TestGateway
beforeAll(async () => {
  host = await testGateway({
    config: { plugins: [], server: { limits: { keepAliveMs: 1000, stalledMs: 300 } } },
  })
})
afterAll(() => host[Symbol.asyncDispose]())

const ask = (model: string, stream: boolean) => ({
  model: `scripted/${model}`,
  messages: [{ role: 'user', content: 'hi' }],
  stream,
})

describe('a client that goes away', () => {
  it.each([
    ['while it waits for the head of a stream', 'hang', true],
    ['while it waits for a whole answer', 'hang', false],
  ])('%s aborts the upstream', async (_when, model, stream) => {
    const before = host.seen.aborted.length
    const requests = host.seen.requests.length
    const gone = new AbortController()
    const asked = fetch(`${host.url}/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ask(model, stream)),
      signal: gone.signal,
    })
    await until(() => host.seen.requests.length > requests)
    gone.abort()
    await expect(asked).rejects.toThrow()
    await until(() => host.seen.aborted.length > before)
    await until(() => host.gateway.runtime.active === 0)
  })

  it.each(['/v1/chat', '/v1/chat/completions'])(
    'in the midst of a stream aborts the upstream: %s',
    async path => {
      const before = host.seen.aborted.length
      const answer = await host.post(path, ask('slow', true))
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
      await reader.read()
      await reader.cancel()
      await until(() => host.seen.aborted.length > before)
      await until(() => host.gateway.runtime.active === 0)
    },
  )
})

describe('a client that does not read', () => {
  it('a large answer that is whole is cut off, and the answer given up', async () => {
    const content = 'x'.repeat(15_000_000)
    const body = JSON.stringify({ model: 'scripted/echo', messages: [{ role: 'user', content }] })
    const given = (): number => host.logged().split('"gone":true').length
    const before = given()
    const socket = await dial(host.gateway.port)
    socket.on('error', () => {})
    socket.pause()
    const head = `POST /v1/chat HTTP/1.1\r\nhost: localhost:${host.gateway.port}\r\ncontent-type: application/json\r\n`
    socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`)
    await until(() => given() > before)
    let read = 0
    socket.on('data', (chunk: Buffer) => (read += chunk.length))
    socket.resume()
    await new Promise(resolve => socket.once('close', resolve))
    expect(read).toBeLessThan(content.length)
  })

  it('slows the upstream down, holds little memory, and is cut off in the end', async () => {
    const { port } = host.gateway
    const body = JSON.stringify(ask('flood', true))
    const socket = await dial(port)
    socket.on('error', () => {})
    const cut = new Promise(resolve => socket.once('close', resolve))
    socket.pause()
    socket.write(
      `POST /v1/chat HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    await until(() => host.seen.flooded > 0)
    let last = -1
    await until(() => {
      const still = host.seen.flooded === last
      last = host.seen.flooded
      return still && host.gateway.runtime.active === 0
    })
    socket.resume()
    await cut
    expect(host.seen.aborted).toContain('flood')
    // What the kernel's buffers on both sides took, and no more: an endless stream would have gone on.
    expect(host.seen.flooded * 16 * 1024).toBeLessThan(64 * 1024 * 1024)
  })
})

describe('a stream that is quiet', () => {
  it('gets a comment, between two events', async () => {
    const answer = await host.post('/v1/chat', ask('slow', true))
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    let text = ''
    while (!text.includes(': keep-alive\n\n'))
      text += Buffer.from((await reader.read()).value ?? []).toString()
    expect(text).toMatch(/\n\n: keep-alive\n\n$/)
    await reader.cancel()
  })
})
