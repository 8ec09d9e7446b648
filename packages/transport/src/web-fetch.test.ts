import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { chunk, chunkedHead, rawServer, reply } from './testing/raw-server.ts'
import { errorOf, operatorScope, until } from './testing/scopes.ts'

const transport = createTransport()

function fetchFor(host: string): typeof globalThis.fetch {
  const { fetch } = transport.http(operatorScope(host))
  return fetch
}

describe('fetch', () => {
  test('answers as the web’s does', async () => {
    await using server = await rawServer(
      socket => void socket.write(reply('{"a":1}', { 'content-type': 'application/json' }, '201 Created')),
    )
    const response = await fetchFor(server.host)(server.url, { method: 'post', body: '{}' })
    expect(response).toBeInstanceOf(Response)
    expect([response.status, response.ok, response.url]).toEqual([201, true, server.url])
    expect(response.headers.get('Content-Type')).toBe('application/json')
    expect(await response.json()).toEqual({ a: 1 })
  })

  test.each([
    ['a string', 'text', 'text', 'text/plain;charset=UTF-8'],
    [
      'parameters',
      new URLSearchParams({ a: 'b c' }),
      'a=b+c',
      'application/x-www-form-urlencoded;charset=UTF-8',
    ],
    ['bytes', new Uint8Array([104, 105]), 'hi', undefined],
    ['a buffer', new Uint8Array([104, 105]).buffer, 'hi', undefined],
    ['a blob', new Blob(['blob'], { type: 'x/y' }), 'blob', 'x/y'],
  ])('sends %s', async (_, body, sent, type) => {
    await using server = await rawServer(socket => void socket.write(reply('ok')))
    await (await fetchFor(server.host)(new URL(server.url), { method: 'PUT', body })).text()
    const [head = '', content] = server.requests[0]?.split('\r\n\r\n') ?? []
    expect(content).toBe(sent)
    expect(/content-type: (.*)/.exec(head)?.[1]).toBe(type)
    expect(head).toContain(`content-length: ${sent.length}`)
  })

  test('sends a Request, a form, and a stream', async () => {
    let sent = ''
    await using server = await rawServer((socket, text) => {
      sent += text
      if (text.includes('--\r\n') || sent.endsWith('0\r\n\r\n')) socket.write(reply('ok'))
    })
    const form = new FormData()
    form.set('file', new Blob(['content']), 'a.bin')
    await (await fetchFor(server.host)(server.url, { method: 'POST', body: form })).text()
    expect(sent).toContain('filename="a.bin"')
    sent = ''
    const request = new Request(server.url, {
      method: 'POST',
      body: 'in a request',
      headers: { 'x-own': '1' },
    })
    await (await fetchFor(server.host)(request)).text()
    expect(sent).toContain('x-own: 1')
    expect(sent).toContain('in a request')
  })

  test('reads a stream as it comes, and a reader who cancels cuts the upstream', async () => {
    await using server = await rawServer(socket => void socket.write(chunkedHead + chunk('one')))
    const response = await fetchFor(server.host)(server.url)
    const reader = response.body?.getReader()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one')
    await reader?.cancel()
    await until(() => server.sockets[0]?.destroyed === true)
  })

  test('heeds the request’s own signal', async () => {
    await using server = await rawServer(() => {})
    const controller = new AbortController()
    const sent = errorOf(fetchFor(server.host)(server.url, { signal: controller.signal }))
    await until(() => server.requests.length === 1)
    controller.abort()
    expect(await sent).toMatchObject({ code: 'cancelled' })
    await until(() => server.sockets[0]?.destroyed === true)
  })

  test('asks for compression and undoes it', async () => {
    await using server = await rawServer(socket => {
      const body = gzipSync('squeezed')
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.write(body)
    })
    const response = await fetchFor(server.host)(server.url)
    expect(server.requests[0]).toContain('accept-encoding: gzip, br, zstd')
    expect(await response.text()).toBe('squeezed')
    expect(response.headers.has('content-encoding')).toBe(false)
  })

  test('a body that is cut short fails the reader', async () => {
    await using server = await rawServer(socket =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
    )
    const response = await fetchFor(server.host)(server.url)
    expect(await errorOf(response.text())).toMatchObject({ code: 'network', reason: 'truncated' })
  })

  test.each([204, 304])('a %i has no body', async status => {
    await using server = await rawServer(socket => void socket.write(`HTTP/1.1 ${status} X\r\n\r\n`))
    const response = await fetchFor(server.host)(server.url)
    expect([response.status, response.body]).toEqual([status, null])
  })

  test('a status that does not exist is said so', async () => {
    await using server = await rawServer(socket => void socket.write(reply('x', {}, '799 Odd')))
    expect(await errorOf(fetchFor(server.host)(server.url))).toMatchObject({
      code: 'upstream',
      reason: 'malformed_http',
    })
  })
})

describe('redirects', () => {
  test.each([
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
  ])('a %i within the origin is followed: %s becomes %s', async (status, method, next) => {
    await using server = await rawServer((socket, _, count) => {
      socket.write(count === 1 ? reply('', { location: '/next' }, `${status} Go`) : reply('there'))
    })
    const response = await fetchFor(server.host)(server.url, { method, body: 'b' })
    expect(await response.text()).toBe('there')
    expect(server.requests[1]).toMatch(new RegExp(`^${next} /next HTTP/1.1\r\n`))
    expect(server.requests[1]?.includes('text/plain')).toBe(next === 'POST')
  })

  test('one to another origin is refused, and its target sees nothing', async () => {
    await using target = await rawServer(socket => void socket.write(reply('inside')))
    await using server = await rawServer(
      socket => void socket.write(reply('', { location: target.url }, '302 Go')),
    )
    const error = await errorOf(
      fetchFor(server.host)(server.url, { headers: { authorization: 'Bearer canary' } }),
    )
    expect(error).toMatchObject({ code: 'upstream', reason: 'redirect' })
    expect(target.sockets).toHaveLength(0)
  })

  test('a circle ends', async () => {
    await using server = await rawServer(
      socket => void socket.write(reply('', { location: '/path' }, '302 Go')),
    )
    expect(await errorOf(fetchFor(server.host)(server.url))).toMatchObject({ reason: 'redirect' })
    expect(server.requests).toHaveLength(6)
  })

  test('`manual` gives the redirect itself, `error` an error', async () => {
    await using server = await rawServer(socket => void socket.write(reply('', { location: '/x' }, '302 Go')))
    expect((await fetchFor(server.host)(server.url, { redirect: 'manual' })).status).toBe(302)
    expect(await errorOf(fetchFor(server.host)(server.url, { redirect: 'error' }))).toMatchObject({
      reason: 'redirect',
    })
  })
})
