import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { rawServer, reply } from './testing/raw-server.ts'
import { callerScope, errorOf, operatorScope, pluginScope } from './testing/scopes.ts'
import type { HostAddress } from './transport.ts'

/** Every way we know to write an address that leads inward; PORT is the canary's. */
const inward = [
  'http://127.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.0.0.1:PORT/',
  'http://0x7f.1:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0.0x0.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0:PORT/',
  'http://[::]:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::ffff:0:127.0.0.1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[64:ff9b::127.0.0.1]:PORT/',
  'http://[64:ff9b:1::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://[fe80::1]:PORT/',
  'http://[fd00::1]:PORT/',
  'http://[ff02::1]:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://127。0。0。1:PORT/',
  'http://ⓛocalhost:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  'http:127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/',
  'http:///127.0.0.1:PORT/',
  'http://example.com@127.0.0.1:PORT/',
  'http://example.com:80@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT#@example.com/',
  'http://127.0.0.1:PORT\\@example.com/',
  'http://1\t27.0.0.1:PORT/',
  'http://127.0.0\n.1:PORT/',
  ' http://127.0.0.1:PORT/',
  'http://169.254.169.254:PORT/latest/meta-data/',
  'http://[::ffff:169.254.169.254]:PORT/',
  'http://10.0.0.1:PORT/',
  'http://172.16.0.1:PORT/',
  'http://192.168.0.1:PORT/',
  'http://100.64.0.1:PORT/',
  'http://224.0.0.1:PORT/',
  'http://255.255.255.255:PORT/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:PORT/',
  'ftp://127.0.0.1:PORT/',
  'data:text/plain,x',
  'javascript:1',
  'unix:/var/run/docker.sock',
  'ws+unix://127.0.0.1',
  '//127.0.0.1:PORT/',
  '127.0.0.1:PORT',
  'http://',
  'http://[::1',
  'http://256.1.1.1:PORT/',
  '',
]

describe('an address that leads inward is refused without a socket being opened', () => {
  test.each(inward)('%j given by a caller', async form => {
    await using canary = await rawServer(socket => socket.end(reply('inside')))
    const transport = createTransport({ lookup: async host => loopbackIf(host.includes('localhost')) })
    const url = form.replace('PORT', String(canary.port))
    for (const attempt of [
      () => transport.caller(callerScope()).send({ url }),
      () => transport.caller(callerScope()).fetch(url),
    ]) {
      const error = await errorOf(attempt())
      expect(['permission', 'invalid_request']).toContain(error.code)
      expect(error.billed).toBe('no')
    }
    expect(canary.sockets).toHaveLength(0)
    await transport.close()
  })

  test('even where the plugin declared it, unless the operator wrote it', async () => {
    await using canary = await rawServer(socket => socket.end(reply('inside')))
    const transport = createTransport()
    const url = `https://127.0.0.1:${canary.port}/`
    const error = await errorOf(transport.http(pluginScope(canary.host)).send({ url }))
    expect(error).toMatchObject({ code: 'permission', origin: 'gateway', reason: 'private_address' })
    expect(canary.sockets).toHaveLength(0)
    await transport.close()
  })

  test('by WebSocket too', async () => {
    await using canary = await rawServer(socket => socket.end(reply('inside')))
    const transport = createTransport()
    const error = await errorOf(transport.caller(callerScope()).socket(`ws://127.0.0.1:${canary.port}/`))
    expect(error).toMatchObject({ code: 'permission', reason: 'private_address' })
    expect(canary.sockets).toHaveLength(0)
    await transport.close()
  })
})

describe('names', () => {
  test('a name whose address turns inward after it was checked is refused when it connects', async () => {
    await using canary = await rawServer(socket => socket.end(reply('inside')))
    const answers: HostAddress[][] = [loopbackIf(true)]
    let asked = 0
    const transport = createTransport({ lookup: async () => answers[asked++] ?? loopbackIf(true) })
    const error = await errorOf(
      transport.caller(callerScope()).send({ url: `http://rebind.example:${canary.port}/` }),
    )
    expect(error).toMatchObject({ code: 'permission', reason: 'private_address' })
    expect(asked).toBe(1)
    expect(canary.sockets).toHaveLength(0)
    await transport.close()
  })

  test('one address inward among public ones spoils the name', async () => {
    await using canary = await rawServer(socket => socket.end(reply('inside')))
    const mixed: HostAddress[] = [...loopbackIf(false), ...loopbackIf(true)]
    const transport = createTransport({ lookup: async () => mixed })
    const error = await errorOf(
      transport.caller(callerScope()).send({ url: `http://mixed.example:${canary.port}/` }),
    )
    expect(error).toMatchObject({ code: 'permission', reason: 'private_address' })
    expect(JSON.stringify(error)).not.toContain('127.0.0.1')
    expect(canary.sockets).toHaveLength(0)
    await transport.close()
  })

  test('a connection made for the operator is not handed to a caller', async () => {
    await using server = await rawServer(socket => socket.write(reply('inside')))
    const transport = createTransport()
    await transport
      .http(operatorScope(server.host))
      .json({ url: server.url })
      .catch(() => {})
    const error = await errorOf(transport.caller(callerScope()).send({ url: server.url }))
    expect(error.reason).toBe('private_address')
    expect(server.requests).toHaveLength(1)
    await transport.close()
  })

  test('a name that does not exist is said to be unknown, and costs nothing', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.example'), { code: 'ENOTFOUND' })
    const transport = createTransport({ lookup: () => Promise.reject(failure) })
    const error = await errorOf(
      transport.http(pluginScope('nowhere.example')).send({ url: 'https://nowhere.example/' }),
    )
    expect(error).toMatchObject({ code: 'network', reason: 'dns', billed: 'no' })
    await transport.close()
  })
})

function loopbackIf(inward: boolean): HostAddress[] {
  return [{ address: inward ? '127.0.0.1' : '192.0.9.9', family: 4 }]
}
