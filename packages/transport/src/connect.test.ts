import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { certificate } from './testing/certificate.ts'
import { proxyServer } from './testing/proxy-server.ts'
import { rawServer, reply } from './testing/raw-server.ts'
import { callerScope, errorOf, operatorScope, pluginScope } from './testing/scopes.ts'
import { tlsServer } from './testing/tls-server.ts'
import type { HostAddress } from './transport.ts'

const loopback = async (): Promise<readonly HostAddress[]> => [{ address: '127.0.0.1', family: 4 }]
const unknown = (): Promise<readonly HostAddress[]> => Promise.reject(new Error('only the proxy knows names'))

describe('TLS', () => {
  test('a private authority is trusted once it is named', async () => {
    await using server = await tlsServer(socket => void socket.write(reply('safe')))
    const transport = createTransport({ ca: certificate, lookup: loopback })
    for (const name of ['secure.example', '127.0.0.1']) {
      const host = `${name}:${server.port}`
      const answer = await transport.http(operatorScope(host)).send({ url: `https://${host}/` })
      expect(await answer.text()).toBe('safe')
    }
    await transport.close()
  })

  test.each([
    ['an authority nobody named', undefined, 'secure.example'],
    ['a certificate for another name', certificate, 'other.example'],
  ])('%s: not one byte of the request is sent', async (_, ca, name) => {
    await using server = await tlsServer(socket => void socket.write(reply('safe')))
    const transport = createTransport({ lookup: loopback, ...(ca === undefined ? {} : { ca }) })
    const host = `${name}:${server.port}`
    const headers = { authorization: 'Bearer canary' }
    const error = await errorOf(
      transport.http(operatorScope(host)).send({ url: `https://${host}/`, headers }),
    )
    expect(error).toMatchObject({ code: 'network', reason: 'tls', billed: 'no', recourse: 'other' })
    expect(server.requests).toHaveLength(0)
    await transport.close()
  })

  test('a host that speaks no TLS', async () => {
    await using server = await rawServer(() => {})
    const transport = createTransport({ lookup: loopback })
    const sent = transport.http(operatorScope(server.host)).send({ url: `https://${server.host}/` })
    const cut = setInterval(() => server.sockets[0]?.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 5)
    const error = await errorOf(sent).finally(() => clearInterval(cut))
    expect(error).toMatchObject({ code: 'network', billed: 'no' })
    await transport.close()
  })
})

describe('egress proxy', () => {
  test('https goes through a tunnel, with the credentials of the proxy and no others', async () => {
    await using server = await tlsServer(socket => void socket.write(reply('through')))
    await using proxy = await proxyServer(server.port)
    const transport = createTransport({
      proxy: `http://us%40er:p%3Ass@127.0.0.1:${proxy.port}`,
      ca: certificate,
      lookup: unknown,
    })
    const headers = { authorization: 'Bearer vendor' }
    const http = transport.http(pluginScope('secure.example'))
    for (let count = 0; count < 3; count++) {
      const answer = await http.send({ url: 'https://secure.example/v1', headers })
      expect(await answer.text()).toBe('through')
    }
    const credentials = `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`
    expect(proxy.connects[0]).toEqual({ target: 'secure.example:443', credentials })
    expect(proxy.connects.length).toBeLessThan(3)
    expect(server.requests[0]).toContain('authorization: Bearer vendor')
    expect(server.requests[0]).not.toContain('proxy-')
    await transport.close()
  })

  test.each([
    [407, 'proxy_auth'],
    [403, 'proxy_refused'],
    [502, 'proxy_refused'],
  ])('its %i is not the upstream’s fault', async (status, reason) => {
    await using proxy = await proxyServer(1, status)
    const transport = createTransport({
      proxy: `http://u:secret-of-proxy@127.0.0.1:${proxy.port}`,
      lookup: unknown,
    })
    const error = await errorOf(transport.http(pluginScope('a.example')).send({ url: 'https://a.example/' }))
    expect(error).toMatchObject({ code: 'network', origin: 'gateway', billed: 'no', reason })
    expect(JSON.stringify(error)).not.toContain('secret-of-proxy')
    await transport.close()
  })

  test('a proxy that is not there', async () => {
    const proxy = await proxyServer(1)
    await proxy[Symbol.asyncDispose]()
    const transport = createTransport({ proxy: `http://127.0.0.1:${proxy.port}`, lookup: unknown })
    const error = await errorOf(transport.http(pluginScope('a.example')).send({ url: 'https://a.example/' }))
    expect(error).toMatchObject({
      code: 'network',
      origin: 'gateway',
      reason: 'proxy_unreachable',
      billed: 'no',
    })
    await transport.close()
  })

  test('loopback, and what was excepted, is reached without it', async () => {
    await using server = await rawServer(socket => void socket.write(reply('direct')))
    await using proxy = await proxyServer(1)
    const transport = createTransport({
      proxy: `http://127.0.0.1:${proxy.port}`,
      noProxy: ['.lan', 'box.example'],
      lookup: loopback,
    })
    for (const name of ['127.0.0.1', 'localhost', 'ollama.lan', 'box.example']) {
      const host = `${name}:${server.port}`
      const answer = await transport.http(operatorScope(host)).send({ url: `http://${host}/` })
      expect(await answer.text()).toBe('direct')
    }
    expect(proxy.connects).toHaveLength(0)
    await transport.close()
  })

  test.each([
    ['https://10.0.0.1/', unknown],
    ['https://[::ffff:127.0.0.1]/', unknown],
    ['https://inward.example/', loopback],
  ])('a caller’s %s is refused before the proxy hears of it', async (url, lookup) => {
    await using proxy = await proxyServer(1)
    const transport = createTransport({ proxy: `http://127.0.0.1:${proxy.port}`, lookup })
    const error = await errorOf(transport.caller(callerScope()).send({ url }))
    expect(error).toMatchObject({ code: 'permission', reason: 'private_address' })
    expect(proxy.connects).toHaveLength(0)
    await transport.close()
  })

  test('a caller’s public host is reached, without an operator’s secret', async () => {
    await using server = await tlsServer(socket => void socket.write(reply('hook')))
    await using proxy = await proxyServer(server.port)
    const transport = createTransport({
      proxy: `http://127.0.0.1:${proxy.port}`,
      ca: certificate,
      lookup: unknown,
    })
    const http = transport.caller(callerScope({ secrets: ['operator-key'] }))
    const answer = await http.send({ url: 'https://secure.example/hook', json: { done: true } })
    expect(await answer.text()).toBe('hook')
    expect(server.requests).toHaveLength(1)
    await transport.close()
  })
})
