import { type AttemptRow, LucidError, type Store } from '@lucid-gateway/core'
import { memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { attemptRecord, budgetWorld, card, payable, rule, spend } from './budget.fixture.ts'
import type { Budgets } from './budgets.ts'
import type { Holding } from './holding.ts'

const now = Date.UTC(2026, 10, 29, 12)
const held = async (budgets: Budgets, most?: number, at = now): Promise<Holding> =>
  (await budgets.reserve(payable(at, most))) as Holding
const refusal = (ask: Promise<unknown>): Promise<LucidError> =>
  ask.then(
    () => Promise.reject(new Error('it was let through')),
    (error: LucidError) => error,
  )

describe('Budgets', () => {
  it('sets aside the most that a try can cost, and pays what it did cost', async () => {
    const { open, row, clock } = budgetWorld([rule(10_000n)])
    const budgets = open('a')
    const holding = await held(budgets, 500)
    expect((await row()).leases.get('a')?.amount).toBeGreaterThanOrEqual(540n)
    spend(holding, 60n)
    await clock.advance(1000)
    expect(await row()).toMatchObject({ settled: 60n, unpriced: 0 })
    await budgets.close()
    expect(await row()).toMatchObject({ settled: 60n, leases: new Map() })
  })

  it('has all that is left leased by a process that had to refuse, so that others refuse as well', async () => {
    const { open, row } = budgetWorld([rule(10_000n)])
    const endless = { ...card, limits: { contextTokens: 40 } }
    const ask = async (budgets: Budgets, most: number): Promise<Holding> =>
      (await budgets.reserve(payable(now, most, { card: endless }))) as Holding
    const [a, b] = [open('a'), open('b')]
    spend(await ask(a, 10), 50n)
    expect((await refusal(ask(a, 1_000_000))).reason).toBe('budget_exceeded')
    expect((await row()).leases.get('a')?.amount).toBeLessThan(1000n)
    spend(await ask(b, 9000), 9000n)
    await b.close()
    // Of several at a time those get it that it suffices for.
    const both = await Promise.allSettled([ask(a, 1_000_000), ask(a, 200), ask(a, 5000), ask(a, 300)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
  })

  it('admits from memory while the slice suffices', async () => {
    const { open } = budgetWorld([rule(1_000_000n)])
    const budgets = open('a')
    await held(budgets, 10)
    for (let n = 0; n < 7; n++) {
      const holding = budgets.reserve(payable(now, 10))
      expect(holding).not.toBeInstanceOf(Promise)
      spend(holding as Holding, 50n)
    }
  })

  it('concerns nobody whom it does not name, and no try that a caller pays for', () => {
    const { open } = budgetWorld([rule(1n, { only: ['other'] }), rule(1n, { name: 't', by: 'team' })])
    expect(open('a').reserve(payable(now, 10))).toBeUndefined()
  })

  it('says which budget, what is left, until when and what would help', async () => {
    const { open } = budgetWorld([rule(100n, { per: 'day' })])
    const budgets = open('a')
    spend(await held(budgets, 30), 60n)
    expect(await refusal(held(budgets, 10))).toMatchObject({
      code: 'budget',
      status: 402,
      reason: 'budget_exceeded',
      recourse: 'other',
      retryAfterMs: 12 * 3_600_000,
      details: {
        budget: 'b',
        by: 'key',
        of: 'app',
        per: 'day',
        limit_usd: '0.0000001',
        left_usd: '0.00000004',
        needs_usd: '0.00000005',
        until: '2026-11-30T00:00:00.000Z',
      },
      hint: 'It does not pay for what is sent: send less, or ask for a cheaper model. It begins anew at 2026-11-30T00:00:00.000Z.',
    })
  })

  it('says how much output it still pays for', async () => {
    const { open } = budgetWorld([rule(150n, { per: 'total' })])
    const budgets = open('a')
    spend(await held(budgets, 30), 60n)
    expect(await refusal(held(budgets, 60))).toMatchObject({
      hint: 'It pays for 50 output tokens: ask for no more than that, or for a cheaper model.',
      details: { output_tokens_left: 50 },
    })
    await held(budgets, 50)
  })

  it('keeps the most that it can have cost where the cost is not known', async () => {
    const { open, row } = budgetWorld([rule(1000n)])
    const budgets = open('a')
    spend(await held(budgets, 60), undefined)
    await budgets.close()
    expect(await row()).toMatchObject({ settled: 100n, unpriced: 1 })
  })

  it('lets as much be written as can be paid, where the caller does not say how much', async () => {
    const { open } = budgetWorld([rule(500n)])
    const budgets = open('a')
    const first = await held(budgets)
    expect(first.cap).toBe(460)
    expect(await refusal(held(budgets))).toMatchObject({ reason: 'budget_exceeded' })
    spend(first, 100n)
    expect((await held(budgets, 200)).cap).toBeUndefined()
  })

  it('lets as much be written as the budget says, where the caller does not', async () => {
    const { open } = budgetWorld([rule(10_000n, { outputTokens: 300 })])
    expect((await held(open('a'))).cap).toBe(300)
    expect((await held(open('b'), 500)).cap).toBeUndefined()
  })

  it('refuses what has no bound where it is strict, and flags it where it is not', async () => {
    const { prices: _, ...free } = card
    const ask = (budgets: Budgets) => async () => budgets.reserve(payable(now, 10, { card: free }))
    const strict = budgetWorld([rule(500n)]).open('a')
    expect(await refusal(ask(strict)())).toMatchObject({ code: 'budget', reason: 'cost_unbounded' })
    const { open, row } = budgetWorld([rule(500n, { reserve: 'expected' })])
    const budgets = open('a')
    spend((await ask(budgets)()) as Holding, undefined)
    await budgets.close()
    expect(await row()).toMatchObject({ settled: 0n, unpriced: 1 })
  })

  it('tells once a window that 50, 80 and 100 % are spent, whichever process it is', async () => {
    const { open, clock, alerts } = budgetWorld([rule(1000n)])
    const [a, b] = [open('a'), open('b')]
    const costs = [300n, 250n, 10n, 250n, 200n]
    for (const [n, cost] of costs.entries()) {
      spend(await held(n % 2 ? a : b, 60), cost)
      await clock.advance(1000)
    }
    expect(alerts.map(({ percent, settledNanoUsd }) => [percent, settledNanoUsd])).toEqual([
      [50, '550'],
      [80, '810'],
      [100, '1010'],
    ])
  })

  it('begins anew with each day, and a try is paid by the day on which it began', async () => {
    const { open, row, clock } = budgetWorld([rule(100n, { per: 'day' })])
    const budgets = open('a')
    const late = await held(budgets, 60)
    const midnight = Date.UTC(2026, 10, 30)
    await clock.advance(midnight - clock.now())
    const early = await held(budgets, 60, midnight)
    spend(late, 90n)
    spend(early, 70n)
    await budgets.close()
    expect((await row('b:default/app:2026-11-29')).settled).toBe(90n)
    expect((await row('b:default/app:2026-11-30')).settled).toBe(70n)
  })

  it('takes no more once its limit is lowered', async () => {
    const { open } = budgetWorld([rule(10_000n)])
    const budgets = open('a')
    spend(await held(budgets, 60), 100n)
    budgets.use([rule(120n)])
    expect(await refusal(held(budgets, 60))).toMatchObject({ reason: 'budget_exceeded' })
    budgets.use([rule(1000n)])
    await held(budgets, 60)
  })

  it('pays from several budgets or from none', async () => {
    const { open, row } = budgetWorld([rule(10_000n), rule(50n, { name: 'user', by: 'subject' })])
    const budgets = open('a')
    const ask = async () => budgets.reserve(payable(now, 60, { subject: 'u' }))
    expect(await refusal(ask())).toMatchObject({ details: { budget: 'user', of: 'u' } })
    await budgets.close()
    expect(await row()).toMatchObject({ settled: 0n, leases: new Map() })
  })
})

describe('Budgets of several processes', () => {
  it('give back what they do not use, so that none is refused for long while there is some', async () => {
    const { open, clock } = budgetWorld([rule(1000n)])
    const [a, b] = [open('a'), open('b')]
    spend(await held(a, 60), 100n)
    expect(await refusal(held(b, 850))).toMatchObject({ reason: 'budget_exceeded' })
    await clock.advance(6000)
    spend(await held(b, 850), 890n)
  })

  it('get the slice of one that died back once its journal has been read, and not before', async () => {
    const { open, clock, row } = budgetWorld([rule(1000n)])
    const [a, b] = [open('a'), open('b')]
    const attemptRow = (id: string, more: Partial<AttemptRow> = {}, cost?: bigint): AttemptRow => ({
      kind: 'attempt',
      record: { ...attemptRecord(id), ...(cost === undefined ? {} : { costNanoUsd: cost.toString() }) },
      call: { asked: 'm', channel: 'stable', principal: { organisation: 'default', key: 'app' } },
      ...more,
    })
    const flushed = spend(await held(a, 60), 70n)
    await clock.advance(1000)
    const settled = spend(await held(a, 60), 80n)
    await held(a, 60)
    await a.stop()
    await clock.advance(20_000)
    spend(await held(b, 10), 50n)
    await b.beat()
    const before = await row()
    expect([...before.left.keys()]).toEqual(['a'])
    expect(before.settled + (before.left.get('a')?.amount ?? 0n)).toBeLessThanOrEqual(1000n)
    const rows = [
      attemptRow(flushed, {}, 70n),
      attemptRow(settled, {}, 80n),
      attemptRow('open.1', { atMostNanoUsd: '100' }),
      attemptRow('caller.1', { record: { ...attemptRecord('caller.1'), payer: 'caller' } }),
    ]
    await b.inherit('a', rows)
    await b.inherit('a', rows)
    expect(await row()).toMatchObject({ settled: 70n + 80n + 100n + 50n, left: new Map() })
  })

  it('spend nothing of a slice that may have run out, and find it again after a sleep', async () => {
    const world = budgetWorld([rule(1000n)], blinking())
    const [a, b] = [world.open('a'), world.open('b')]
    const holding = await held(a, 60)
    away = true
    await world.clock.advance(14_000)
    expect(await refusal(held(a, 0))).toMatchObject({ code: 'unavailable', reason: 'budgets_unavailable' })
    await world.clock.advance(10_000)
    away = false
    spend(await held(b, 60), 100n)
    spend(holding, 100n)
    await Promise.all([a.beat(), b.beat()])
    await Promise.all([a.close(), b.close()])
    expect(await world.row()).toMatchObject({ settled: 200n, left: new Map(), leases: new Map() })
  })
})

let away = false

function blinking(): Store {
  const store = memoryStore()
  const there = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (away) throw new LucidError('unavailable', 'away')
    return ask()
  }
  return {
    ...store,
    get: (...args) => there(() => store.get(...args)),
    insert: (...args) => there(() => store.insert(...args)),
    update: (...args) => there(() => store.update(...args)),
  }
}
