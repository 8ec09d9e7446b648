import {
  type Attempt,
  chat,
  definePlugin,
  type HttpAnswer,
  type KeptAsk,
  LucidError,
  secret,
} from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

type Get = (asked: KeptAsk, attempt: Attempt) => Promise<HttpAnswer>

function keeper(get: Get) {
  return definePlugin({
    id: 'keeper',
    abi: 1,
    capabilities: { chat },
    credentials: { apiKey: secret('KEEPER_KEY') },
    models: [{ id: 'm', capabilities: ['chat'] }],
    setup: ({ provide }) =>
      provide({
        chat: {
          stream: says('hi') as never,
          relay: [
            { wire: 'bare', send: () => expect.unreachable() },
            { wire: 'own', send: () => expect.unreachable(), kept: { get } },
          ],
        },
      }),
  })
}

const start = (get: Get, env: Readonly<Record<string, string>> = { KEEPER_KEY: 'canary-91f2' }) =>
  createRuntime({ plugins: [keeper(get), acme([says('hi')])], env })

const answer: HttpAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: (async function* () {})(),
  bytes: async () => new TextEncoder().encode('{"kept":1}'),
  text: async () => '',
}
const ask = { capability: chat, wire: 'own', account: 'keeper', act: 'get', id: 'it' } as const

describe('what a vendor keeps', () => {
  it('is asked for with the credentials of its account, and comes as it is', async () => {
    const asked: (readonly [KeptAsk, Attempt])[] = []
    const runtime = await start(async (...given) => {
      asked.push(given)
      return answer
    })
    const got = await runtime.kept({ ...ask, part: 'items', query: 'limit=2' })
    expect(got).toMatchObject({ account: 'keeper', provider: 'keeper', contentType: 'application/json' })
    expect(Buffer.from(got.bytes).toString()).toBe('{"kept":1}')
    expect(asked).toMatchObject([
      [
        { id: 'it', part: 'items', query: 'limit=2' },
        { account: 'keeper', credentials: { apiKey: 'canary-91f2' } },
      ],
    ])
    expect(runtime.active).toBe(0)
  })

  it('is with those accounts alone that are in use and keep what is said on the wire', async () => {
    const runtime = await start(async () => answer)
    expect(runtime.keepers(chat, 'own')).toEqual(['keeper'])
    expect(runtime.keepers(chat, 'bare')).toEqual([])
    const gone = await start(async () => answer, {})
    expect(gone.keepers(chat, 'own')).toEqual([])
    for (const account of ['keeper', 'acme', 'nobody']) {
      await expect(gone.kept({ ...ask, account })).rejects.toMatchObject({ reason: 'account_gone' })
    }
    await expect(runtime.kept({ ...ask, wire: 'bare' })).rejects.toMatchObject({ reason: 'account_gone' })
    await expect(runtime.kept({ ...ask, act: 'delete' })).rejects.toMatchObject({ reason: 'act_not_offered' })
  })

  it('is refused without a secret, and without blame of the caller for the operator', async () => {
    const runtime = await start(async (_asked, { credentials }) => {
      throw new LucidError('auth', `Bad key ${credentials['apiKey']}.`)
    })
    await expect(runtime.kept(ask)).rejects.toMatchObject({
      origin: 'provider',
      status: 502,
      message: 'Bad key [redacted].',
    })
  })

  it('is waited for no longer than the caller is there, or the time lasts', async () => {
    const gone = new AbortController()
    const runtime = await start(() => new Promise(() => {}))
    const left = runtime.kept({ ...ask, signal: gone.signal })
    gone.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    await expect(runtime.kept({ ...ask, timeoutMs: 1 })).rejects.toMatchObject({ code: 'timeout' })
    const slow = { ...answer, bytes: () => new Promise<Uint8Array>(() => {}) }
    const slowly = await start(async () => slow)
    await expect(slowly.kept({ ...ask, timeoutMs: 1 })).rejects.toMatchObject({ code: 'timeout' })
    await runtime.close()
    await expect(runtime.kept(ask)).rejects.toMatchObject({ reason: 'stopping' })
  })
})
