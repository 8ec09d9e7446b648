import { type AttemptRow, knownUsage, type Price, type Reading, type Usage } from '@lucid-gateway/core'
import { memoryLedger, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { applyRepricing, planRepricing, type RepriceParts, type RepriceWish } from './reprice.ts'
import { Repriced } from './repriced.ts'

const began = Date.UTC(2026, 10, 20, 12)

function attempt(id: string, more: Partial<AttemptRow['record']> = {}, atMostNanoUsd?: string): AttemptRow {
  return {
    kind: 'attempt',
    record: {
      id: `${id}.1`,
      callId: id,
      number: 1,
      account: 'acme',
      provider: 'acme',
      model: 'swift',
      capability: 'chat',
      payer: 'operator',
      startedAt: began,
      status: 'finished',
      usage: knownUsage({ input: 3, output: 2 }),
      ...more,
    },
    call: { asked: 'x', channel: 'stable', principal: { organisation: 'o' } },
    ...(atMostNanoUsd === undefined ? {} : { atMostNanoUsd }),
  }
}

const priced = (input: bigint, output: bigint, asOf?: string): readonly Price[] => [
  { meter: 'input', nanoUsd: input, per: 1, ...(asOf ? { asOf } : {}) },
  { meter: 'output', nanoUsd: output, per: 1, ...(asOf ? { asOf } : {}) },
]

async function world(rows: readonly AttemptRow[]) {
  const ledger = memoryLedger()
  const store = memoryStore()
  await ledger.add(rows)
  let prices: Readonly<Record<string, readonly Price[]>> = {}
  let now = began + 1000
  const parts: RepriceParts = {
    ledger,
    repriced: new Repriced(store),
    pricesOf: ({ model }) => prices[model],
    now: () => now++,
  }
  return {
    ledger,
    parts,
    store,
    ask: (more: typeof prices) => (prices = more),
    async reprice(wish: RepriceWish = {}) {
      const plan = await planRepricing(parts, wish)
      await applyRepricing(parts, plan)
      return plan
    },
    async cost() {
      const [sum] = await ledger.usage({ by: [] })
      return [sum?.costNanoUsd, sum?.unknown, sum?.atMostNanoUsd]
    },
  }
}

describe('re-pricing', () => {
  it('puts a cost to what had no known price, once', async () => {
    const { ask, reprice, cost } = await world([
      attempt('a', {}, '99'),
      attempt('b', { model: 'other' }, '1'),
    ])
    expect(await cost()).toEqual(['0', 2, '100'])
    ask({ swift: priced(10n, 100n, '2026-11-25') })
    const plan = await reprice()
    expect(plan.changes.map(({ row }) => row)).toMatchObject([
      {
        kind: 'repricing',
        id: 'a.1.r1',
        attemptId: 'a.1',
        costNanoUsd: '230',
        reason: 'its price was not known',
        prices: [
          { meter: 'input', nanoUsd: '10', per: 1, asOf: '2026-11-25' },
          { meter: 'output', nanoUsd: '100', per: 1 },
        ],
      },
    ])
    expect([...plan.priceUnknown]).toEqual([['acme/other', 1]])
    expect(await cost()).toEqual(['230', 1, '1'])
    expect((await reprice()).changes).toEqual([])
    expect(await cost()).toEqual(['230', 1, '1'])
  })

  it('counts again where the price has changed once more, and back', async () => {
    const { ask, reprice, cost } = await world([attempt('a')])
    for (const [at, amount] of [10n, 20n, 10n].entries()) {
      ask({ swift: priced(amount, 0n, '2026-11-01') })
      expect((await reprice()).changes.map(({ row }) => row.id)).toEqual([`a.1.r${at + 1}`])
      expect((await cost())[0]).toBe(String(amount * 3n))
      expect((await reprice()).changes).toEqual([])
    }
  })

  it('mends a cost that is known only by prices that held by then', async () => {
    const { ask, reprice, cost } = await world([attempt('a', { costNanoUsd: '7' })])
    for (const asOf of [undefined, '2026-11-21']) {
      ask({ swift: priced(1n, 1n, asOf) })
      expect((await reprice()).changes).toEqual([])
    }
    ask({ swift: priced(1n, 1n, '2026-11-20') })
    expect((await reprice({ only: 'unknown' })).changes).toEqual([])
    const [change] = (await reprice({ only: 'wrong' })).changes
    expect(change).toMatchObject({ before: 7n, after: 5n, row: { reason: 'its price was wrong' } })
    expect(await cost()).toEqual(['5', 0, '0'])
  })

  const readings: readonly (readonly [string, Reading, unknown])[] = [
    ['known is priced', { certainty: 'known', quantity: 3 }, ['6', 0, '0']],
    ['estimated is priced', { certainty: 'estimated', quantity: 3 }, ['6', 0, '0']],
    ['unknown stays unknown, with its bound', { certainty: 'unknown', atMost: 9 }, ['0', 1, '50']],
  ]
  it.each(readings)('of what was used, what is %s', async (_what, reading, expected) => {
    const usage: Usage = { meters: { input: reading } }
    const { ask, reprice, cost } = await world([attempt('a', { usage }, '50')])
    ask({ swift: [{ meter: 'input', nanoUsd: 2n, per: 1, asOf: '2026-11-01' }] })
    const plan = await reprice()
    expect(plan.usageUnknown).toBe(reading.certainty === 'unknown' ? 1 : 0)
    expect(await cost()).toEqual(expected)
  })

  it('leaves alone what was surely not billed, and what used nothing that is known', async () => {
    const error = { code: 'rate_limit', message: 'no', billed: 'no' } as never
    const { usage: _, ...unused } = attempt('b').record
    const { ask, reprice } = await world([
      attempt('a', { status: 'failed', error, usage: { meters: {} } }),
      { ...attempt('b'), record: unused },
    ])
    ask({ swift: priced(1n, 1n, '2026-11-01') })
    const plan = await reprice()
    expect([plan.changes, plan.usageUnknown]).toEqual([[], 1])
  })

  it('is of those alone that are asked for', async () => {
    const { ask, parts } = await world([
      attempt('a'),
      attempt('b', { model: 'other' }),
      attempt('c', { account: 'eu' }),
      attempt('d', { startedAt: began + 1 }),
    ])
    ask({ swift: priced(1n, 1n), other: priced(1n, 1n) })
    const ids = async (wish: RepriceWish) =>
      (await planRepricing(parts, wish)).changes.map(({ attempt: { callId } }) => callId).toSorted()
    expect(await ids({})).toEqual(['a', 'b', 'c', 'd'])
    expect(await ids({ model: 'swift', account: 'acme' })).toEqual(['a', 'd'])
    expect(await ids({ from: began + 1 })).toEqual(['d'])
    expect(await ids({ to: began + 1, account: 'eu' })).toEqual(['c'])
  })

  it('looks at 5000 attempts at a time, and goes on where it was', async () => {
    const { ask, parts, reprice, cost } = await world(
      Array.from({ length: 5200 }, (_, at) => attempt(`c${at}`, { startedAt: began + at })),
    )
    ask({ swift: priced(1n, 1n) })
    const first = await planRepricing(parts, {})
    expect([first.examined, first.changes.length]).toEqual([5000, 5000])
    await applyRepricing(parts, first)
    const rest = await reprice({ after: first.next as string })
    expect([rest.examined, rest.changes.length, rest.next]).toEqual([200, 200, undefined])
    expect(await cost()).toEqual([String(5 * 5200), 0, '0'])
  })

  it('that a process died in is put down by the next', async () => {
    const { ask, parts, reprice, cost } = await world([attempt('a')])
    ask({ swift: priced(10n, 100n) })
    const died = new Error('died')
    const ledger = { ...parts.ledger, add: () => Promise.reject(died) }
    const plan = await planRepricing(parts, {})
    await expect(applyRepricing({ ledger, repriced: parts.repriced }, plan)).rejects.toBe(died)
    expect(await cost()).toEqual(['0', 1, '0'])
    expect((await reprice()).changes).toEqual([])
    expect(await cost()).toEqual(['230', 0, '0'])
  })

  it('by two at a time is done by one', async () => {
    const { ask, parts, cost } = await world([attempt('a')])
    ask({ swift: priced(10n, 100n) })
    const [one, other] = [await planRepricing(parts, {}), await planRepricing(parts, {})]
    await applyRepricing(parts, one)
    await expect(applyRepricing(parts, other)).rejects.toMatchObject({ reason: 'reprice_underway' })
    expect(await cost()).toEqual(['230', 0, '0'])
  })
})

it('what was re-priced is forgotten once its attempts are, and not before', async () => {
  const { parts, store, ask, reprice } = await world([attempt('old'), attempt('new')])
  ask({ swift: priced(2n, 5n) })
  await reprice()
  const known = await parts.repriced.of(['old', 'new'])
  const last = Math.max(...[...known.values()].flatMap(rows => [...rows.values()].map(({ at }) => at)))
  await parts.repriced.forget(last)
  expect((await store.list('repriced')).length).toBe(1)
  await parts.repriced.forget(last + 1)
  expect(await store.list('repriced')).toEqual([])
})
