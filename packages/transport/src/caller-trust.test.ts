import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { rawServer, reply } from './testing/raw-server.ts'
import { callerScope, errorOf, operatorScope, pluginScope } from './testing/scopes.ts'

const transport = createTransport({ lookup: () => Promise.reject(new Error('no name service in this test')) })

describe('what a caller named, by the http of an attempt', () => {
  const scope = pluginScope('api.vendor.example', {
    artifactHosts: ['*.delivery.example'],
    secrets: ['k-4711-secret'],
  })

  test.each([
    ['https://pictures.example/x.png', 'lookup'],
    ['http://pictures.example/x.png', 'lookup'],
    ['https://pictures.example:8443/x.png', 'lookup'],
    ['https://api.vendor.example/v1', 'lookup'],
    ['https://pictures.example/x.png?key=k-4711-secret', 'credential_refused'],
    ['https://k-4711-secret.pictures.example/', 'credential_refused'],
    ['https://me@pictures.example/x.png', 'credentials_in_url'],
    ['https://10.0.0.1/x.png', 'private_address'],
    ['ftp://pictures.example/x.png', 'invalid_scheme'],
  ])('%s: %s', async (url, expected) => {
    const error = await errorOf(transport.http(scope).send({ url, trust: 'caller' }))
    expect(error.code === 'network' ? 'lookup' : error.reason).toBe(expected)
    expect(JSON.stringify(error)).not.toContain('4711')
  })

  test.each([
    ['authorization', 'Bearer x'],
    ['Cookie', 'a=b'],
    ['x-api-key', 'x'],
    ['x-goog-api-key', 'x'],
    ['api-key', 'x'],
    ['x-note', 'see k-4711-secret'],
    ['x-note', Buffer.from('k-4711-secret').toString('base64')],
  ])('the header %s: %s is not sent', async (name, value) => {
    const request = {
      url: 'https://pictures.example/',
      trust: 'caller',
      headers: { [name]: value },
    } as const
    const error = await errorOf(transport.http(scope).send(request))
    expect(error).toMatchObject({ code: 'permission', origin: 'gateway', reason: 'credential_refused' })
    expect(JSON.stringify(error)).not.toContain('4711')
  })

  test('a private host that the operator gave the account is not open to callers', async () => {
    await using server = await rawServer(socket => void socket.write(reply('inside')))
    const http = transport.http(operatorScope(server.host))
    expect(await (await http.send({ url: server.url })).text()).toBe('inside')
    const error = await errorOf(http.send({ url: server.url, trust: 'caller' }))
    expect(error).toMatchObject({ code: 'permission', reason: 'private_address' })
    expect(error.hint).toContain('callerHosts')
    expect(server.sockets).toHaveLength(1)
  })

  test('a redirect is shown and not followed, wherever it leads', async () => {
    await using inside = await rawServer(socket => void socket.write(reply('inside')))
    for (const status of ['301 Moved', '302 Found', '303 See Other', '307 Temporary', '308 Permanent']) {
      await using outside = await rawServer(
        socket => void socket.write(reply('', { location: inside.url, refresh: `0; ${inside.url}` }, status)),
      )
      const http = transport.http(pluginScope('api.vendor.example', { callerHosts: [outside.host] }))
      const answer = await http.send({ url: outside.url, trust: 'caller' })
      expect(answer.headers['location']).toBe(inside.url)
      await answer.bytes()
      expect(await errorOf(http.json({ url: outside.url, trust: 'caller' }))).toMatchObject({
        reason: 'redirect',
      })
      const { fetch } = transport.caller(callerScope({ callerHosts: [outside.host] }))
      expect(await errorOf(fetch(outside.url))).toMatchObject({ reason: 'redirect' })
    }
    expect(inside.sockets).toHaveLength(0)
  })
})

describe("the operator's list of private hosts that callers may name", () => {
  test('opens a host, by plain HTTP too, to both ways out', async () => {
    await using server = await rawServer(socket => void socket.write(reply('inside')))
    const callerHosts = [server.host]
    const attempt = transport.http(pluginScope('api.vendor.example', { callerHosts }))
    const hook = transport.caller(callerScope({ callerHosts }))
    for (const answer of [
      await attempt.send({ url: server.url, trust: 'caller' }),
      await hook.send({ url: server.url }),
    ]) {
      expect(await answer.text()).toBe('inside')
    }
  })

  test('opens that host alone: no other port, no other name, no other class', async () => {
    await using server = await rawServer(socket => void socket.write(reply('inside')))
    const { port } = server
    const callerHosts = ['127.0.0.1:1', '127.0.0.1', `127.0.0.2:${port}`, 'localhost']
    const http = transport.http(pluginScope('api.vendor.example', { callerHosts }))
    const caller = transport.caller(callerScope({ callerHosts }))
    for (const sent of [http.send({ url: server.url, trust: 'caller' }), caller.send({ url: server.url })]) {
      expect(await errorOf(sent)).toMatchObject({ reason: 'private_address' })
    }
    const open = transport.http(pluginScope('api.vendor.example', { callerHosts: [server.host] }))
    for (const trust of ['declared', 'artifact'] as const) {
      expect(await errorOf(open.send({ url: server.url, trust }))).toMatchObject({
        reason: 'undeclared_host',
      })
    }
    expect(server.sockets).toHaveLength(0)
  })

  test('lets no credential out', async () => {
    const scope = { secrets: ['k-4711-secret'], callerHosts: ['hooks.lan'] }
    const url = 'http://hooks.lan/?k=k-4711-secret'
    const http = transport.http(pluginScope('api.vendor.example', scope))
    for (const sent of [
      http.send({ url, trust: 'caller' }),
      http.send({ url: 'http://hooks.lan/', trust: 'caller', headers: { authorization: 'Bearer other' } }),
      transport.caller(callerScope(scope)).send({ url }),
    ]) {
      expect(await errorOf(sent)).toMatchObject({ reason: 'credential_refused' })
    }
  })
})
