import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LucidApiError, textOf } from './index.ts'
import { hello, type TestHost, testHost, until } from './testing/test-host.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
})
afterAll(() => host[Symbol.asyncDispose]())
beforeEach(() => {
  host.line.faults.length = 0
  host.line.requests.length = 0
  host.waits.length = 0
  for (const counts of Object.values(host.seen)) for (const model of Object.keys(counts)) delete counts[model]
})

const model = (name: string) => ({ ...hello, model: `scripted/${name}` })

async function failure(promise: Promise<unknown>): Promise<LucidApiError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!LucidApiError.is(thrown)) throw new Error('It threw nothing of its own.', { cause: thrown })
  return thrown
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('chat', () => {
  it('is answered whole, with what it used and cost', async () => {
    const answer = await host.client().chat(hello)
    expect(textOf(answer)).toBe('hello you')
    expect(answer).toMatchObject({ provider: 'scripted', metadata: { cost_usd: 0.005, tokens_used: 8 } })
  })

  it('is streamed, and ends with what it used and cost', async () => {
    const events = await all(host.client().stream(hello))
    const text = events.flatMap(event => (event.type === 'text-delta' ? event.text : [])).join('')
    expect(text).toBe('hello you')
    expect(events.at(-1)).toMatchObject({ type: 'done', metadata: { cost_usd: 0.005 } })
  })

  it('says whose it is: subject, labels, channel, strictness', async () => {
    const client = host.client({ subject: 'ana', tags: { project: 'atlas' } })
    const { metadata } = await client.chat(hello, {
      tags: { stage: 'test' },
      channel: 'stable',
      strict: true,
    })
    expect(await client.call(metadata.request_id)).toMatchObject({
      subject: 'ana',
      tags: { project: 'atlas', stage: 'test' },
      channel: 'stable',
      attempts: [{ status: 'finished', usage: { output: { certainty: 'known', quantity: 5 } } }],
    })
  })

  it('brings keys of its own', async () => {
    const thrown = await failure(host.client({ ownKeys: { nobody: 'sk-mine' } }).chat(hello))
    expect(thrown).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(JSON.stringify(thrown)).not.toContain('sk-mine')
  })

  it('tells what would become of it, and what it would cost', async () => {
    const client = host.client()
    expect((await client.explain(hello)).targets).toMatchObject([{ account: 'scripted', model: 'echo' }])
    expect(await client.estimate({ ...hello, maxOutputTokens: 10 })).toMatchObject({
      cost: { worst_usd: 0.01 },
    })
  })

  it('is one of many capabilities', async () => {
    const { result } = await host.client().run<{ readonly vectors: readonly object[] }>('embedding', {
      model: 'demo/embedding',
      inputs: ['a'],
    })
    expect(result.vectors).toHaveLength(1)
    expect((await host.client().capabilities()).map(({ id }) => id)).toContain('embedding')
    expect((await host.client().models()).map(({ id }) => id)).toContain('scripted/echo')
    expect(
      await host.client().ask('GET /v1/models/{model}', { path: { model: 'scripted/echo' } }),
    ).toMatchObject({ owned_by: 'scripted' })
    expect(await host.client().webhookSecret()).toMatch(/^whsec_/)
  })
})

describe('a failure', () => {
  it('is told whole, as the gateway tells it', async () => {
    const thrown = await failure(host.client().chat({ ...hello, model: 'scripted/ehco' }))
    expect(thrown).toMatchObject({
      name: 'LucidApiError',
      code: 'not_found',
      reason: 'unknown_model',
      status: 404,
      origin: 'caller',
      recourse: 'none',
      hint: expect.stringContaining('scripted/echo'),
      requestId: expect.stringMatching(/^req_/),
    })
  })

  it('of which nothing better can be hoped for is not tried again', async () => {
    await failure(host.client().chat(model('refuses')))
    expect([host.seen.asked, host.waits]).toEqual([{ refuses: 1 }, []])
  })

  it('that says to come back is tried again when it says', async () => {
    const answer = await host.client().chat(model('limits-once'))
    expect([textOf(answer), host.waits, host.seen.asked]).toEqual(['hello you', [2000], { 'limits-once': 2 }])
  })

  it('that says to come back much later is told', async () => {
    const thrown = await failure(host.client().chat(model('limits-long')))
    expect([thrown.code, thrown.retryAfter, host.waits]).toEqual(['rate_limit', 120, []])
  })

  it('within a stream is told as one', async () => {
    const thrown = await failure(all(host.client().stream(model('breaks'))))
    expect(thrown).toMatchObject({ code: 'upstream', recourse: 'none', requestId: expect.any(String) })
  })

  it('of what can not be sent is told before anything is', async () => {
    const thrown = await failure(host.client({ baseUrl: host.line.url }).chat(hello, { subject: 'Zoë' }))
    expect([thrown.code, thrown.reason, host.line.requests]).toEqual(['invalid_request', 'unsendable', []])
    expect(thrown.message).toContain('x-lucid-user')
    expect(() => host.client({ baseUrl: 'localhost:4100' })).toThrow(/no address of a gateway/)
  })

  it('does not come of a base URL that ends as that of an OpenAI SDK', async () => {
    const models = await host.client({ baseUrl: `${host.gateway.url}/v1/` }).models()
    expect(models.length).toBeGreaterThan(0)
  })

  it('of what is no gateway says so', async () => {
    const thrown = await failure(host.client({ baseUrl: `${host.gateway.url}/docs` }).models())
    expect(thrown).toMatchObject({ status: 404, code: 'not_found' })
    const nobody = await failure(host.client({ baseUrl: 'http://127.0.0.1:1' }).models())
    expect(nobody).toMatchObject({ status: 0, code: 'network', reason: 'no_answer', recourse: 'same' })
    expect(host.waits).toHaveLength(2)
  })
})

describe('a line that fails', () => {
  it('loses an answer: the call is sent again by the same name, and is done once', async () => {
    host.line.faults.push('lose', 'lose')
    const answer = await host.client({ baseUrl: host.line.url }).chat(hello)
    expect([textOf(answer), host.seen.asked]).toEqual(['hello you', { echo: 1 }])
    const names = host.line.requests.map(({ headers }) => headers['idempotency-key'])
    expect([names.length, new Set(names).size, typeof names[0]]).toEqual([3, 1, 'string'])
  })

  it('loses the head of a stream: the same', async () => {
    host.line.faults.push('lose')
    const events = await all(host.client({ baseUrl: host.line.url }).stream(hello))
    expect([events.at(-1)?.type, host.seen.asked]).toEqual(['done', { echo: 1 }])
  })

  it('cuts an answer: the whole of it is fetched', async () => {
    host.line.faults.push({ cutAfter: 40 })
    expect(textOf(await host.client({ baseUrl: host.line.url }).chat(hello))).toBe('hello you')
    expect(host.seen.asked).toEqual({ echo: 1 })
  })

  it('cuts a stream: it never looks finished, and is not begun anew', async () => {
    host.line.faults.push({ cutAfter: 150 })
    const events: string[] = []
    const reading = async () => {
      for await (const event of host.client({ baseUrl: host.line.url }).stream(hello)) events.push(event.type)
    }
    expect(await failure(reading())).toMatchObject({ code: 'network', reason: 'stream_cut' })
    expect(events).not.toContain('done')
    expect([events.length > 0, host.line.requests.length]).toEqual([true, 1])
  })

  it('is not tried again for a call without a name, which may have been billed', async () => {
    host.line.faults.push('lose')
    await failure(host.client({ baseUrl: host.line.url }).chat(hello, { idempotencyKey: false }))
    expect([host.line.requests.length, host.seen.asked]).toEqual([1, { echo: 1 }])
  })

  it('is tried as often as is said, and not for ever', async () => {
    host.line.faults.push('lose', 'lose', 'lose', 'lose')
    await failure(host.client({ baseUrl: host.line.url, retries: 1 }).models())
    expect(host.line.requests).toHaveLength(2)
  })
})

describe('what stands before a gateway', () => {
  const proxied = (statuses: number[]) => {
    const asked: number[] = []
    const client = host.client({
      fetch: (url, init) => {
        const status = statuses.shift()
        asked.push(status ?? 200)
        return status === undefined
          ? fetch(url, init)
          : Promise.resolve(new Response('<h1>Bad</h1>', { status }))
      },
    })
    return { client, asked }
  }

  it('answers while that is away: it is tried again', async () => {
    const { client, asked } = proxied([502, 503])
    expect(textOf(await client.chat(hello))).toBe('hello you')
    expect(asked).toEqual([502, 503, 200])
  })

  it('can not say whether a call without a name was made', async () => {
    const { client, asked } = proxied([504])
    expect(await failure(client.chat(hello, { idempotencyKey: false }))).toMatchObject({
      reason: 'not_lucid',
    })
    expect(asked).toEqual([504])
  })

  it('refuses for itself: that is not tried again', async () => {
    const { client, asked } = proxied([403])
    expect(await failure(client.models())).toMatchObject({
      status: 403,
      reason: 'not_lucid',
      recourse: 'none',
    })
    expect(asked).toEqual([403])
  })
})

describe('a name of a call', () => {
  it('may be given, and stands for one request alone', async () => {
    const client = host.client()
    const first = await client.chat(hello, { idempotencyKey: 'order-7' })
    const again = await client.chat(hello, { idempotencyKey: 'order-7' })
    expect([again.metadata.request_id, host.seen.asked]).toEqual([first.metadata.request_id, { echo: 1 }])
    const other = { ...hello, temperature: 0 }
    expect(await failure(client.chat(other, { idempotencyKey: 'order-7' }))).toMatchObject({ status: 422 })
  })

  it('is made for each call that spends, and for no other', async () => {
    const client = host.client({ baseUrl: host.line.url })
    await client.chat(hello)
    await client.chat(hello)
    await client.explain(hello)
    await client.models()
    const names = host.line.requests.map(({ headers }) => headers['idempotency-key'])
    expect(names.map(name => typeof name)).toEqual(['string', 'string', 'undefined', 'undefined'])
    expect(names[0]).not.toBe(names[1])
  })
})

describe('a signal', () => {
  it('gives a call up, at its vendor too', async () => {
    const stop = new AbortController()
    const call = failure(host.client().chat(model('hangs'), { signal: stop.signal }))
    await until(() => host.seen.asked['hangs'] === 1)
    stop.abort()
    expect(await call).toMatchObject({ code: 'cancelled', reason: 'aborted', status: 0 })
    await until(() => host.seen.aborted['hangs'] === 1)
  })

  it('gives a stream up, at its vendor too', async () => {
    const stop = new AbortController()
    const reading = async () => {
      for await (const event of host.client().stream(model('endless'), { signal: stop.signal }))
        if (event.type === 'text-delta') stop.abort()
    }
    expect(await failure(reading())).toMatchObject({ code: 'cancelled' })
    await until(() => host.seen.aborted['endless'] === 1)
  })

  it('gives up a wait for another try', async () => {
    const stop = new AbortController()
    const client = host.client({ baseUrl: host.line.url, wait: undefined })
    host.line.faults.push('lose')
    const call = failure(client.models({ signal: stop.signal }))
    await until(() => host.line.requests.length === 1)
    stop.abort()
    expect(await call).toMatchObject({ code: 'cancelled' })
    expect(host.line.requests).toHaveLength(1)
  })

  it('a stream that is left is given up as well, where it has no name', async () => {
    for await (const event of host.client().stream(model('endless'), { idempotencyKey: false }))
      if (event.type === 'text-delta') break
    await until(() => host.seen.aborted['endless'] === 1)
  })
})
