import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { ManualClock } from './testing/manual-clock.ts'
import { chunk, chunkedHead, rawServer, reply } from './testing/raw-server.ts'
import { drain, errorOf, operatorScope, until } from './testing/scopes.ts'
import type { HttpScope } from './transport.ts'

const timeouts = { connect: 1_000, firstByte: 2_000, idle: 3_000 }

describe('an answer that is cut short is an error, never a clean end', () => {
  test.each([
    ['FIN before the content length is reached', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', 'end'],
    ['FIN within a chunked body', chunkedHead + chunk('half'), 'end'],
    ['FIN within a chunk', `${chunkedHead}64\r\nhalf`, 'end'],
    [
      'FIN on a connection that was to be closed',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 9\r\n\r\nhalf',
      'end',
    ],
    [
      'FIN within a chunked body on a connection that was to be closed',
      chunkedHead.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n') + chunk('half'),
      'end',
    ],
    ['RST within a chunked body', chunkedHead + chunk('half'), 'reset'],
  ] as const)('%s', async (_, bytes, how) => {
    await using server = await rawServer(socket => {
      socket.write(bytes, () => setImmediate(() => (how === 'end' ? socket.end() : socket.resetAndDestroy())))
    })
    const transport = createTransport()
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    const error = await errorOf(drain(answer.body))
    expect(error).toMatchObject({
      code: 'network',
      reason: 'truncated',
      origin: 'provider',
      billed: 'unknown',
    })
    await transport.close()
  })

  test('what arrived before the cut is read first', async () => {
    await using server = await rawServer(socket => {
      socket.write(chunkedHead + chunk('one') + chunk('two'))
      setTimeout(() => socket.resetAndDestroy(), 20)
    })
    const transport = createTransport()
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    await until(() => server.requests.length === 1)
    const seen: string[] = []
    const error = await errorOf(
      (async () => {
        for await (const part of answer.body) seen.push(Buffer.from(part).toString())
      })(),
    )
    expect(seen.join('')).toBe('onetwo')
    expect(error.reason).toBe('truncated')
    await transport.close()
  })
})

describe('no answer', () => {
  test.each([
    [
      'a connection that is closed at once',
      'end',
      { code: 'network', reason: 'connection_reset', billed: 'unknown' },
    ],
    [
      'a connection that is reset at once',
      'reset',
      { code: 'network', reason: 'connection_reset', billed: 'unknown' },
    ],
  ] as const)('%s', async (_, how, expected) => {
    await using server = await rawServer(
      socket => void (how === 'end' ? socket.end() : socket.resetAndDestroy()),
    )
    const transport = createTransport()
    const error = await errorOf(transport.http(operatorScope(server.host)).send({ url: server.url }))
    expect(error).toMatchObject(expected)
    await transport.close()
  })

  test('a port where nobody listens costs nothing', async () => {
    const server = await rawServer(() => {})
    await server[Symbol.asyncDispose]()
    const transport = createTransport()
    const error = await errorOf(transport.http(operatorScope(server.host)).send({ url: server.url }))
    expect(error).toMatchObject({
      code: 'network',
      reason: 'connection_refused',
      billed: 'no',
      recourse: 'other',
    })
    await transport.close()
  })

  test('a head of a megabyte is cut at the cap', async () => {
    await using server = await rawServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\n')
      for (let index = 0; index < 1024 && !socket.destroyed; index++)
        socket.write(`x-${index}: ${'a'.repeat(1000)}\r\n`)
    })
    const transport = createTransport()
    const error = await errorOf(transport.http(operatorScope(server.host)).send({ url: server.url }))
    expect(error).toMatchObject({ code: 'upstream', reason: 'head_too_large' })
    await transport.close()
  })

  test('an answer that is not HTTP', async () => {
    await using server = await rawServer(socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
    const transport = createTransport()
    const error = await errorOf(transport.http(operatorScope(server.host)).send({ url: server.url }))
    expect(error).toMatchObject({ code: 'upstream', reason: 'malformed_http', billed: 'unknown' })
    await transport.close()
  })

  test('early hints are no answer', async () => {
    await using server = await rawServer(socket => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n')
      socket.write(reply('real'))
    })
    const transport = createTransport()
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    expect([answer.status, await answer.text()]).toEqual([200, 'real'])
    await transport.close()
  })
})

describe('time', () => {
  test('a host that cannot be connected to', async () => {
    const clock = new ManualClock()
    const transport = createTransport({ clock, timeouts, lookup: () => new Promise(() => {}) })
    const sent = errorOf(transport.http(operatorScope('slow.example')).send({ url: 'http://slow.example/' }))
    clock.advance(timeouts.connect - 1)
    clock.advance(200)
    expect(await sent).toMatchObject({ code: 'timeout', reason: 'connect_timeout', billed: 'no' })
  })

  test('a host that hangs before its head', async () => {
    await using server = await rawServer(() => {})
    const { clock, http, close } = timed(server.host)
    const sent = errorOf(http.send({ url: server.url, json: { model: 'm' } }))
    await until(() => server.requests.length === 1)
    clock.advance(timeouts.firstByte + 150)
    expect(await sent).toMatchObject({ code: 'timeout', reason: 'first_byte_timeout', billed: 'unknown' })
    await until(() => server.sockets[0]?.destroyed === true)
    await close()
  })

  test('a timeout never comes early', async () => {
    await using server = await rawServer(() => {})
    const { clock, http, close } = timed(server.host)
    let failed = false
    const sent = errorOf(http.send({ url: server.url })).finally(() => (failed = true))
    await until(() => server.requests.length === 1)
    clock.advance(timeouts.firstByte - 1)
    await new Promise(setImmediate)
    expect(failed).toBe(false)
    clock.advance(151)
    await sent
    await close()
  })

  test('a stream that falls silent; comments count as life', async () => {
    await using server = await rawServer(socket => void socket.write(chunkedHead + chunk('data: 1\n\n')))
    const { clock, http, close } = timed(server.host)
    const answer = await http.send({ url: server.url })
    const chunks = answer.body[Symbol.asyncIterator]()
    await chunks.next()
    for (let ping = 0; ping < 5; ping++) {
      clock.advance(timeouts.idle - 100)
      server.sockets[0]?.write(chunk(': ping\n\n'))
      await chunks.next()
    }
    const next = errorOf(chunks.next())
    clock.advance(timeouts.idle + 150)
    expect(await next).toMatchObject({ code: 'timeout', reason: 'idle_timeout', billed: 'unknown' })
    await close()
  })

  test('a reader who waits is not taken for an upstream that fell silent', async () => {
    const flood = 'x'.repeat(64 * 1024)
    await using server = await rawServer(socket => {
      socket.write(chunkedHead)
      for (let index = 0; index < 64; index++) socket.write(chunk(flood))
      socket.write('0\r\n\r\n')
    })
    const { clock, http, close } = timed(server.host)
    const answer = await http.send({ url: server.url })
    await new Promise(resolve => setTimeout(resolve, 30))
    clock.advance(timeouts.idle * 10)
    expect((await answer.bytes()).byteLength).toBe(64 * flood.length)
    await close()
  })

  test('a trickle does not outlive the deadline', async () => {
    await using server = await rawServer(socket => void socket.write(chunkedHead))
    const clock = new ManualClock()
    const { http, close } = timed(server.host, clock, { deadline: clock.now() + 10_000 })
    const answer = await http.send({ url: server.url })
    const ended = errorOf(drain(answer.body))
    for (let second = 0; second < 11; second++) {
      server.sockets[0]?.write(chunk('x'))
      clock.advance(1_000)
      await new Promise(setImmediate)
    }
    expect(await ended).toMatchObject({ code: 'timeout', reason: 'deadline', billed: 'unknown' })
    await close()
  })

  test('a deadline that has passed opens no connection', async () => {
    await using server = await rawServer(() => {})
    const clock = new ManualClock()
    const { http, close } = timed(server.host, clock, { deadline: clock.now() })
    const error = await errorOf(http.send({ url: server.url }))
    expect(error).toMatchObject({ code: 'timeout', reason: 'deadline', billed: 'no' })
    expect(server.sockets).toHaveLength(0)
    await close()
  })
})

function timed(host: string, clock = new ManualClock(), scope: Partial<HttpScope> = {}) {
  const transport = createTransport({ clock, timeouts })
  return { clock, http: transport.http(operatorScope(host, scope)), close: () => transport.close() }
}
