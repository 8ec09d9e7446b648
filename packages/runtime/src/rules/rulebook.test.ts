import { chat, type Principal } from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import type { RuntimeOptions } from '../options.ts'
import type { CallInput } from '../runtime.ts'
import type { Rulebook, Rules } from './rulebook.ts'

const requests = (name: string, amount: number, by: 'key' | 'team' = 'key') =>
  ({ name, by, measure: 'requests', amount }) as const
const budget = (name: string, nanoUsd: bigint) => ({ name, by: 'key', nanoUsd, per: 'day' }) as const

async function world(of: Rulebook['of'], options: Partial<RuntimeOptions> = {}) {
  const [clock, store] = [manualClock(Date.UTC(2026, 10, 29, 12)), memoryStore()]
  const vendor = acme([says('hello')])
  const runtime = await createRuntime({
    env: {},
    plugins: [vendor],
    ports: { clock, store },
    ...options,
    rulebook: { of },
  })
  const ask = async (key: string, more: Partial<CallInput<typeof chat>> = {}) => {
    const call = await runtime.call({
      capability: chat,
      target: 'acme/m',
      request: { ...hi, maxOutputTokens: 10 },
      principal: { organisation: 'default', key },
      ...more,
    })
    await call.closed
    return call.limits.map(({ rule, remaining }) => [rule.name, remaining])
  }
  return { clock, store, runtime, vendor, ask }
}
const rules = (more: Partial<Rules>): Rules => ({ limits: [], budgets: [], ...more })

describe('a rulebook', () => {
  it('has limits of its own for each caller, beside those of the options, and in one take with them', async () => {
    const own = new Map([['a', rules({ limits: [requests('own', 2)] })]])
    const { runtime, ask } = await world(({ key = '' }) => own.get(key), { limits: [requests('all', 3)] })
    expect(await ask('a')).toEqual([
      ['all', 2],
      ['own', 1],
    ])
    expect(await ask('b')).toEqual([['all', 2]])
    await ask('a')
    for (let n = 0; n < 5; n++) await expect(ask('a')).rejects.toMatchObject({ details: { limit: 'own' } })
    own.delete('a')
    expect(await ask('a')).toEqual([['all', 0]])
    await runtime.close()
  })

  it('has changes take effect with the next call and the next try, without a reload', async () => {
    let held: Rules | undefined
    const { runtime, ask } = await world(() => held)
    await ask('a')
    held = rules({ budgets: [budget('own', 1n)] })
    await expect(ask('a')).rejects.toMatchObject({ code: 'budget', details: { budget: 'own', of: 'a' } })
    held = rules({ budgets: [budget('own', 1_000_000n)] })
    await ask('a')
    held = rules({
      limits: [{ name: 'vendor', by: 'account', measure: 'requests', amount: 1, perMs: 3_600_000 }],
    })
    await ask('a')
    await expect(ask('a')).rejects.toMatchObject({ code: 'rate_limit', details: { limit: 'vendor' } })
    expect(runtime.generation).toBe(1)
    await runtime.close()
  })

  it('does not loosen what the options say under the same name', async () => {
    const loose = rules({ limits: [requests('x', 100)], budgets: [budget('y', 10n ** 12n)] })
    const { clock, runtime, ask } = await world(() => loose, {
      limits: [requests('x', 1)],
      budgets: [budget('y', 20_000n)],
    })
    await ask('a')
    await expect(ask('a')).rejects.toMatchObject({ details: { limit: 'x', amount: 1 } })
    await clock.advance(60_000)
    await runtime.reload({
      plugins: [acme([says('hello')])],
      env: {},
      limits: [],
      budgets: [budget('y', 1n)],
    })
    await expect(ask('a')).rejects.toMatchObject({ details: { budget: 'y', limit_usd: '0.000000001' } })
    await runtime.close()
  })

  it('that has to be asked is waited for; where it can not be asked nothing is let through', async () => {
    const found = rules({ limits: [requests('own', 1)] })
    let isAway = false
    const { runtime, vendor, ask } = await world(async () => {
      if (isAway) throw new Error('the store is away')
      return found
    })
    expect(await ask('a')).toEqual([['own', 0]])
    isAway = true
    await expect(ask('b')).rejects.toMatchObject({ code: 'unavailable', reason: 'limits_unavailable' })
    expect(vendor.tried).toHaveLength(1)
    await runtime.close()
  })

  it('is asked in the name of nobody where nobody is named', async () => {
    const asked: Principal[] = []
    const { runtime, vendor } = await world(principal => void asked.push(principal))
    await runtime.generate({ capability: chat, target: 'acme/m', request: hi })
    expect(new Set(asked.map(({ organisation, key }) => `${organisation} ${key}`))).toEqual(
      new Set(['default undefined']),
    )
    expect(vendor.tried).toHaveLength(1)
    await runtime.close()
  })
})

describe('standings', () => {
  it('say of each holder what is used, what is left, and until when', async () => {
    const limits = [requests('per-key', 4), requests('only-a', 2)].map((rule, index) =>
      index === 1 ? { ...rule, only: ['a'] } : rule,
    )
    const budgets = [budget('b', 1_000_000n)]
    const { runtime, ask } = await world(() => undefined, { limits, budgets })
    expect(await runtime.standings.limits(limits)).toMatchObject([
      { rule: { name: 'per-key' }, used: 0, remaining: 4 },
      { rule: { name: 'only-a' }, of: 'a', used: 0, remaining: 2 },
    ])
    await ask('a')
    await ask('a')
    await ask('b')
    expect(await runtime.standings.limits(limits)).toMatchObject([
      { rule: { name: 'per-key' }, of: 'a', used: 2, remaining: 2, clearMs: 30_000 },
      { rule: { name: 'per-key' }, of: 'b', used: 1, remaining: 3, clearMs: 15_000 },
      { rule: { name: 'only-a' }, of: 'a', used: 2, remaining: 0, clearMs: 60_000 },
    ])
    const stood = await runtime.standings.budgets(budgets)
    expect(stood).toMatchObject([
      { of: 'a', window: '2026-11-29', until: Date.UTC(2026, 10, 30) },
      { of: 'b', window: '2026-11-29' },
    ])
    const [a, b] = stood.map(({ settled }) => settled)
    expect(a).toBe(2n * (b as bigint))
    expect(b).toBeGreaterThan(0n)
    await runtime.close()
  })

  it('take nothing by being looked at', async () => {
    const limits = [requests('x', 1), { name: 'p', by: 'key', measure: 'concurrency', amount: 1 } as const]
    const { runtime, ask } = await world(() => undefined, { limits })
    for (let n = 0; n < 5; n++) await runtime.standings.limits(limits.map(rule => ({ ...rule, only: ['a'] })))
    expect(await ask('a')).toEqual([
      ['x', 0],
      ['p', 0],
    ])
    expect((await runtime.standings.limits(limits))[1]).toMatchObject({ used: 0, remaining: 1 })
    await runtime.close()
  })
})
