import {
  type Attempt,
  chat,
  definePlugin,
  knownUsage,
  LucidError,
  secret,
  type Usage,
} from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

/** A vendor that counts, by whatever is given. */
function counter(count: (attempt: Attempt) => Promise<Usage>) {
  return definePlugin({
    id: 'counter',
    abi: 1,
    capabilities: { chat },
    credentials: { apiKey: secret('COUNTER_KEY') },
    models: [{ id: 'm', capabilities: ['chat'], aliases: ['em'] }],
    setup: ({ provide }) =>
      provide({ chat: { stream: says('hi') as never, count: (_request, attempt) => count(attempt) } }),
  })
}

const start = (count: (attempt: Attempt) => Promise<Usage>) =>
  createRuntime({ plugins: [counter(count), acme([says('hi')])], env: { COUNTER_KEY: 'canary-91f2' } })

describe('a count', () => {
  it("is the vendor's word, for the model that a call would go to", async () => {
    const asked: Attempt[] = []
    const runtime = await start(async attempt => {
      asked.push(attempt)
      attempt.warn({ type: 'dropped', field: 'seed', message: 'No such field.' })
      return knownUsage({ input: 7, cache_read: 2 })
    })
    expect(await runtime.count({ capability: chat, target: 'counter/m', request: () => hi })).toMatchObject({
      target: { account: 'counter', model: 'm' },
      usage: knownUsage({ input: 7, cache_read: 2 }),
      warnings: [{ field: 'seed' }],
    })
    expect(asked).toMatchObject([{ model: 'm', account: 'counter', credentials: { apiKey: 'canary-91f2' } }])
    expect(runtime.active).toBe(0)
  })

  it('is estimated, and says so, where the vendor does not count', async () => {
    const runtime = await start(async () => knownUsage({ input: 1 }))
    const { usage } = await runtime.count({ capability: chat, target: 'acme/m', request: hi })
    expect(usage.meters.input).toMatchObject({ certainty: 'estimated', quantity: expect.any(Number) })
  })

  it('that fails tells neither a secret nor a refusal of the operator as one of the caller', async () => {
    const runtime = await start(async ({ credentials }) => {
      throw new LucidError('auth', `Bad key ${credentials['apiKey']}.`)
    })
    await expect(runtime.count({ capability: chat, target: 'counter/m', request: hi })).rejects.toMatchObject(
      { code: 'auth', origin: 'provider', status: 502, message: 'Bad key [redacted].' },
    )
    await expect(runtime.count({ capability: chat, target: 'nobody/m', request: hi })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(runtime.active).toBe(0)
  })

  it('ends when its caller goes, when its time is up and when the runtime closes, though the vendor pays no heed', async () => {
    const never = () => new Promise<Usage>(() => {})
    const gone = new AbortController()
    const runtime = await start(never)
    const ask = { capability: chat, target: 'counter/m', request: hi } as const
    const left = runtime.count({ ...ask, signal: gone.signal })
    gone.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    await expect(runtime.count({ ...ask, timeoutMs: 1 })).rejects.toMatchObject({ code: 'timeout' })
    const last = runtime.count(ask)
    const closed = runtime.close({ graceMs: 1 })
    await expect(last).rejects.toMatchObject({ reason: 'stopping' })
    await closed
    await expect(runtime.count(ask)).rejects.toMatchObject({ reason: 'stopping' })
  })
})
