import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { rawServer, reply } from './testing/raw-server.ts'
import { errorOf, operatorScope } from './testing/scopes.ts'

const transport = createTransport()

describe('request headers', () => {
  test.each([
    ['x-a', 'b\r\nx-injected: 1'],
    ['x-a', 'b\nx-injected: 1'],
    ['x-a', 'b\rx-injected: 1'],
    ['x-a', 'b\0c'],
    ['x-a', 'snow ☃'],
    ['x-a\r\nx-injected', '1'],
    ['x-a\n', '1'],
    ['x-a: 1\r\nx-injected', '1'],
    ['x a', '1'],
    ['x-ä', '1'],
    ['x\0', '1'],
    ['', '1'],
  ])('%j: %j is refused, and nothing is sent', async (name, value) => {
    await using server = await rawServer(socket => void socket.write(reply('ok')))
    const http = transport.http(operatorScope(server.host))
    const error = await errorOf(http.send({ url: server.url, headers: { [name]: value } }))
    expect(error).toMatchObject({ origin: 'gateway', reason: 'malformed_request', billed: 'no' })
    expect(error.status, "the caller's request is not at fault").toBeGreaterThanOrEqual(500)
    expect(server.requests.join('')).not.toContain('injected')
    const answer = await http.send({ url: server.url })
    expect(await answer.text()).toBe('ok')
  })

  test.each([
    'connection',
    'Host',
    'TRANSFER-ENCODING',
    'upgrade',
    'te',
    'content-length',
    'proxy-authorization',
    'expect',
  ])('%s is the transport’s own', async name => {
    await using server = await rawServer(socket => void socket.write(reply('ok')))
    const http = transport.http(operatorScope(server.host))
    const answer = await http.send({
      url: server.url,
      method: 'POST',
      body: 'four',
      headers: { [name]: '17, lies' },
    })
    expect(await answer.text()).toBe('ok')
    expect(server.requests[0]).not.toContain('lies')
    expect(server.requests[0]).toContain(`host: ${server.host}\r\n`)
    expect(server.requests[0]).toContain('content-length: 4\r\n')
  })

  test('a header called __proto__ is a header like any other', async () => {
    await using server = await rawServer(
      socket => void socket.write(reply('ok', { ['__proto__']: 'p', 'x-many': 'one', 'X-Many': 'two' })),
    )
    const headers = JSON.parse('{"__proto__":"mine"}') as Record<string, string>
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url, headers })
    expect(server.requests[0]).toContain('__proto__: mine\r\n')
    expect(answer.headers['x-many']).toBe('one, two')
    expect(({} as Record<string, unknown>)['p']).toBeUndefined()
    expect(Object.getPrototypeOf(answer.headers)).toBe(Object.prototype)
  })

  test('a path cannot carry a line break either', async () => {
    await using server = await rawServer(socket => void socket.write(reply('ok')))
    const url = `${server.url}?a=b\r\nx-injected:1 HTTP/1.1\r\n`
    await (await transport.http(operatorScope(server.host)).send({ url })).text()
    expect(server.requests[0]).not.toMatch(/^x-injected/m)
  })
})

describe('request bodies', () => {
  test.each([
    ['text', 'hello', 'hello'],
    ['bytes', new Uint8Array(Buffer.from('--hello--')).subarray(2, 7), 'hello'],
  ])('%s', async (_, body, sent) => {
    await using server = await rawServer(socket => void socket.write(reply('ok')))
    await (await transport.http(operatorScope(server.host)).send({ url: server.url, body })).text()
    expect(server.requests[0]).toMatch(/^POST \/path HTTP\/1\.1\r\n/)
    expect(server.requests[0]?.endsWith(`\r\n\r\n${sent}`)).toBe(true)
  })

  test('json names its type, unless the request does', async () => {
    await using server = await rawServer(socket => void socket.write(reply('{}')))
    const http = transport.http(operatorScope(server.host))
    await http.json({ url: server.url, json: { a: 1 } })
    await http.json({ url: server.url, json: 1, headers: { 'Content-Type': 'application/x-own' } })
    expect(server.requests[0]).toContain('content-type: application/json\r\n')
    expect(server.requests[1]).toContain('content-type: application/x-own\r\n')
    expect(server.requests[1]).not.toContain('application/json')
  })

  test('a form has a length and a boundary of its own', async () => {
    await using server = await rawServer(socket => void socket.write(reply('ok')))
    const form = new FormData()
    form.set('purpose', 'test')
    form.set('file', new Blob(['bytes']), 'a.txt')
    const headers = { 'content-type': 'multipart/form-data' }
    await (
      await transport.http(operatorScope(server.host)).send({ url: server.url, body: form, headers })
    ).text()
    const [, boundary] =
      /content-type: multipart\/form-data; boundary=(\S+)/.exec(server.requests[0] ?? '') ?? []
    expect(boundary).toBeDefined()
    expect(server.requests[0]).toContain(`--${boundary}--`)
    expect(server.requests[0]).toMatch(/content-length: \d+/)
    expect(server.requests[0]).not.toContain('chunked')
  })

  test('a stream is sent in chunks', async () => {
    let sent = ''
    await using server = await rawServer((socket, text) => {
      sent += text
      if (sent.endsWith('\r\n0\r\n\r\n')) socket.write(reply('ok'))
    })
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one')
      await new Promise(setImmediate)
      yield Buffer.from('two')
    }
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url, body: body() })
    expect(await answer.text()).toBe('ok')
    expect(sent).toMatch(/transfer-encoding: chunked\r\n[^]*\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n$/)
  })

  test('a stream that fails is its own failure, not the upstream’s', async () => {
    await using server = await rawServer(() => {})
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one')
      throw new Error('disk')
    }
    const error = await errorOf(
      transport.http(operatorScope(server.host)).send({ url: server.url, body: body() }),
    )
    expect(error).toMatchObject({ origin: 'gateway', reason: 'request_body_failed' })
  })

  test('what cannot be JSON is said so', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const error = await errorOf(
      transport.http(operatorScope('a.example')).send({ url: 'http://a.example', json: circular }),
    )
    expect(error).toMatchObject({ code: 'invalid_request', reason: 'not_json' })
  })
})
