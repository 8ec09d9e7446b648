import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { chunk, chunkedHead, rawServer, reply } from './testing/raw-server.ts'
import { errorOf, operatorScope } from './testing/scopes.ts'

const transport = createTransport()

describe('json', () => {
  test('reads JSON, and nothing as null', async () => {
    await using server = await rawServer((socket, _, count) => {
      socket.write(count === 1 ? reply('{"a":[1]}', { 'x-request-id': 'r1' }) : 'HTTP/1.1 204 No\r\n\r\n')
    })
    const http = transport.http(operatorScope(server.host))
    const answer = await http.json<{ a: number[] }>({ url: server.url, json: {} })
    expect([answer.status, answer.headers['x-request-id'], answer.value]).toEqual([200, 'r1', { a: [1] }])
    expect((await http.json({ url: server.url, method: 'DELETE' })).value).toBeNull()
  })

  test('says when it is not JSON', async () => {
    await using server = await rawServer(socket => void socket.write(reply('<html>')))
    const error = await errorOf(transport.http(operatorScope(server.host)).json({ url: server.url }))
    expect(error).toMatchObject({ code: 'upstream', reason: 'malformed_json' })
  })

  test('makes its error of the first 64 KiB of the answer, and cuts the rest off', async () => {
    await using server = await rawServer(socket => {
      socket.write(`HTTP/1.1 400 Bad\r\ncontent-length: 10000000\r\nx-id: 7\r\n\r\n${'e'.repeat(200_000)}`)
    })
    class Refused extends Error {}
    let seen = ''
    const sent = transport.http(operatorScope(server.host)).json({
      url: server.url,
      error: failed => {
        seen = `${failed.status} ${failed.headers['x-id']} ${failed.text.length}`
        return new Refused('as the plugin says')
      },
    })
    await expect(sent).rejects.toThrow(Refused)
    expect(seen).toBe('400 7 65536')
  })

  test('a break within the text of an error does not hide the error', async () => {
    await using server = await rawServer(socket =>
      socket.end('HTTP/1.1 429 No\r\ncontent-length: 50\r\n\r\nslow down'),
    )
    const error = await errorOf(transport.http(operatorScope(server.host)).json({ url: server.url }))
    expect(error).toMatchObject({ code: 'rate_limit', upstream: { status: 429 } })
    expect(error.message).toContain('slow down')
  })

  test.each([
    [400, 'invalid_request'],
    [401, 'auth'],
    [402, 'quota'],
    [403, 'permission'],
    [404, 'not_found'],
    [418, 'invalid_request'],
    [429, 'rate_limit'],
    [500, 'upstream'],
    [503, 'overloaded'],
    [529, 'overloaded'],
  ])('a %i by itself is %s, and the provider’s doing', async (status, code) => {
    await using server = await rawServer(socket => void socket.write(reply('why', {}, `${status} X`)))
    const error = await errorOf(transport.http(operatorScope(server.host)).json({ url: server.url }))
    expect(error).toMatchObject({ code, origin: 'provider', upstream: { status } })
  })
})

describe('sse and ndjson', () => {
  test('give events and values as they come', async () => {
    await using server = await rawServer((socket, _, count) => {
      socket.write(chunkedHead)
      const pieces =
        count === 1
          ? ['data: on', 'e\n\n: ping\n\nevent: e\nid: 7\nda', 'ta: two\n\n']
          : ['{"a":', '1}\n\n[2]', '\n3']
      for (const piece of pieces) socket.write(chunk(piece))
      socket.write('0\r\n\r\n')
    })
    const http = transport.http(operatorScope(server.host))
    const events: unknown[] = []
    for await (const event of http.sse({ url: server.url, json: {} })) events.push(event)
    expect(events).toEqual([
      { event: '', data: 'one', id: '' },
      { event: 'e', data: 'two', id: '7' },
    ])
    expect(server.requests[0]).toContain('accept: text/event-stream')
    const values: unknown[] = []
    for await (const value of http.ndjson({ url: server.url })) values.push(value)
    expect(values).toEqual([{ a: 1 }, [2], 3])
  })

  test('JSON in place of a stream is an error, not an empty stream', async () => {
    await using server = await rawServer(
      socket =>
        void socket.write(
          reply('{"error":"overloaded"}', { 'content-type': 'application/json; charset=utf-8' }),
        ),
    )
    const events = transport.http(operatorScope(server.host)).sse({ url: server.url })[Symbol.asyncIterator]()
    const error = await errorOf(events.next())
    expect(error).toMatchObject({ code: 'upstream', reason: 'not_a_stream' })
    expect(error.message).toContain('overloaded')
  })

  test('a failing status throws on the first event', async () => {
    await using server = await rawServer(socket => void socket.write(reply('no', {}, '401 No')))
    const http = transport.http(operatorScope(server.host))
    for (const stream of [http.sse({ url: server.url }), http.ndjson({ url: server.url })]) {
      expect(await errorOf(stream[Symbol.asyncIterator]().next())).toMatchObject({
        code: 'auth',
        origin: 'provider',
      })
    }
  })
})
