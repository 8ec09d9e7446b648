import { chat, type Log, LucidError, type Plugin } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, type Play, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { type RuntimeOptions, use } from './options.ts'
import type { OwnKeys } from './own-keys.ts'

const vendor = (code: 'auth' | 'quota' | 'rate_limit' | 'overloaded', retryAfterMs?: number) =>
  fails(
    new LucidError(code, 'No.', {
      origin: 'provider',
      recourse: 'other',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    }),
  )

/** Two accounts of one vendor, of which `us` is the first; each plays what `plays` has for it at the moment. */
async function start(options: Partial<RuntimeOptions> = {}) {
  const plays: Record<string, Play> = { us: says('hi'), eu: says('hi') }
  const clock = manualClock()
  const logged: unknown[] = []
  const tell = (message: string, facts?: object) => void logged.push({ message, ...facts })
  const log: Log = { debug: tell, info: tell, warn: tell, error: tell, child: () => log }
  const plugin = acme([attempt => (plays[attempt.account as string] as Play)(attempt)])
  const all: RuntimeOptions = {
    plugins: [use(plugin as Plugin, { as: 'us' })],
    accounts: { eu: { provider: 'acme' } },
    channels: {
      stable: {
        'chat.listed': ['us', 'eu'].map(provider => ({ provider, model: 'm' })),
        'chat.models': [
          { provider: 'us', model: 'm' },
          { provider: 'us', model: 'other' },
          { provider: 'eu', model: 'm' },
        ],
      },
    },
    env: { ACME_KEY: 'sk-operator' },
    breaker: false,
    ...options,
    ports: { clock, log, random: () => 0 },
  }
  const runtime = await createRuntime(all)
  /** The accounts that were tried, in order. */
  const call = async (target = 'acme/m', ownKeys?: OwnKeys) => {
    const from = plugin.tried.length
    await runtime
      .call({ capability: chat, target, request: hi, ...(ownKeys ? { ownKeys } : {}) })
      .then(made => made.closed)
      .catch(() => {})
    return plugin.tried.slice(from).map(({ account }) => account)
  }
  const resting = (name = 'us') => runtime.accounts().find(account => account.name === name)?.resting
  return { runtime, all, plays, clock, logged, call, resting, plugin }
}

describe('an account that its vendor refuses', () => {
  it.each([
    ['by weight', 'acme/m'],
    ['in order', 'chat.listed'],
  ])('is passed over by 200 calls while another serves, and comes back: %s', async (_how, target) => {
    const { clock, plays, call, resting, plugin } = await start()
    plays['us'] = vendor('auth')
    expect(await call(target)).toEqual(['us', 'eu'])
    expect(resting()).toEqual([{ until: clock.now() + 60_000, why: 'auth' }])
    plays['us'] = says('hi')
    const before = plugin.tried.length
    for (let n = 0; n < 100; n++) await call(target)
    await clock.advance(59_999)
    await Promise.all(Array.from({ length: 100 }, () => call(target)))
    expect(plugin.tried.slice(before).map(({ account }) => account)).toEqual(Array(200).fill('eu'))
    await clock.advance(1)
    expect(resting()).toBeUndefined()
    expect(await call(target)).toEqual(['us'])
  })

  it('for too many requests rests for that model, for as long as the vendor says', async () => {
    const { clock, plays, call, resting } = await start({
      channels: { stable: { 'chat.two': ['us', 'eu'].map(provider => ({ provider, model: 'other' })) } },
    })
    plays['us'] = vendor('rate_limit', 2_000)
    await call()
    expect(resting()).toEqual([{ until: clock.now() + 2_000, why: 'rate_limit', model: 'm' }])
    plays['us'] = says('hi')
    expect(await call('acme/m')).toEqual(['eu'])
    expect(await call('chat.two')).toEqual(['us'])
    await clock.advance(2_000)
    expect(await call('acme/m')).toEqual(['us'])
  })

  it('for want of credit rests with all its models', async () => {
    const { plays, call, resting } = await start()
    plays['us'] = vendor('quota')
    await call()
    expect(resting()).toMatchObject([{ why: 'quota' }])
    expect(await call('chat.models')).toEqual(['eu'])
  })

  it('is passed over by the very call that found it out', async () => {
    const { plays, call } = await start()
    plays['us'] = vendor('auth')
    expect(await call('chat.models')).toEqual(['us', 'eu'])
  })

  it('rests for 5 s where the vendor does not say, twice as long each time up to 60 s, and anew after a good minute', async () => {
    const { clock, plays, call, resting } = await start()
    plays['us'] = vendor('rate_limit')
    const waits: number[] = []
    for (let n = 0; n < 6; n++) {
      await call()
      const [rest] = resting() ?? []
      waits.push((rest?.until ?? 0) - clock.now())
      await clock.advance(waits.at(-1) as number)
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
    await clock.advance(60_000)
    await call()
    expect(resting()).toEqual([{ until: clock.now() + 5_000, why: 'rate_limit', model: 'm' }])
  })

  it('is not held to a wait of days', async () => {
    const { clock, plays, call, resting } = await start()
    plays['us'] = vendor('quota', 90 * 86_400_000)
    await call()
    expect(resting()).toEqual([{ until: clock.now() + 3_600_000, why: 'quota' }])
  })

  it('rests once for many calls that it refuses at once, and says so once', async () => {
    const { clock, plays, call, resting, logged } = await start()
    plays['us'] = vendor('rate_limit')
    await Promise.all(Array.from({ length: 20 }, () => call()))
    expect(resting()).toEqual([{ until: clock.now() + 5_000, why: 'rate_limit', model: 'm' }])
    expect(logged).toEqual([
      {
        message: 'an account rests: others are asked before it',
        account: 'us',
        provider: 'acme',
        model: 'm',
        why: 'rate_limit',
        until: new Date(clock.now() + 5_000).toISOString(),
      },
    ])
  })

  it('is tried all the same where there is no other, and works again with its first success', async () => {
    const { plays, call, resting } = await start()
    plays['us'] = vendor('auth')
    await call('us/m')
    expect(await call('us/m')).toEqual(['us'])
    plays['us'] = says('hi')
    expect(await call('us/m')).toEqual(['us'])
    expect(resting()).toBeUndefined()
    expect(await call()).toEqual(['us'])
  })

  it('is not taken to work by the success of a try that began before', async () => {
    const { runtime, plays, call, resting } = await start()
    const { promise, resolve } = Promise.withResolvers<void>()
    plays['us'] = async function* (attempt) {
      await promise
      yield* says('hi')(attempt)
    }
    const slow = runtime.call({ capability: chat, target: 'us/m', request: hi })
    await new Promise(done => setImmediate(done))
    plays['us'] = vendor('auth')
    await call('us/m')
    resolve()
    await (
      await slow
    ).closed
    expect(resting()).toMatchObject([{ why: 'auth' }])
  })

  it('is asked in the order in which they are free, where all rest', async () => {
    const { plays, call } = await start({ retry: { attempts: 2 } })
    plays['us'] = vendor('rate_limit', 9_000)
    plays['eu'] = vendor('rate_limit', 3_000)
    await call()
    expect((await call())[0]).toBe('eu')
  })

  it('rests for the next generation too, until its secret is another', async () => {
    const { runtime, all, plays, call, resting } = await start()
    plays['us'] = vendor('auth')
    await call()
    plays['us'] = says('hi')
    await runtime.reload(all)
    expect(await call()).toEqual(['eu'])
    await runtime.reload({ ...all, env: { ACME_KEY: 'sk-new' } })
    expect(resting()).toBeUndefined()
    expect(await call()).toEqual(['us'])
  })

  it("is neither one for a caller's own key, nor by it", async () => {
    const { plays, call, resting } = await start()
    plays['us'] = vendor('auth')
    await call('acme/m', { us: 'sk-mine' })
    expect(resting()).toBeUndefined()
    await call('us/m')
    expect(resting()).toHaveLength(1)
    plays['us'] = says('hi')
    expect(await call('chat.listed', { us: 'sk-mine' })).toEqual(['us'])
    expect(resting()).toHaveLength(1)
  })

  it.each([
    ['that has no capacity', vendor('overloaded')],
    [
      'that is held back by a limit of the gateway',
      fails(new LucidError('rate_limit', 'x', { origin: 'gateway' })),
    ],
  ])('is not one %s', async (_what, play) => {
    const { plays, call, resting } = await start()
    plays['us'] = play
    await call()
    expect(resting()).toBeUndefined()
  })

  it('is found out too where its stream breaks off for it', async () => {
    const { runtime, plays, resting } = await start()
    plays['us'] = async function* () {
      yield { type: 'text-start', id: '0' }
      yield { type: 'text-delta', id: '0', text: 'hi' }
      throw new LucidError('quota', 'No more.', { origin: 'provider' })
    }
    const call = await runtime.call({ capability: chat, target: 'us/m', request: hi, stream: true })
    const read = async () => {
      if (call.outcome.kind === 'stream') for await (const _part of call.outcome.parts);
    }
    await expect(read()).rejects.toThrow('No more.')
    await call.closed
    expect(resting()).toMatchObject([{ why: 'quota' }])
  })

  it('stands last in an explanation, which says that it rests', async () => {
    const { runtime, clock, plays, call } = await start()
    plays['us'] = vendor('auth')
    await call()
    plays['us'] = says('hi')
    const { targets } = await runtime.explain({ capability: chat, target: 'chat.listed', request: hi })
    expect(targets).toMatchObject([
      { target: { account: 'eu' } },
      { target: { account: 'us' }, resting: { why: 'auth', until: clock.now() + 60_000 } },
    ])
    expect(targets[0]).not.toHaveProperty('resting')
  })
})
