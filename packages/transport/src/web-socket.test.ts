import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { ManualClock } from './testing/manual-clock.ts'
import { type RawServer, rawServer, reply, type Script } from './testing/raw-server.ts'
import { errorOf, operatorScope, pluginScope, until } from './testing/scopes.ts'
import { acceptWebSocket, closeFrame, frame, unmasked } from './testing/ws-server.ts'

const transport = createTransport()

/** A server of WebSockets; what comes after the handshake is up to the test. */
function wsServer(talk: Script): Promise<RawServer> {
  return rawServer((socket, request, count) => {
    acceptWebSocket(socket, request)
    talk(socket, request, count)
  })
}

function wsUrl(server: RawServer): string {
  return server.url.replace('http', 'ws')
}

describe('socket', () => {
  test('talks both ways, text and bytes', async () => {
    const heard: string[] = []
    await using server = await wsServer(socket => {
      socket.on('data', data => heard.push(unmasked(Buffer.from(data)).toString()))
      socket.write(Buffer.concat([frame(1, Buffer.from('hello')), frame(2, Buffer.of(1, 2, 3))]))
    })
    const headers = { authorization: 'Bearer key' }
    const socket = await transport.http(operatorScope(server.host)).socket(wsUrl(server), { headers })
    const messages = socket.messages[Symbol.asyncIterator]()
    expect([(await messages.next()).value, (await messages.next()).value]).toEqual([
      'hello',
      new Uint8Array([1, 2, 3]),
    ])
    socket.send('back')
    await until(() => heard.length === 1)
    expect(heard).toEqual(['back'])
    expect(server.requests[0]).toContain('authorization: Bearer key')
    expect(server.requests[0]).toContain('GET /path HTTP/1.1')
    await messages.return?.()
  })

  test('a normal close ends the messages; what came before it is read', async () => {
    await using server = await wsServer(socket => {
      socket.end(Buffer.concat([frame(1, Buffer.from('last')), closeFrame(1000)]))
    })
    const socket = await transport.http(operatorScope(server.host)).socket(wsUrl(server))
    const seen: unknown[] = []
    for await (const message of socket.messages) seen.push(message)
    expect(seen).toEqual(['last'])
    expect(() => socket.send('too late')).toThrow('closed')
  })

  test.each([
    [
      'a close with an error',
      closeFrame(1011, 'broken key-4711'),
      { reason: 'closed', details: { code: 1011 } },
    ],
    ['a connection that is cut', undefined, { reason: 'truncated' }],
  ])('%s fails the reader', async (_, bytes, expected) => {
    await using server = await wsServer(
      socket => void (bytes === undefined ? socket.destroy() : socket.end(bytes)),
    )
    const scope = operatorScope(server.host, { secrets: ['key-4711'] })
    const socket = await transport.http(scope).socket(wsUrl(server))
    const error = await errorOf(readAll(socket.messages))
    expect(error).toMatchObject({ code: 'network', ...expected })
    expect(error.message).not.toContain('4711')
  })

  test.each([
    ['401 Unauthorized', 'auth'],
    ['429 Too Many Requests', 'rate_limit'],
    ['302 Found', 'upstream'],
  ])('an upstream that answers %s', async (status, code) => {
    await using server = await rawServer(socket => void socket.write(reply('no', { location: '/' }, status)))
    const error = await errorOf(transport.http(operatorScope(server.host)).socket(wsUrl(server)))
    expect(error).toMatchObject({ code, origin: 'provider' })
  })

  test('a port where nobody listens', async () => {
    const server = await rawServer(() => {})
    await server[Symbol.asyncDispose]()
    const error = await errorOf(transport.http(operatorScope(server.host)).socket(wsUrl(server)))
    expect(error).toMatchObject({ code: 'network', reason: 'connection_refused', billed: 'no' })
  })

  test('only declared hosts, and only by TLS unless the operator wrote them', async () => {
    const http = transport.http(pluginScope('live.example'))
    expect(await errorOf(http.socket('wss://evil.example/'))).toMatchObject({ reason: 'undeclared_host' })
    expect(await errorOf(http.socket('ws://live.example/'))).toMatchObject({ reason: 'insecure' })
  })

  test.each(['before', 'after'])('cancelling %s it is open cuts the connection', async when => {
    await using server = await (when === 'before' ? rawServer(() => {}) : wsServer(() => {}))
    const controller = new AbortController()
    const http = transport.http(operatorScope(server.host, { signal: controller.signal }))
    const opening = http.socket(wsUrl(server))
    const ended = errorOf(opening.then(socket => readAll(socket.messages)))
    await until(() => server.requests.length === 1)
    if (when === 'after') await opening
    controller.abort()
    expect(await ended).toMatchObject({ code: 'cancelled' })
    await until(() => server.sockets[0]?.destroyed === true)
  })

  test('an upstream that never answers, and the deadline', async () => {
    await using silent = await rawServer(() => {})
    await using talking = await wsServer(() => {})
    const clock = new ManualClock()
    const own = createTransport({ clock, timeouts: { connect: 1_000, firstByte: 1_000 } })
    const scope = { deadline: clock.now() + 10_000 }
    const opening = errorOf(own.http(operatorScope(silent.host, scope)).socket(wsUrl(silent)))
    const open = await own.http(operatorScope(talking.host, scope)).socket(wsUrl(talking))
    const reading = errorOf(readAll(open.messages))
    await until(() => silent.requests.length === 1)
    clock.advance(2_200)
    expect(await opening).toMatchObject({ code: 'timeout', reason: 'connect_timeout' })
    clock.advance(8_000)
    expect(await reading).toMatchObject({ code: 'timeout', reason: 'deadline' })
    await until(() => talking.sockets[0]?.destroyed === true)
    await own.close()
  })

  test('a peer that does not answer a close is cut off', async () => {
    await using server = await wsServer(() => {})
    const clock = new ManualClock()
    const own = createTransport({ clock })
    const socket = await own.http(operatorScope(server.host)).socket(wsUrl(server))
    socket.close(1000, 'done')
    clock.advance(3_200)
    expect(await readAll(socket.messages)).toBe(0)
    await until(() => server.sockets[0]?.destroyed === true)
    expect(() => socket.close(5)).not.toThrow()
    await own.close()
  })

  test('a close code that WebSockets do not have is said so', async () => {
    await using server = await wsServer(() => {})
    const socket = await transport.http(operatorScope(server.host)).socket(wsUrl(server))
    expect(() => socket.close(5)).toThrow('cannot be closed with the code 5')
  })

  test('a reader who takes nothing holds the upstream back', async () => {
    const message = frame(1, Buffer.from('m'.repeat(30_000)))
    let written = 0
    await using server = await wsServer(socket => {
      const more = (): void => {
        while (written < 32 * 1024 * 1024) {
          written += message.length
          if (!socket.write(message)) break
        }
      }
      socket.on('drain', more)
      more()
    })
    const socket = await transport.http(operatorScope(server.host)).socket(wsUrl(server))
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(written).toBeLessThan(16 * 1024 * 1024)
    let read = 0
    for await (const text of socket.messages) {
      read += text.length
      if (read > 20 * 1024 * 1024) break
    }
    expect(read).toBeGreaterThan(20 * 1024 * 1024)
    await until(() => server.sockets[0]?.destroyed === true)
  })

  test('closing the transport ends it', async () => {
    await using server = await wsServer(() => {})
    const own = createTransport()
    const socket = await own.http(operatorScope(server.host)).socket(wsUrl(server))
    await own.close()
    expect(await readAll(socket.messages)).toBe(0)
    await until(() => server.sockets[0]?.destroyed === true)
  })
})

async function readAll(messages: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const message of messages) if (message !== undefined) count++
  return count
}
