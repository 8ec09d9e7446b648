import { type CanaryServer, inwardAddresses, inwardNames, startCanaryServer } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { rawServer, reply } from './testing/raw-server.ts'
import { callerScope, errorOf, operatorScope, pluginScope } from './testing/scopes.ts'
import type { HostAddress, Transport } from './transport.ts'

/** Both ways out that go where a caller says, in all their forms. */
function waysOut(transport: Transport): readonly ((url: string) => Promise<unknown>)[] {
  const caller = transport.caller(callerScope())
  const attempt = transport.http(pluginScope('api.vendor.example'))
  const trust = 'caller'
  return [
    url => caller.send({ url }),
    url => caller.json({ url }),
    url => caller.fetch(url),
    url => caller.socket(url),
    url => attempt.send({ url, trust }),
    url => attempt.send({ url, trust, method: 'POST', json: {} }),
    url => attempt.json({ url, trust }),
    url => Array.fromAsync(attempt.sse({ url, trust })),
    url => Array.fromAsync(attempt.ndjson({ url, trust })),
  ]
}

describe('an address that leads inward is refused without a socket being opened', () => {
  let canary: CanaryServer
  let transport: Transport
  beforeAll(async () => {
    canary = await startCanaryServer()
    transport = createTransport({
      lookup: async host => {
        if (host.includes('localhost')) return loopbackIf(true)
        throw new Error(`${host} is an address, and no name to be looked up.`)
      },
    })
  })
  afterAll(async () => {
    await transport.close()
    await canary[Symbol.asyncDispose]()
  })

  const anyPort = 1
  test.each(
    [...inwardAddresses(anyPort), ...inwardNames(anyPort)].map((form, index) => [form, index] as const),
  )('%j given by a caller', async (_, index) => {
    const { port } = canary
    const url = [...inwardAddresses(port), ...inwardNames(port)][index] ?? ''
    for (const goOut of waysOut(transport)) {
      const error = await errorOf(goOut(url))
      expect(['permission', 'invalid_request']).toContain(error.code)
      expect(error.billed).toBe('no')
    }
    expect(canary.connections).toBe(0)
  })

  test('and the canary would tell', async () => {
    await using own = await startCanaryServer()
    const url = `http://${own.host}/`
    const scope = { callerHosts: [own.host] }
    await (await transport.caller(callerScope(scope)).send({ url })).text()
    await (await transport.http(pluginScope('a.example', scope)).send({ url, trust: 'caller' })).text()
    expect(own.connections).toBe(2)
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
})

describe('names', () => {
  test('a name cannot turn inward after a check: it is looked up once, by what connects', async () => {
    await using canary = await startCanaryServer()
    let asked = 0
    const transport = createTransport({
      lookup: async () => {
        asked++
        return loopbackIf(true)
      },
    })
    for (const [index, goOut] of waysOut(transport).entries()) {
      const error = await errorOf(goOut(`http://rebind.example:${canary.port}/`))
      expect(error).toMatchObject({ code: 'permission', reason: 'private_address' })
      expect(asked).toBe(index + 1)
    }
    expect(canary.connections).toBe(0)
    await transport.close()
  })

  test('one address inward among public ones spoils the name', async () => {
    await using canary = await startCanaryServer()
    const mixed: HostAddress[] = [...loopbackIf(false), ...loopbackIf(true)]
    const transport = createTransport({ lookup: async () => mixed })
    for (const goOut of waysOut(transport)) {
      const error = await errorOf(goOut(`http://mixed.example:${canary.port}/`))
      expect(error).toMatchObject({ code: 'permission', reason: 'private_address' })
      expect(JSON.stringify(error)).not.toContain('127.0.0.1')
    }
    expect(canary.connections).toBe(0)
    await transport.close()
  })

  test('a connection made for the operator is not handed to a caller', async () => {
    await using server = await rawServer(socket => socket.write(reply('inside')))
    const transport = createTransport()
    await transport
      .http(operatorScope(server.host))
      .json({ url: server.url })
      .catch(() => {})
    for (const goOut of waysOut(transport)) {
      expect(await errorOf(goOut(server.url))).toMatchObject({ reason: 'private_address' })
    }
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
