import { type Attempt, silentLog } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { sdkClients } from './sdk-clients.ts'

interface Key {
  readonly apiKey: string
}

function attempt(account: string, secretVersion: string | undefined, sent: string[]): Attempt<Key> {
  const fetch = (async (input: string) => {
    sent.push(`${account} ${input}`)
    return new Response('')
  }) as typeof globalThis.fetch
  return {
    account,
    credentials: { apiKey: account },
    ...(secretVersion === undefined ? {} : { secretVersion }),
    http: { fetch } as unknown as Attempt['http'],
    model: 'm',
    signal: new AbortController().signal,
    deadline: 0,
    callId: 'c',
    idempotencyKey: 'c',
    number: 1,
    log: silentLog,
    warn() {},
  }
}

function counting(max?: number) {
  let made = 0
  const clients = sdkClients<{ readonly get: (path: string) => Promise<Response> }, Key>({
    make: async (_credentials, fetch) => {
      made++
      return { get: async path => fetch(path) }
    },
    ...(max === undefined ? {} : { max }),
  })
  return { clients, made: () => made }
}

describe('sdkClients', () => {
  it('keeps a client for an account until its secrets change', async () => {
    const { clients, made } = counting()
    for (const version of ['1', '1', '2'])
      await clients.use(attempt('a', version, []), client => client.get('x'))
    await clients.use(attempt('b', '1', []), client => client.get('x'))
    expect(made()).toBe(3)
  })

  it("does not keep what was made with a caller's own key", async () => {
    const { clients, made } = counting()
    for (let n = 0; n < 2; n++) await clients.use(attempt('a', undefined, []), client => client.get('x'))
    expect([made(), clients.size]).toEqual([2, 0])
  })

  it('sends by the way out of the attempt that is at work, also when two share a client', async () => {
    const { clients } = counting()
    const [one, two]: [string[], string[]] = [[], []]
    await Promise.all([
      clients.use(attempt('a', '1', one), async client => {
        await new Promise(setImmediate)
        return client.get('first')
      }),
      clients.use(attempt('a', '1', two), client => client.get('second')),
    ])
    expect([one, two]).toEqual([['a first'], ['a second']])
  })

  it('keeps a newer client when an older one of the same account could not be made after all', async () => {
    const makings: PromiseWithResolvers<{ readonly name: string }>[] = []
    const clients = sdkClients<{ readonly name: string }, Key>({
      max: 1,
      make: () => {
        const making = Promise.withResolvers<{ readonly name: string }>()
        makings.push(making)
        return making.promise
      },
    })
    const use = (account: string) => clients.use(attempt(account, '1', []), async ({ name }) => name)
    const [older, other, newer] = [use('a'), use('b'), use('a')]
    makings[1]?.resolve({ name: 'other' })
    makings[2]?.resolve({ name: 'newer' })
    expect(await Promise.all([other, newer])).toEqual(['other', 'newer'])
    makings[0]?.reject(new Error('no'))
    await expect(older).rejects.toThrow('no')
    expect(await use('a')).toBe('newer')
    expect(makings).toHaveLength(3)
  })

  it('refuses to send where it is at work for no attempt', async () => {
    const { clients } = counting()
    const stray = await clients.use(attempt('a', '1', []), async client => client)
    await expect(stray.get('x')).rejects.toMatchObject({ origin: 'gateway', reason: 'sdk_client_outside' })
  })

  it('forgets the one that was not used for longest, and one that could not be made', async () => {
    const { clients, made } = counting(2)
    for (const name of ['a', 'b', 'a', 'c', 'a'])
      await clients.use(attempt(name, '1', []), client => client.get('x'))
    expect([made(), clients.size]).toEqual([3, 2])
    const failing = sdkClients<never, Key>({ make: () => Promise.reject(new Error('no')) })
    await expect(failing.use(attempt('a', '1', []), async () => 1)).rejects.toThrow('no')
    expect(failing.size).toBe(0)
  })
})
