import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Attempt, chat, definePlugin, LucidError } from '@lucid-gateway/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hi, says } from './acme.fixture.ts'
import { callerHosts, hostFault } from './caller-hosts.ts'
import { createRuntime } from './create-runtime.ts'
import type { RuntimeOptions } from './options.ts'
import type { Runtime } from './runtime.ts'

describe('a host that callers may name', () => {
  it.each(['hooks.lan', 'Hooks.LAN:8080', 'localhost:80', 'localhost:443', '[fd00::1]:9', '10.0.0.7'])(
    '%s is one',
    host => expect(hostFault(host)).toBeUndefined(),
  )

  it.each([
    ['http://hooks.lan:81/x', 'did you mean "hooks.lan:81"?'],
    ['hooks.lan/', 'did you mean "hooks.lan"?'],
    ['me@hooks.lan', 'did you mean "hooks.lan"?'],
    ['127.1', 'did you mean "127.0.0.1"?'],
    ['*.lan', 'wildcard'],
    ['', 'is no `host`'],
    ['a b', 'is no `host`'],
  ])('%s is none: %s', (host, said) => expect(hostFault(host)).toContain(said))

  it('is compared in lower case, as addresses are', () => {
    expect(callerHosts(['Hooks.LAN:8080'])).toEqual(['hooks.lan:8080'])
  })
})

describe('callerHosts of a runtime', () => {
  let server: Server
  let host: string
  beforeEach(async () => {
    server = createServer((_, answer) => void answer.end('picture')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => void server.close())

  const fetchIt = ({ http }: Attempt): Promise<string> =>
    http.send({ url: `http://${host}/x.png`, trust: 'caller' }).then(answer => answer.text())

  function withHosts(hosts?: readonly string[]): RuntimeOptions {
    const plugin = definePlugin({
      id: 'p',
      abi: 1,
      capabilities: { chat },
      models: [{ id: 'm', capabilities: ['chat'] }],
      setup: ({ provide }) =>
        provide({
          chat: {
            stream: async function* (_, attempt) {
              yield* says(await fetchIt(attempt))(attempt)
            },
          },
          probe: async attempt => void (await fetchIt(attempt)),
        }),
    })
    return { plugins: [plugin], env: {}, ...(hosts ? { callerHosts: hosts } : {}) }
  }

  it('are open to what an attempt fetches for its caller, and to what is asked without a call', async () => {
    await using runtime = closing(await createRuntime(withHosts([host])))
    const result = await runtime.generate({ capability: chat, target: 'p/m', request: hi })
    expect(JSON.stringify(result)).toContain('picture')
    expect(await runtime.probe({ account: 'p' })).toBe(true)
  })

  it('are the only private ones', async () => {
    await using runtime = closing(await createRuntime(withHosts()))
    for (const asked of [
      runtime.generate({ capability: chat, target: 'p/m', request: hi }),
      runtime.probe({ account: 'p' }),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'permission', reason: 'private_address' })
    }
  })

  it('follow a reload', async () => {
    await using runtime = closing(await createRuntime(withHosts()))
    await runtime.reload(withHosts([host]))
    expect(await runtime.probe({ account: 'p' })).toBe(true)
    await runtime.reload(withHosts([]))
    await expect(runtime.probe({ account: 'p' })).rejects.toMatchObject({ reason: 'private_address' })
  })

  it('are refused where they would never match', async () => {
    await expect(createRuntime(withHosts(['http://hooks.lan']))).rejects.toSatisfy(
      error => LucidError.is(error) && error.param === 'callerHosts[0]' && error.reason === 'bad_host',
    )
  })
})

function closing(runtime: Runtime): Runtime & AsyncDisposable {
  return Object.assign(runtime, { [Symbol.asyncDispose]: () => runtime.close({ graceMs: 0 }) })
}
