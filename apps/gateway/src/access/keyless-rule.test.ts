import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw, type RawAnswer, testGateway, type TestGateway } from '../testing/test-gateway.ts'

let host: TestGateway
beforeAll(async () => {
  host = await testGateway()
})
afterAll(() => host[Symbol.asyncDispose]())

const body = '{"model":"scripted/echo","messages":[{"role":"user","content":"hi"}]}'

function post(headers: Readonly<Record<string, string | undefined>>): Promise<RawAnswer> {
  const { port } = host.gateway
  const all = {
    host: `localhost:${port}`,
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}`,
  )
  return raw(port, `POST /v1/chat HTTP/1.1\r\n${lines.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`)
}

async function reason(headers: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { status, body: text } = await post(headers)
  const { error } = JSON.parse(text) as { error: { reason: string; hint: string } }
  expect(error.hint).toBeTruthy()
  return `${status} ${error.reason}`
}

describe('a gateway without keys', () => {
  it('serves programs on this machine, by any of its names', async () => {
    const { port } = host.gateway
    for (const name of ['localhost', '127.0.0.1', '[::1]', 'LocalHost']) {
      expect((await post({ host: `${name}:${port}` })).status, name).toBe(200)
    }
  })

  it('serves its own page', async () => {
    const { port } = host.gateway
    expect((await post({ origin: `http://localhost:${port}`, 'sec-fetch-site': 'same-origin' })).status).toBe(
      200,
    )
  })

  it('takes whatever key an SDK insists on sending', async () => {
    expect((await post({ authorization: 'Bearer not-needed' })).status).toBe(200)
  })

  it.each([
    ['HTTP/1.0', (port: number) => `GET /v1/models HTTP/1.0\r\nhost: localhost:${port}\r\n`],
    [
      'two Hosts',
      (port: number) => `GET /v1/models HTTP/1.1\r\nhost: localhost:${port}\r\nhost: evil.example\r\n`,
    ],
    [
      'a whole URL for a path',
      (port: number) => `GET http://evil.example/v1/models HTTP/1.1\r\nhost: localhost:${port}\r\n`,
    ],
  ])('refuses %s, as of somebody else behind a proxy', async (_what, head) => {
    const { port } = host.gateway
    const answer = await raw(port, `${head(port)}connection: close\r\n\r\n`)
    expect(answer.status).toBe(403)
    expect(answer.body).toContain('request_not_plain')
  })

  it.each([
    'x-forwarded',
    'cf-ray',
    'true-client-ip',
    'x-original-url',
    'cdn-loop',
    'x-envoy-external-address',
  ])('refuses what came through a proxy that says so by %s', async name => {
    expect(await reason({ [name]: '1' })).toBe('403 proxied')
  })

  it('refuses JSON that is not plain', async () => {
    expect(await reason({ 'content-type': 'application/csp-report+json' })).toBe('415 unsupported_media_type')
  })

  it.each(['127.0.0.2', '::ffff:127.0.0.1'])('serves the address that it listens on: %s', async name => {
    await using other = await testGateway({ host: name })
    expect((await fetch(`${other.url}/v1/models`)).status).toBe(200)
  })

  it.each([
    ['a name that a web page points at 127.0.0.1', () => ({ host: `evil.example:${host.gateway.port}` })],
    ['our name at another port', () => ({ host: 'localhost:1' })],
    ['our name without a port', () => ({ host: 'localhost' })],
    ['a name that ends like ours', () => ({ host: `evil-localhost:${host.gateway.port}` })],
    ['a name with a user before it', () => ({ host: `localhost:${host.gateway.port}@evil.example` })],
  ])('refuses %s', async (_what, headers) => {
    expect(await reason(headers())).toBe('403 host_not_local')
  })

  it.each([
    'https://evil.example',
    'null',
    'http://localhost',
    'http://localhost:1',
    'http://localhost.evil.example:4100',
  ])('refuses the page %s, also for a request that needs no preflight', async origin => {
    expect(await reason({ origin })).toBe('403 origin_not_own')
    expect(await reason({ origin, 'content-type': 'text/plain' })).toBe('403 origin_not_own')
  })

  it('refuses a page on another port of this machine, which sends no Origin with a GET', async () => {
    const { port } = host.gateway
    const answer = await raw(
      port,
      `GET /v1/models HTTP/1.1\r\nhost: localhost:${port}\r\nsec-fetch-site: same-site\r\n\r\n`,
    )
    expect(answer.status).toBe(403)
  })

  it.each([
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'X-Forwarded-Anything',
    'via',
    'x-real-ip',
  ])('refuses what came through a proxy: %s', async name => {
    expect(await reason({ [name]: '127.0.0.1' })).toBe('403 proxied')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', undefined])(
    'refuses a body of the type %s, which a form can send',
    async type => {
      expect(await reason({ 'content-type': type })).toBe('415 unsupported_media_type')
    },
  )

  it('refuses a request without any Host', async () => {
    expect(
      (await raw(host.gateway.port, `POST /v1/chat HTTP/1.0\r\ncontent-length: 2\r\n\r\n{}`)).status,
    ).toBe(403)
  })

  it('says nothing of other origins in its headers', async () => {
    const { head } = await post({})
    expect(head.toLowerCase()).not.toContain('access-control')
    expect(head.toLowerCase()).not.toContain('x-powered-by')
    expect(head.toLowerCase()).not.toContain('etag')
  })
})
