import {
  type AttemptRow,
  type Ledger,
  LucidError,
  type UsageDimension,
  type UsageQuery,
} from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { sum } from './ledger-sum.ts'
import { aDay, attemptRow, noon, repricingRow, unknownRow } from './ledger-rows.ts'
import { fresh, type PortCase } from './port-suite.ts'

/** What a ledger adds up. */
export const ledgerUsageCases: readonly PortCase<Ledger>[] = [
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
        boundless(unknownRow(organisation, fresh('call'))),
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
          calls: 5,
          attempts: 6,
          failed: 3,
          costNanoUsd: '4500',
          unknown: 2,
          atMostNanoUsd: '9000',
          unbounded: 1,
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
            unbounded: 0,
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
      const { at } = repricingRow(`${id}.1`, 3, '70')
      await port.add([{ ...repricingRow(`${id}.1`, 4, '80'), at }])
      ensureSame((await sum(port, organisation)).cost, '80', 'Of those of one time that which came last.')
      ensureSame((await port.attempts({ organisation })).rows, [attempt], 'The row itself stays as it was.')
    },
  },
  {
    name: 'a repricing may come with its attempt, and before it',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      await port.add([repricingRow(`${id}.1`, 1, '40'), unknownRow(organisation, id)])
      ensureSame(await sum(port, organisation), { cost: '40', unknown: 0, attempts: 1 }, 'It counts.')
    },
  },
  {
    name: 'usage: whole, or refused where it would go through too many rows',
    async run({ port }) {
      const organisation = fresh('org')
      await port.add(
        Array.from({ length: 40 }, (_, n) =>
          attemptRow(organisation, fresh('call'), 1, {
            call: { subject: `s${n % 3}`, tags: { app: `a${n % 2}` } },
            record: { startedAt: noon + n * 60_000 },
          }),
        ),
      )
      const query: UsageQuery = {
        organisation,
        by: ['subject', 'tag:app'],
        from: noon - 1,
        to: noon + aDay / 4,
      }
      const whole = await port.usage(query)
      ensureSame(
        whole.reduce((all, { attempts }) => all + attempts, 0),
        40,
        'As many as it takes unless said.',
      )
      ensureSame(await port.usage({ ...query, mostRows: 1_000_000 }), whole, 'Where they are not too many.')
      const answer = await port.usage({ ...query, mostRows: 5 }).catch((error: unknown) => error)
      if (Array.isArray(answer)) ensureSame(answer, whole, 'What is answered is whole.')
      else
        ensure(
          LucidError.is(answer) && answer.code === 'invalid_request' && answer.reason === 'too_many_rows',
          'What is refused is an invalid_request with the reason too_many_rows.',
        )
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
]

function boundless(bounded: AttemptRow): AttemptRow {
  const { atMostNanoUsd: _, ...row } = bounded
  return row
}
