import { type LogFacts, silentLog } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { rawServer, reply } from './testing/raw-server.ts'
import { callerScope, errorOf, operatorScope, pluginScope } from './testing/scopes.ts'
import type { HttpScope } from './transport.ts'

const transport = createTransport({ lookup: () => Promise.reject(new Error('no name service in this test')) })

/** What comes of going there: the reason of a refusal, or `lookup` where the guard let it pass to the resolver. */
async function outcome(
  scope: HttpScope,
  url: string,
  trust: 'declared' | 'artifact' = 'declared',
): Promise<string> {
  const error = await errorOf(transport.http(scope).send({ url, trust }))
  return error.code === 'network' ? 'lookup' : (error.reason ?? error.code)
}

describe('declared hosts', () => {
  test('an undeclared host is refused by name, with what is declared and what to do', async () => {
    const scope = pluginScope('api.vendor.example')
    const error = await errorOf(transport.http(scope).send({ url: 'https://evil.example/v1' }))
    expect(error).toMatchObject({
      code: 'permission',
      origin: 'gateway',
      recourse: 'none',
      billed: 'no',
      reason: 'undeclared_host',
      details: { host: 'evil.example', declared: ['api.vendor.example'] },
    })
    expect(error.message).toContain('evil.example')
    expect(error.message).toContain('api.vendor.example')
    expect(error.hint).toContain('hosts')
  })

  test.each([
    ['api.vendor.example', 'https://api.vendor.example/', 'lookup'],
    ['api.vendor.example', 'https://api.vendor.example:443/', 'lookup'],
    ['api.vendor.example', 'https://API.Vendor.Example/', 'lookup'],
    ['api.vendor.example:443', 'https://api.vendor.example/', 'lookup'],
    ['api.vendor.example:8443', 'https://api.vendor.example:8443/', 'lookup'],
    ['api.vendor.example', 'https://api.vendor.example:8443/', 'undeclared_host'],
    ['api.vendor.example:8443', 'https://api.vendor.example/', 'undeclared_host'],
    ['api.vendor.example', 'https://api.vendor.example./', 'undeclared_host'],
    ['api.vendor.example', 'https://api.vendor.example.evil.example/', 'undeclared_host'],
    ['api.vendor.example', 'https://evil-api.vendor.example/', 'undeclared_host'],
    ['api.vendor.example', 'https://sub.api.vendor.example/', 'undeclared_host'],
    ['api.vendor.example', 'https://evil.example/api.vendor.example', 'undeclared_host'],
    ['api.vendor.example', 'https://evil.example?api.vendor.example', 'undeclared_host'],
    ['api.vendor.example', 'https://evil.example#@api.vendor.example', 'undeclared_host'],
    ['api.vendor.example', 'https://evil.example\\@api.vendor.example', 'undeclared_host'],
    ['api.vendor.example', 'https://api.vendor.example@evil.example/', 'credentials_in_url'],
    ['api.vendor.example', 'http://api.vendor.example:443/', 'undeclared_host'],
    ['api.vendor.example', 'http://api.vendor.example/', 'insecure'],
    ['api.vendor.example:80', 'http://api.vendor.example/', 'insecure'],
  ])('declared %s, asked for %s: %s', async (host, url, expected) => {
    expect(await outcome(pluginScope(host), url)).toBe(expected)
  })

  test('where the operator wrote the host, plain HTTP is fine', async () => {
    expect(await outcome(operatorScope('ollama.lan:11434'), 'http://ollama.lan:11434/')).toBe('lookup')
  })
})

describe('a refusal', () => {
  test('leaves a line in the log, without the secret that the host was made of', async () => {
    const lines: string[] = []
    const log = {
      ...silentLog,
      warn: (message: string, facts?: LogFacts) => void lines.push(message + JSON.stringify(facts)),
    }
    const scope = pluginScope('api.vendor.example', { secrets: ['Canary-Key'], log })
    const error = await errorOf(transport.http(scope).send({ url: 'https://Canary-Key.evil.example/' }))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('undeclared_host')
    expect((lines[0] + JSON.stringify(error)).toLowerCase()).not.toContain('canary-key')
  })

  test('of the guard at the connection is logged too', async () => {
    const lines: string[] = []
    const log = {
      ...silentLog,
      warn: (message: string, facts?: LogFacts) => void lines.push(message + JSON.stringify(facts)),
    }
    await errorOf(transport.caller(callerScope({ log })).send({ url: 'http://10.0.0.1/' }))
    expect(lines.join()).toContain('private_address')
  })
})

describe('artifact hosts', () => {
  const scope = pluginScope('api.vendor.example', {
    artifactHosts: ['*.delivery.example', 'cdn.example'],
    secrets: ['k-4711-secret'],
  })

  test.each([
    ['https://a.delivery.example/x.png', 'lookup'],
    ['https://a.b.delivery.example/x.png', 'lookup'],
    ['https://cdn.example/x.png', 'lookup'],
    ['https://api.vendor.example/files/1', 'lookup'],
    ['https://delivery.example/x.png', 'undeclared_host'],
    ['https://evildelivery.example/x.png', 'undeclared_host'],
    ['https://a.delivery.example:8443/x.png', 'undeclared_host'],
    ['https://a.delivery.example.evil.example/x.png', 'undeclared_host'],
    ['http://cdn.example/x.png', 'insecure'],
    ['https://cdn.example/x.png?key=k-4711-secret', 'credential_refused'],
  ])('%s: %s', async (url, expected) => {
    expect(await outcome(scope, url, 'artifact')).toBe(expected)
  })

  test('they are no declared hosts', async () => {
    expect(await outcome(scope, 'https://cdn.example/x.png')).toBe('undeclared_host')
  })

  test.each([
    ['authorization', 'Bearer x'],
    ['Authorization', 'Bearer x'],
    ['cookie', 'a=b'],
    ['x-api-key', 'x'],
    ['x-goog-api-key', 'x'],
    ['api-key', 'x'],
    ['x-note', 'see k-4711-secret'],
    ['x-note', Buffer.from('k-4711-secret').toString('base64')],
  ])('the header %s: %s is not sent', async (name, value) => {
    await using server = await rawServer(socket => void socket.write(reply('picture')))
    const own = { ...operatorScope(server.host), secrets: ['k-4711-secret'] }
    const error = await errorOf(
      transport.http(own).send({ url: server.url, trust: 'artifact', headers: { [name]: value } }),
    )
    expect(error).toMatchObject({ code: 'permission', origin: 'gateway', reason: 'credential_refused' })
    expect(JSON.stringify(error)).not.toContain('4711')
    expect(server.sockets).toHaveLength(0)
  })
})

describe("a caller's address never gets an operator's secret", () => {
  const scope = callerScope({ secrets: ['operator-key-1'], callerSecrets: ['caller-key-22'] })

  test.each([
    [{ url: 'https://hook.example/', headers: { authorization: 'Bearer operator-key-1' } }],
    [{ url: 'https://hook.example/', headers: { 'x-anything': 'operator-key-1' } }],
    [{ url: 'https://hook.example/?k=operator-key-1' }],
    [{ url: 'https://hook.example/operator%2Dkey-1', headers: { a: 'b' } }],
    [{ url: 'https://operator-key-1.hook.example/' }],
  ])('%j', async request => {
    const error = await errorOf(transport.caller(scope).send(request))
    if (request.url.includes('%2D')) expect(error.code).toBe('network')
    else expect(error).toMatchObject({ code: 'permission', reason: 'credential_refused' })
    expect(JSON.stringify(error)).not.toContain('operator-key-1')
  })

  test("the caller's own key may be sent, and stays out of errors", async () => {
    const request = {
      url: 'https://own.example/?k=caller-key-22',
      headers: { authorization: 'Bearer caller-key-22' },
    }
    const error = await errorOf(transport.caller(scope).send(request))
    expect(error.code).toBe('network')
    expect(JSON.stringify(error) + String(error.cause)).not.toContain('caller-key-22')
  })
})

describe('redirects', () => {
  test('send shows a redirect and does not follow it; json says that it is none of its business', async () => {
    await using target = await rawServer(socket => void socket.write(reply('inside')))
    await using server = await rawServer(
      socket => void socket.write(reply('', { location: target.url }, '302 Found')),
    )
    const http = transport.http({
      ...operatorScope(server.host),
      hosts: [server.host, target.host].map(host => ({ host, operator: true })),
    })
    const answer = await http.send({ url: server.url })
    expect([answer.status, answer.headers['location']]).toEqual([302, target.url])
    expect(await errorOf(http.json({ url: server.url }))).toMatchObject({
      code: 'upstream',
      reason: 'redirect',
    })
    expect(target.sockets).toHaveLength(0)
  })
})
