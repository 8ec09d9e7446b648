import { type Clock, type Log, silentLog } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { createTransport, type CallerScope } from '@lucid-gateway/transport'
import { afterAll, describe, expect, it } from 'vitest'
import { Cancellation } from '../cancellation.ts'
import { receiver, type Reply } from './webhook-receiver.fixture.ts'
import { WebhookSender, type WebhookSenderOptions } from './webhook-sender.ts'
import { newWebhookSecret } from './webhook-signature.ts'

const transport = createTransport()
afterAll(() => transport.close())

const secret = newWebhookSecret()
const payload = JSON.stringify({ type: 'job.succeeded', data: { id: 'job_1', text: 'Füchse 🦊' } })
const tryMs = 15_000

/** A clock that tells of the waits between two tries. */
function watchedClock() {
  const clock = manualClock(1_700_000_000_000)
  const waits: number[] = []
  let told: (() => void) | undefined
  const watched: Clock = {
    now: clock.now,
    monotonic: clock.monotonic,
    after(ms, callback) {
      const stop = clock.after(ms, callback)
      if (ms === tryMs) return stop
      waits.push(ms)
      told?.()
      return stop
    },
  }
  /** Lets the nth wait begin and then pass. */
  const pass = async (number: number) => {
    while (waits.length < number) await new Promise<void>(resolve => (told = resolve))
    await clock.advance(waits[number - 1] as number)
  }
  return { clock, watched, waits, pass }
}

async function start(
  reply: Reply,
  options: Partial<WebhookSenderOptions> & { scope?: Partial<CallerScope> } = {},
) {
  const server = await receiver(reply)
  const { clock, watched, waits, pass } = watchedClock()
  const { scope, ...rest } = options
  const sender = new WebhookSender({
    http: ({ signal }) =>
      transport.caller({ signal, deadline: Infinity, callerHosts: [server.host], ...scope }),
    clock: watched,
    random: () => 0,
    log: silentLog,
    ...rest,
  })
  const send = (id = 'msg_1', more: object = {}) =>
    sender.send({ url: server.url, id, payload, secret, ...more })
  return {
    server,
    sender,
    send,
    clock,
    waits,
    pass,
    async [Symbol.asyncDispose]() {
      await sender.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const status =
  (...codes: readonly number[]): Reply =>
  (answer, number) => {
    answer.statusCode = codes[Math.min(number, codes.length) - 1] as number
    answer.end('thanks')
  }

describe('a webhook', () => {
  it('is signed so that a receiver can tell who sent it', async () => {
    await using world = await start(status(204))
    expect(await world.send('job_1.done')).toBe('delivered')
    const [{ headers, body } = { headers: {}, body: '' }] = world.server.received
    expect(body).toBe(payload)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'job_1.done',
      'webhook-timestamp': '1700000000',
    })
    expect(headers).not.toHaveProperty('authorization')
    expect(world.waits).toEqual([])
  })

  it('is sent again with the same id and a signature of its own until it is taken', async () => {
    await using world = await start(status(500, 404, 302, 429, 200))
    const sent = world.send()
    for (const number of [1, 2, 3, 4]) await world.pass(number)
    expect(await sent).toBe('delivered')
    expect(world.waits).toEqual([5_000, 30_000, 120_000, 600_000])
    const { received } = world.server
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(Array(5).fill('msg_1'))
    expect(received.map(({ headers }) => Number(headers['webhook-timestamp']) - 1_700_000_000)).toEqual([
      0, 5, 35, 155, 755,
    ])
    expect(new Set(received.map(({ headers }) => headers['webhook-signature'])).size).toBe(5)
  })

  it('waits behind others of its own application, so that one with slow receivers holds up no other', async () => {
    await using world = await start(() => {}, { mostInAll: 8, mostPerHost: 8, mostPerSecret: 2 })
    const all = Array.from({ length: 6 }, (_, n) => world.send(`greedy_${n}`))
    all.push(world.send('modest', { secret: newWebhookSecret() }))
    await world.server.came(3)
    expect(world.server.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([
      'greedy_0',
      'greedy_1',
      'modest',
    ])
    await world.sender.close()
    expect((await Promise.allSettled(all)).every(end => end.status === 'rejected')).toBe(true)
  })

  it('is given up after five tries', async () => {
    const told: unknown[] = []
    const tell = (message: string, facts?: object) => void told.push({ message, ...facts })
    const log: Log = { debug: tell, info: tell, warn: tell, error: tell, child: () => log }
    await using world = await start(status(503), { log })
    const sent = world.send()
    for (const number of [1, 2, 3, 4]) await world.pass(number)
    expect(await sent).toBe('given-up')
    expect(world.server.received).toHaveLength(5)
    expect(told).toHaveLength(5)
    expect(told.at(-1)).toEqual({
      message: 'a webhook is given up',
      webhook: 'msg_1',
      host: world.server.host,
      try: 5,
      why: 'status 503',
    })
    expect(JSON.stringify(told)).not.toContain(secret)
  })

  it('is not sent again to a receiver that is gone', async () => {
    await using world = await start(status(410))
    expect(await world.send()).toBe('gone')
    expect(world.server.received).toHaveLength(1)
  })

  it('waits longer by chance, and where its receiver asks for it', async () => {
    await using world = await start(
      (answer, number) =>
        answer.writeHead(number === 3 ? 200 : 429, number === 2 ? { 'retry-after': '90' } : {}).end(),
      { random: () => 0.5 },
    )
    const sent = world.send()
    await world.pass(1)
    await world.pass(2)
    expect(await sent).toBe('delivered')
    expect(world.waits).toEqual([5_500, 90_000])
  })

  it('is not awaited longer than fifteen seconds', async () => {
    await using world = await start((answer, number) => void (number > 1 && answer.end()))
    const sent = world.send()
    await world.server.came(1)
    await world.clock.advance(tryMs)
    await world.pass(1)
    expect(await sent).toBe('delivered')
  })

  it('is taken although the answer goes on and on, which is not read', async () => {
    await using world = await start(answer => {
      const chunk = 'x'.repeat(1024)
      const write = (): void => {
        while (!answer.destroyed) if (!answer.write(chunk)) return void answer.once('drain', write)
      }
      write()
    })
    expect(await world.send()).toBe('delivered')
  })

  it('is not sent on to where a receiver redirects it', async () => {
    await using other = await receiver(status(200))
    await using world = await start((answer, number) =>
      number === 1 ? answer.writeHead(307, { location: other.url }).end() : answer.end(),
    )
    const sent = world.send()
    await world.pass(1)
    expect(await sent).toBe('delivered')
    expect(other.received).toEqual([])
  })

  it('is sent again where nobody listens yet', async () => {
    const gone = await receiver(status(200))
    await gone[Symbol.asyncDispose]()
    await using world = await start(status(200), { scope: { callerHosts: [gone.host] } })
    const end = new Cancellation()
    const sent = world.send('msg_1', { url: gone.url, signal: end })
    await world.pass(1)
    end.abort('enough')
    await expect(sent).rejects.toBe('enough')
  })

  it('is given up at once where it may not go', async () => {
    await using world = await start(status(200), { scope: { callerHosts: [] } })
    expect(await world.send()).toBe('given-up')
    expect(world.server.received).toEqual([])
    expect(world.waits).toEqual([])
  })

  it('is given up at once where its secret is none', async () => {
    await using world = await start(status(200))
    expect(await world.send('msg_1', { secret: 'whsec_short' })).toBe('given-up')
    expect(world.server.received).toEqual([])
  })
})

describe('many webhooks', () => {
  it('are sent to one host so many at once', async () => {
    const answers: (() => void)[] = []
    await using world = await start(answer => void answers.push(() => answer.end()), { mostPerHost: 2 })
    const sent = [1, 2, 3].map(number => world.send(`msg_${number}`))
    await world.server.came(2)
    answers[0]?.()
    await world.server.came(3)
    expect(await sent[0]).toBe('delivered')
    for (const answer of answers) answer()
    expect(await Promise.all(sent)).toEqual(['delivered', 'delivered', 'delivered'])
    expect(world.server.most()).toBe(2)
  })
})

describe('a gateway that stops', () => {
  it('ends what is under way, what waits and what has not begun, and takes no more', async () => {
    await using world = await start((answer, number) => void (number === 1 && answer.writeHead(500).end()), {
      mostPerHost: 1,
    })
    const waiting = world.send('waits')
    while (world.waits.length === 0) await new Promise(resolve => setImmediate(resolve))
    const underWay = world.send('under way')
    await world.server.came(2)
    const queued = world.send('queued')
    const all = Promise.allSettled([waiting, underWay, queued])
    await world.sender.close()
    for (const { status: ended, ...rest } of await all) {
      expect(ended).toBe('rejected')
      expect(rest).toMatchObject({ reason: { code: 'unavailable', reason: 'shutting_down' } })
    }
    await expect(world.send('late')).rejects.toMatchObject({ reason: 'shutting_down' })
    expect(world.server.received).toHaveLength(2)
  })
})
