import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { createTransport } from './create-transport.ts'
import { Exchange } from './exchange.ts'
import { chunk, chunkedHead, rawServer, reply } from './testing/raw-server.ts'
import { drain, errorOf, operatorScope, until } from './testing/scopes.ts'

describe('back-pressure', () => {
  test('a reader who takes nothing holds the upstream back', async () => {
    const piece = Buffer.from(chunk('x'.repeat(16 * 1024)))
    let written = 0
    await using server = await rawServer(socket => {
      socket.write(chunkedHead)
      const more = (): void => {
        while (written < 64 * 1024 * 1024) {
          written += piece.length
          if (!socket.write(piece)) break
        }
      }
      socket.on('drain', more)
      more()
    })
    const transport = createTransport()
    const paused = vi.spyOn(Exchange.prototype, 'pause')
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    await until(() => paused.mock.calls.length > 0)
    await new Promise(resolve => setTimeout(resolve, 100))
    const body = answer.body as AsyncIterable<Uint8Array> & { readonly weight: number }
    expect(body.weight).toBeLessThanOrEqual(256 * 1024 + 64 * 1024)
    // What the kernel's two socket buffers hold comes on top.
    expect(written).toBeLessThan(16 * 1024 * 1024)
    let read = 0
    for await (const part of answer.body) {
      read += part.byteLength
      if (read > 4 * 1024 * 1024) break
    }
    expect(read).toBeGreaterThan(4 * 1024 * 1024)
    await transport.close()
  })

  test('a slow reader gets every byte in order', async () => {
    const parts = Array.from({ length: 500 }, (_, index) => `${index}:${'y'.repeat(index * 7)};`)
    await using server = await rawServer(socket => {
      socket.write(chunkedHead + parts.map(part => chunk(part)).join('') + '0\r\n\r\n')
    })
    const transport = createTransport()
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    let text = ''
    for await (const part of answer.body) {
      text += Buffer.from(part).toString()
      if (text.length % 3 === 0) await new Promise(setImmediate)
    }
    expect(text).toBe(parts.join(''))
    await transport.close()
  })
})

describe('reading', () => {
  test('a body is read once', async () => {
    await using server = await rawServer(socket => void socket.write(reply('once')))
    const transport = createTransport()
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    expect(await answer.text()).toBe('once')
    expect(await errorOf(answer.bytes())).toMatchObject({ code: 'conflict', reason: 'body_claimed' })
    await transport.close()
  })

  test.each(['whole', 'chunked'])('a body above the cap is refused, %s', async how => {
    const text = 'z'.repeat(5_000)
    await using server = await rawServer(socket => {
      if (how === 'whole') socket.write(reply(text))
      else socket.write(chunkedHead + chunk(text.slice(0, 2_000)))
      if (how === 'chunked') setTimeout(() => socket.write(chunk(text)), 10)
    })
    const transport = createTransport({ maxBodyBytes: 4_000 })
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    expect(await errorOf(answer.bytes())).toMatchObject({ code: 'upstream', reason: 'body_too_large' })
    if (how === 'chunked') await until(() => server.sockets[0]?.destroyed === true)
    await transport.close()
  })

  test('UTF-8 that is cut between chunks, and a byte order mark', async () => {
    const bytes = Buffer.from('\uFEFF{"a":"ü€😀"}')
    await using server = await rawServer(socket => {
      socket.write(chunkedHead)
      for (const byte of bytes)
        socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.of(byte), Buffer.from('\r\n')]))
      socket.write('0\r\n\r\n')
    })
    const transport = createTransport()
    const { value } = await transport.http(operatorScope(server.host)).json({ url: server.url })
    expect(value).toEqual({ a: 'ü€😀' })
    await transport.close()
  })
})

const compressors = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync }

describe('an answer that is compressed though nobody asked', () => {
  test.each(Object.entries(compressors))(
    '%s is decoded, and no longer named in the head',
    async (coding, compress) => {
      await using server = await rawServer(socket => {
        const body = compress(Buffer.from('{"hello":"world"}'))
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`,
        )
        socket.write(body)
      })
      const transport = createTransport()
      const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
      expect(server.requests[0]).toContain('accept-encoding: identity')
      expect(answer.headers).toEqual({})
      expect(await answer.text()).toBe('{"hello":"world"}')
      await transport.close()
    },
  )

  test.each([
    ['more than one layer', 'gzip, gzip', gzipSync(gzipSync('x')), 'content_encoding'],
    ['a coding nobody knows', 'snappy', Buffer.from('x'), 'content_encoding'],
    ['a thousandfold bomb', 'gzip', gzipSync(Buffer.alloc(20 * 1024 * 1024)), 'decompression_ratio'],
    ['more than the cap', 'gzip', gzipSync(Buffer.alloc(900 * 1024)), 'body_too_large'],
    ['damage', 'gzip', Buffer.from('not gzip at all'), 'broken_compression'],
    ['a stream cut short', 'gzip', gzipSync('x'.repeat(1000)).subarray(0, 15), 'broken_compression'],
  ])('%s is refused', async (name, coding, body, reason) => {
    await using server = await rawServer(socket => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.write(body)
    })
    const transport = createTransport(name === 'more than the cap' ? { maxBodyBytes: 500 * 1024 } : {})
    const sent = transport.http(operatorScope(server.host)).send({ url: server.url })
    expect(await errorOf(sent.then(answer => drain(answer.body)))).toMatchObject({ code: 'upstream', reason })
    await transport.close()
  })

  test('a body cut short on the wire is an error of the network, compressed or not', async () => {
    const body = gzipSync('x'.repeat(10_000))
    await using server = await rawServer(socket => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.end(body.subarray(0, 20))
    })
    const transport = createTransport()
    const sent = transport.http(operatorScope(server.host)).send({ url: server.url })
    expect(await errorOf(sent.then(answer => answer.text()))).toMatchObject({
      code: 'network',
      reason: 'truncated',
    })
    await transport.close()
  })

  test('a reader who stops early ends the exchange', async () => {
    const body = gzipSync(Buffer.from(Array.from({ length: 100_000 }, () => Math.random()).join()))
    await using server = await rawServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 99999999\r\n\r\n')
      socket.write(body)
    })
    const transport = createTransport()
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    for await (const part of answer.body) if (part.length > 0) break
    await until(() => server.sockets[0]?.destroyed === true)
    await transport.close()
  })
})
