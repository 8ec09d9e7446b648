import type { Ledger, UsageDimension, UsageQuery } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { aDay, attemptRow, callRow, noon, repricingRow, unknownRow } from './ledger-rows.ts'
import { fresh, type PortCase } from './port-suite.ts'

/** What every driver of `Ledger` must do. */
export const ledgerCases: readonly PortCase<Ledger>[] = [
  {
    name: 'add: rows come back as they were',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      const call = callRow(organisation, id, { subject: 'ü😀', tags: { app: "it's" } })
      const attempt = attemptRow(organisation, id, 1, {
        call: { subject: 'ü😀', tags: { app: "it's" } },
        row: { prices: [{ meter: 'input', nanoUsd: '150', per: 1, source: 'card', asOf: '2026-10-01' }] },
      })
      await port.add([call, attempt])
      ensureSame((await port.calls({ organisation })).rows, [call], 'A call comes back as it was.')
      ensureSame((await port.attempts({ organisation })).rows, [attempt], 'An attempt comes back as it was.')
    },
  },
  {
    name: 'add: twice is once',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      const rows = [callRow(organisation, id), attemptRow(organisation, id)]
      await port.add(rows)
      await port.add([...rows, attemptRow(organisation, id, 2, { record: { costNanoUsd: '1' } })])
      await port.add([attemptRow(organisation, id, 2, { record: { costNanoUsd: '7' } })])
      ensureSame((await port.calls({ organisation })).rows.length, 1, 'A call is there once.')
      ensureSame((await port.attempts({ organisation })).rows.length, 2, 'Each attempt is there once.')
      ensureSame((await sum(port, organisation)).cost, '1501', 'And counts once, as it was added first.')
    },
  },
  {
    name: 'add: all or none',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      const rows = [attemptRow(organisation, id), repricingRow(`${fresh('nobody')}.1`, 1, '1')]
      ensure(await refuses(port.add(rows)), 'What was never attempted is not re-priced.')
      ensureSame((await port.attempts({ organisation })).rows, [], 'Of what is refused no row is left.')
      ensureSame((await sum(port, organisation)).attempts, 0, 'Nor is any counted.')
    },
  },
  {
    name: 'latest first, page by page',
    async run({ port }) {
      const organisation = fresh('org')
      const call = fresh('call')
      const times = [3, 1, 2, 2, 5]
      await port.add(
        times.map((time, index) => callRow(organisation, `${call}-${index}`, { admittedAt: noon + time })),
      )
      const wanted = [4, 0, 3, 2, 1].map(index => `${call}-${index}`)
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await port.calls({ organisation, limit: 2, ...(after === undefined ? {} : { after }) })
        ensure(page.rows.length <= 2, 'limit ends a page.')
        seen.push(...page.rows.map(({ record }) => record.id))
        after = page.next
      } while (after !== undefined)
      ensureSame(seen, wanted, 'Each comes once: the latest first, of those at one time the highest id.')
    },
  },
  {
    name: 'calls and attempts by what they were',
    async run({ port }) {
      const organisation = fresh('org')
      const [a, b] = [fresh('call'), fresh('call')]
      await port.add([
        callRow(organisation, a, { tags: { app: 'shop', env: 'live' }, subject: 'ann' }),
        callRow(organisation, b, { principal: { organisation }, capability: 'image', status: 'failed' }),
        attemptRow(organisation, a, 1, { record: { status: 'failed', account: 'acme-eu' } }),
        attemptRow(organisation, a, 2, { record: { model: 'calm', payer: 'caller' } }),
        attemptRow(organisation, b, 1, {
          call: { principal: { organisation } },
          record: { startedAt: noon + 1 },
        }),
      ])
      const calls = async (query: object) =>
        (await port.calls({ organisation, ...query })).rows.map(({ record }) => record.id)
      const attempts = async (query: object) =>
        (await port.attempts({ organisation, ...query })).rows.map(({ record }) => record.id)
      ensureSame(await calls({ team: 'red' }), [a], 'by team')
      ensureSame(await calls({ key: 'k1', subject: 'ann' }), [a], 'by key and subject')
      ensureSame(await calls({ tags: { app: 'shop', env: 'live' } }), [a], 'by tags')
      ensureSame(await calls({ tags: { app: 'shop', env: 'test' } }), [], 'by all tags')
      ensureSame(await calls({ capability: 'image' }), [b], 'by capability')
      ensureSame(await calls({ status: 'failed' }), [b], 'by status')
      ensureSame(await calls({ callId: a }), [a], 'by id')
      ensureSame(await attempts({ callId: a }), [`${a}.2`, `${a}.1`], 'attempts of a call')
      ensureSame(await attempts({ account: 'acme-eu' }), [`${a}.1`], 'attempts by account')
      ensureSame(
        await attempts({ model: 'calm', payer: 'caller' }),
        [`${a}.2`],
        'attempts by model and payer',
      )
      ensureSame(await attempts({ status: 'failed' }), [`${a}.1`], 'attempts by status')
      ensureSame(await attempts({ from: noon + 1 }), [`${b}.1`], 'from is within')
      ensureSame(await attempts({ to: noon + 1 }), [`${a}.2`, `${a}.1`], 'to is without')
    },
  },
  {
    name: 'usage: many tiny costs in any order sum exactly',
    async run({ port }) {
      const organisation = fresh('org')
      const call = fresh('call')
      const teams = ['red', 'green', 'blue']
      const sums = new Map<string, bigint>()
      const rows = Array.from({ length: 600 }, (_, index) => {
        const at = (index * 277) % 600
        const team = teams[at % 3] ?? ''
        // Some of them more than a number of JavaScript can tell apart.
        const cost = BigInt(at) + (at % 100 === 7 ? 2n ** 53n : 0n)
        sums.set(team, (sums.get(team) ?? 0n) + cost)
        const record = { costNanoUsd: cost.toString(), startedAt: noon + at * 60_000 }
        return attemptRow(organisation, `${call}-${at}`, 1, {
          record,
          call: { principal: { organisation, team } },
        })
      })
      for (let at = 0; at < rows.length; at += 70) await port.add(rows.slice(at, at + 70))
      const found = await port.usage({ by: ['team'], organisation })
      ensureSame(
        found.map(({ of, costNanoUsd }) => [of.team, costNanoUsd]),
        [...sums].map(([team, cost]) => [team, cost.toString()]).toSorted(),
        'Each sum is exact to the nano-dollar.',
      )
    },
  },
  {
    name: 'usage: sums, and what is not in them',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      const unbilled = attemptRow(organisation, id, 1, { record: { status: 'failed' } })
      const { costNanoUsd: _, committedAt: __, usage: ___, ...free } = unbilled.record
      await port.add([
        {
          ...unbilled,
          record: {
            ...free,
            error: {
              code: 'rate_limit',
              message: 'Too many.',
              origin: 'provider',
              recourse: 'same',
              billed: 'no',
              status: 429,
            },
          },
        },
        attemptRow(organisation, id, 2),
        unknownRow(organisation, fresh('call')),
        attemptRow(organisation, fresh('call'), 1, {
          record: { usage: { meters: { second: { certainty: 'known', quantity: 0.1 } } } },
        }),
        attemptRow(organisation, fresh('call'), 1, {
          record: { usage: { meters: { second: { certainty: 'known', quantity: 0.2 } } } },
        }),
      ])
      const [row] = await port.usage({ organisation, by: [] })
      ensureSame(
        row,
        {
          of: {},
          calls: 4,
          attempts: 5,
          failed: 2,
          costNanoUsd: '4500',
          unknown: 1,
          atMostNanoUsd: '9000',
          meters: { input: 10, output: 5, second: 0.3 },
        },
        'What was not billed costs nothing; what is not known is told apart.',
      )
      ensureSame(
        await port.usage({ organisation: fresh('org'), by: [] }),
        [
          {
            of: {},
            calls: 0,
            attempts: 0,
            failed: 0,
            costNanoUsd: '0',
            unknown: 0,
            atMostNanoUsd: '0',
            meters: {},
          },
        ],
        'Nothing adds up to nothing.',
      )
      ensureSame(await port.usage({ organisation: fresh('org'), by: ['day'] }), [], 'And has no days.')
    },
  },
  {
    name: 'usage: by each dimension, and by several',
    async run({ port }) {
      const organisation = fresh('org')
      await port.add([
        attemptRow(organisation, fresh('call'), 1, {
          call: { subject: 'ann', tags: { app: 'shop' } },
          record: { costNanoUsd: '1' },
        }),
        attemptRow(organisation, fresh('call'), 1, {
          call: { subject: 'bob', tags: { app: 'shop', env: 'live' } },
          record: { costNanoUsd: '20', model: 'calm', account: 'acme-eu', payer: 'caller' },
        }),
        attemptRow(organisation, fresh('call'), 1, {
          call: { principal: { organisation, team: 'blue' } },
          record: { costNanoUsd: '300', startedAt: noon + aDay, capability: 'image', provider: 'other' },
        }),
      ])
      const by = async (dimensions: readonly UsageDimension[], query: Partial<UsageQuery> = {}) =>
        (await port.usage({ organisation, ...query, by: dimensions })).map(
          ({ of, costNanoUsd }) => `${dimensions.map(each => of[each]).join(' ')}=${costNanoUsd}`,
        )
      ensureSame(await by(['day']), ['2026-10-05=21', '2026-10-06=300'], 'by day')
      ensureSame(await by(['organisation']), [`${organisation}=321`], 'by organisation')
      ensureSame(await by(['team']), ['blue=300', 'red=21'], 'by team')
      ensureSame(await by(['key']), ['=300', 'k1=21'], 'by key')
      ensureSame(await by(['subject']), ['=300', 'ann=1', 'bob=20'], 'by subject')
      ensureSame(await by(['tag:app']), ['=300', 'shop=21'], 'by a tag')
      ensureSame(await by(['account']), ['acme=301', 'acme-eu=20'], 'by account')
      ensureSame(await by(['provider']), ['acme=21', 'other=300'], 'by provider')
      ensureSame(await by(['capability']), ['chat=21', 'image=300'], 'by capability')
      ensureSame(await by(['payer']), ['caller=20', 'operator=301'], 'by payer')
      ensureSame(await by(['team', 'model']), ['blue swift=300', 'red calm=20', 'red swift=1'], 'by two')
      ensureSame(
        await by(['subject', 'model']),
        [' swift=300', 'ann swift=1', 'bob calm=20'],
        'subjects with models',
      )
      ensureSame(await by(['tag:app', 'day']), [' 2026-10-06=300', 'shop 2026-10-05=21'], 'tags with days')
      ensureSame(await by(['model'], { payer: 'operator' }), ['swift=301'], 'of one payer')
      ensureSame(await by(['model'], { subject: 'bob' }), ['calm=20'], 'of one subject')
      ensureSame(await by(['model'], { tags: { env: 'live' } }), ['calm=20'], 'of one tag')
      ensureSame(await by(['team'], { from: noon + 1 }), ['blue=300'], 'from within a day')
      ensureSame(await by(['team'], { to: noon + aDay }), ['red=21'], 'to within a day')
    },
  },
  {
    name: 'a repricing counts instead of what was known before',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      const attempt = unknownRow(organisation, id)
      await port.add([attempt])
      await port.add([repricingRow(`${id}.1`, 1, '40')])
      await port.add([repricingRow(`${id}.1`, 1, '50')])
      ensureSame(await sum(port, organisation), { cost: '40', unknown: 0, attempts: 1 }, 'It counts, once.')
      await port.add([repricingRow(`${id}.1`, 3, '70'), repricingRow(`${id}.1`, 2, '60')])
      ensureSame(await sum(port, organisation), { cost: '70', unknown: 0, attempts: 1 }, 'The latest counts.')
      ensureSame((await port.attempts({ organisation })).rows, [attempt], 'The row itself stays as it was.')
    },
  },
  {
    name: 'amounts are exact',
    async run({ port }) {
      const organisation = fresh('org')
      const costs = ['9007199254740993', '1', '1']
      await port.add(
        costs.map(costNanoUsd => attemptRow(organisation, fresh('call'), 1, { record: { costNanoUsd } })),
      )
      ensureSame((await sum(port, organisation)).cost, '9007199254740995', 'Beyond 2^53 too.')
    },
  },
  {
    name: 'forget: the oldest first, but not their sums',
    async run({ port }) {
      const organisation = fresh('org')
      const call = fresh('call')
      const days = [-400_002, -400_001, -400_000, 0]
      await port.add(
        days.flatMap((day, index) => [
          callRow(organisation, `${call}-${index}`, { admittedAt: noon + day * 1000 }),
          attemptRow(organisation, `${call}-${index}`, 1, { record: { startedAt: noon + day * 1000 } }),
        ]),
      )
      const before = noon - 1000
      ensureSame(await port.forget(before, 4), 4, 'At most so many.')
      ensureSame((await port.attempts({ organisation })).rows.length, 2, 'The oldest went.')
      ensureSame(await port.forget(before, 100), 2, 'Then the rest.')
      ensureSame(await port.forget(before, 100), 0, 'Then none.')
      ensureSame((await port.calls({ organisation })).rows.length, 1, 'What is younger stays.')
      ensureSame((await sum(port, organisation)).cost, '6000', 'The sums stay.')
    },
  },
]

async function sum(port: Ledger, organisation: string) {
  const [row] = await port.usage({ organisation, by: [] })
  return { cost: row?.costNanoUsd, unknown: row?.unknown, attempts: row?.attempts }
}

async function refuses(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => false,
    () => true,
  )
}
