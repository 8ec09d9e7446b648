import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { ManualClock } from './testing/manual-clock.ts'
import { chunk, chunkedHead, rawServer, reply } from './testing/raw-server.ts'
import { drain, errorOf, operatorScope, until } from './testing/scopes.ts'

const cycles = process.env.LUCID_LONG === '1' ? 5_000 : 200

/** Generous, since the machine may be busy: alone it is one or two. */
const atOnceMs = 100

describe('cancelling', () => {
  test('before the head: the upstream connection is cut at once', async () => {
    await using server = await rawServer(() => {})
    const transport = createTransport()
    const controller = new AbortController()
    const http = transport.http(operatorScope(server.host, { signal: controller.signal }))
    const sent = errorOf(http.send({ url: server.url, json: {} }))
    await until(() => server.requests.length === 1)
    const at = performance.now()
    controller.abort()
    expect(await sent).toMatchObject({ code: 'cancelled', billed: 'unknown' })
    await until(() => server.sockets[0]?.destroyed === true)
    expect(performance.now() - at).toBeLessThan(atOnceMs)
    await transport.close()
  })

  test('within the body: the reader and the upstream both end at once', async () => {
    await using server = await rawServer(socket => void socket.write(chunkedHead + chunk('a')))
    const transport = createTransport()
    const controller = new AbortController()
    const answer = await transport
      .http(operatorScope(server.host, { signal: controller.signal }))
      .send({ url: server.url })
    const ended = errorOf(drain(answer.body))
    const at = performance.now()
    controller.abort()
    expect(await ended).toMatchObject({ code: 'cancelled', billed: 'unknown' })
    await until(() => server.sockets[0]?.destroyed === true)
    expect(performance.now() - at).toBeLessThan(atOnceMs)
    await transport.close()
  })

  test('a signal that was aborted before opens no connection', async () => {
    await using server = await rawServer(() => {})
    const transport = createTransport()
    const http = transport.http(operatorScope(server.host, { signal: AbortSignal.abort() }))
    const error = await errorOf(http.send({ url: server.url }))
    expect(error).toMatchObject({ code: 'cancelled', billed: 'no' })
    expect(server.sockets).toHaveLength(0)
    await transport.close()
  })

  test('a reader who stops early ends the exchange', async () => {
    await using server = await rawServer(socket => void socket.write(chunkedHead + chunk('a') + chunk('b')))
    const transport = createTransport()
    const answer = await transport.http(operatorScope(server.host)).send({ url: server.url })
    const at = performance.now()
    for await (const part of answer.body) if (part.length > 0) break
    await until(() => server.sockets[0]?.destroyed === true)
    expect(performance.now() - at).toBeLessThan(atOnceMs)
    await transport.close()
  })

  test('a reader of events who stops early ends the exchange', async () => {
    await using server = await rawServer(
      socket => void socket.write(chunkedHead + chunk('data: 1\n\ndata: 2\n\n')),
    )
    const transport = createTransport()
    for await (const event of transport.http(operatorScope(server.host)).sse({ url: server.url })) {
      expect(event.data).toBe('1')
      break
    }
    await until(() => server.sockets[0]?.destroyed === true)
    await transport.close()
  })

  test('listeners do not pile up on a signal that lives long', async () => {
    await using server = await rawServer(socket => void socket.write(reply('ok')))
    const transport = createTransport()
    const { signal, removed, added } = countingSignal()
    const http = transport.http(operatorScope(server.host, { signal }))
    for (let index = 0; index < 20; index++) await (await http.send({ url: server.url })).bytes()
    expect([added(), removed()]).toEqual([20, 20])
    await transport.close()
  })

  test(
    'cancelled requests by the hundred over two connections hang nothing',
    { timeout: 60_000 },
    async () => {
      await using server = await rawServer((socket, _, count) => {
        if (count % 3 === 0) socket.write(reply('ok'))
        else if (count % 3 === 1) socket.write(chunkedHead + chunk('part'))
      })
      const transport = createTransport({ connections: 2 })
      for (let cycle = 0; cycle < cycles; cycle++) {
        await Promise.all(Array.from({ length: 4 }, (_, lane) => cancelledAfter(lane)))
      }
      expect(await answeredAtLast()).toBe('ok')
      await transport.close()

      async function cancelledAfter(turns: number): Promise<void> {
        const controller = new AbortController()
        const http = transport.http(operatorScope(server.host, { signal: controller.signal }))
        const sent = http.send({ url: server.url, json: { a: 1 } }).then(
          answer => drain(answer.body),
          error => error,
        )
        for (let turn = 0; turn < turns * 2; turn++) await new Promise(setImmediate)
        controller.abort()
        await sent.catch(() => {})
      }

      /** Two of three requests get no whole answer, by the script. */
      async function answeredAtLast(): Promise<string> {
        for (let tries = 0; tries < 6; tries++) {
          const http = transport.http(operatorScope(server.host, { signal: AbortSignal.timeout(100) }))
          const text = await http
            .send({ url: server.url })
            .then(answer => answer.text())
            .catch(() => '')
          if (text !== '') return text
        }
        return 'nothing'
      }
    },
  )
})

describe('waiting for a connection', () => {
  test('a request that was given up in the queue leaves the connection to the next', async () => {
    await using server = await rawServer(socket => void setTimeout(() => socket.write(reply('ok')), 30))
    const transport = createTransport({ connections: 1 })
    const controller = new AbortController()
    const first = transport.http(operatorScope(server.host)).send({ url: server.url })
    const second = errorOf(
      transport.http(operatorScope(server.host, { signal: controller.signal })).send({ url: server.url }),
    )
    const third = transport.http(operatorScope(server.host)).send({ url: server.url })
    controller.abort()
    expect(await second).toMatchObject({ code: 'cancelled', billed: 'no' })
    expect([await (await first).text(), await (await third).text()]).toEqual(['ok', 'ok'])
    expect(server.sockets).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
    await transport.close()
  })

  test('when all connections are taken for too long, that is not the upstream’s fault', async () => {
    await using server = await rawServer(() => {})
    const clock = new ManualClock()
    const transport = createTransport({ clock, connections: 1, timeouts: { connect: 1_000 } })
    const controller = new AbortController()
    const first = errorOf(
      transport.http(operatorScope(server.host, { signal: controller.signal })).send({ url: server.url }),
    )
    await until(() => server.requests.length === 1)
    const second = errorOf(transport.http(operatorScope(server.host)).send({ url: server.url }))
    clock.advance(1_200)
    expect(await second).toMatchObject({
      code: 'unavailable',
      reason: 'connections_exhausted',
      origin: 'gateway',
    })
    controller.abort()
    await first
    await transport.close()
  })
})

describe('closing', () => {
  test('a closed transport refuses, and waits for what runs', async () => {
    await using server = await rawServer(socket => void setTimeout(() => socket.write(reply('ok')), 20))
    const transport = createTransport()
    const http = transport.http(operatorScope(server.host))
    const running = http.send({ url: server.url })
    const closed = transport.close()
    expect(await errorOf(http.send({ url: server.url }))).toMatchObject({
      code: 'unavailable',
      reason: 'transport_closed',
    })
    expect(await (await running).text()).toBe('ok')
    await closed
  })
})

function countingSignal() {
  const { signal } = new AbortController()
  let [added, removed] = [0, 0]
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => (added++, add(...args))
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (removed++, remove(...args))
  return { signal, added: () => added, removed: () => removed }
}
