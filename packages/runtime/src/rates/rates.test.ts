import {
  chat,
  type ChatRequest,
  image,
  type ImageRequest,
  knownUsage,
  silentLog,
  type State,
} from '@lucid-gateway/core'
import { manualClock, memoryState } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { hi } from '../acme.fixture.ts'
import type { LimitRule } from './limit-rule.ts'
import { type Counted, Rates } from './rates.ts'
import type { Taken } from './taken.ts'

const chatting = (key: string, request: ChatRequest = hi, subject?: string): Counted => ({
  capability: chat as unknown as Counted['capability'],
  principal: { organisation: 'default', key },
  ...(subject === undefined ? {} : { subject }),
  request,
})
const drawing = (request: ImageRequest, subject?: string): Counted => ({
  ...chatting('app', hi, subject),
  capability: image as unknown as Counted['capability'],
  request,
})
const world = (...rules: LimitRule[]) => {
  const clock = manualClock()
  return { clock, rates: new Rates(rules, memoryState(clock), silentLog) }
}
const perKey = { name: 'rpm', by: 'key', measure: 'requests', amount: 2 } as const
const places = { name: 'places', by: 'key', measure: 'concurrency', amount: 3 } as const

describe('Rates', () => {
  it('refuses with the limit, what is left and when to come back', async () => {
    const { clock, rates } = world(perKey)
    rates.takeForCall(chatting('a'))
    rates.takeForCall(chatting('a'))
    expect(() => rates.takeForCall(chatting('a'))).toThrow(
      expect.objectContaining({
        code: 'rate_limit',
        origin: 'caller',
        recourse: 'same',
        reason: 'limit_reached',
        retryAfterMs: 30_000,
        message: 'The limit "rpm" is used up: 2 requests a minute for each key.',
        details: { limit: 'rpm', by: 'key', measure: 'requests', amount: 2, per_ms: 60_000, remaining: 0 },
      }) as Error,
    )
    expect(rates.takeForCall(chatting('b'))).toBeDefined()
    await clock.advance(30_000)
    expect(rates.takeForCall(chatting('a'))).toBeDefined()
  })

  it('takes nothing of one limit where another is reached', () => {
    const { rates } = world({ ...perKey, amount: 5 }, { ...perKey, name: 'user', by: 'subject', amount: 1 })
    rates.takeForCall(chatting('a', hi, 'u'))
    for (let n = 0; n < 10; n++) expect(() => rates.takeForCall(chatting('a', hi, 'u'))).toThrow('"user"')
    const states = (rates.takeForCall(chatting('a')) as Taken).states
    expect(states.map(({ rule, remaining }) => [rule.name, remaining])).toEqual([['rpm', 3]])
  })

  it('is for those alone that it names, and for no call without a subject', () => {
    const { rates } = world({ ...perKey, only: ['app-*'] }, { ...perKey, name: 'user', by: 'subject' })
    expect(rates.takeForCall(chatting('other'))).toBeUndefined()
    expect(rates.takeForCall(chatting('app-1'))).toBeDefined()
  })

  it('counts the pictures that are asked for, and gives back those that were not made', () => {
    const { rates } = world({
      name: 'images',
      by: 'subject',
      measure: 'images',
      amount: 10,
      perMs: 3_600_000,
    })
    const draw = (n: number) => rates.takeForCall(drawing({ prompt: 'a cat', n }, 'u'))
    const first = draw(8) as Taken
    expect(() => draw(4)).toThrow('"images"')
    first.end([knownUsage({ image: 6 })])
    expect(draw(4)).toBeDefined()
    expect(rates.takeForCall(chatting('app', hi, 'u'))).toBeUndefined()
    const never = { retryAfterMs: undefined, recourse: 'none' }
    expect(() => draw(11)).toThrow(expect.objectContaining(never) as Error)
  })

  it('takes the tokens that are expected, and what an answer used beyond them afterwards', async () => {
    const { clock, rates } = world({ name: 'tpm', by: 'key', measure: 'tokens', amount: 1000 })
    const ask = () => rates.takeForCall(chatting('a', { ...hi, maxOutputTokens: 200 }))
    const first = ask() as Taken
    expect(first.states[0]?.remaining).toBeGreaterThan(850)
    first.end([knownUsage({ input: 10, cache_read: 90, output: 1400 })])
    expect(ask).toThrow('"tpm"')
    await clock.advance(60_000)
    expect(ask()).toBeDefined()
  })

  it('keeps what was taken where the use is not known', () => {
    const { rates } = world({ name: 'tpm', by: 'key', measure: 'tokens', amount: 100 })
    const ask = () => rates.takeForCall(chatting('a', { ...hi, maxOutputTokens: 120 })) as Taken
    ask().end([{ meters: { output: { certainty: 'unknown' } } }])
    expect(ask).toThrow('"tpm"')
  })

  it('never has more calls under way than it allows, for however long they last', async () => {
    const { clock, rates } = world(places)
    const held: Taken[] = []
    for (let n = 0; n < 3; n++) {
      held.push(rates.takeForCall(chatting('a')) as Taken)
      await clock.advance(777)
    }
    for (let day = 0; day < 60; day++) {
      expect(() => rates.takeForCall(chatting('a'))).toThrow('3 calls at a time')
      await clock.advance(86_400_000)
      ;(held.shift() as Taken).end([])
      held.push(rates.takeForCall(chatting('a')) as Taken)
    }
    for (const taken of held) {
      taken.end([])
      taken.end([])
    }
    for (let n = 0; n < 3; n++) rates.takeForCall(chatting('a'))
    expect(() => rates.takeForCall(chatting('a'))).toThrow('"places"')
  })

  it('sends a try elsewhere where a provider, an account or a model is at its limit', () => {
    const { rates } = world({ name: 'acme', by: 'model', only: ['acme/*'], measure: 'requests', amount: 1 })
    const attempt = { account: 'acme', provider: 'acme', model: 'm' } as Parameters<Rates['takeForTry']>[0]
    rates.takeForTry(attempt, chatting('a'))
    expect(() => rates.takeForTry(attempt, chatting('a'))).toThrow(
      expect.objectContaining({ origin: 'gateway', recourse: 'other' }) as Error,
    )
    expect(rates.takeForTry({ ...attempt, model: 'n' }, chatting('a'))).toBeDefined()
    expect(rates.takeForTry({ ...attempt, account: 'other' }, chatting('a'))).toBeUndefined()
    expect(rates.takeForCall(chatting('a'))).toBeUndefined()
  })

  it('lets nothing through where the state can not be asked', async () => {
    const state: State = { ...memoryState(manualClock()), take: () => Promise.reject(new Error('away')) }
    const rates = new Rates([perKey], state, silentLog)
    await expect(rates.takeForCall(chatting('a'))).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'limits_unavailable',
    })
  })

  it.each([1, 2, 3, 4])('lets through at most limit and burst in any window, hammered (seed %i)', seed => {
    const random = seeded(seed)
    let now = 1_000_000
    const state = memoryState({ ...manualClock(), now: () => now })
    const rates = new Rates([{ ...perKey, amount: 100, burst: 20 }], state, silentLog)
    const passed: number[] = []
    for (let n = 0; n < 4000; n++) {
      now += Math.floor(random() * 120)
      try {
        rates.takeForCall(chatting('a'))
        passed.push(now)
      } catch {
        // At the limit.
      }
    }
    expect(mostWithin(passed, 60_000)).toBeLessThanOrEqual(120)
    expect(passed.length).toBeGreaterThan(300)
  })
})

function mostWithin(times: readonly number[], ms: number): number {
  let most = 0
  for (let from = 0, to = 0; to < times.length; to++) {
    while ((times[to] as number) - (times[from] as number) >= ms) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}

function seeded(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
