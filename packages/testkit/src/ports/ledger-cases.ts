import type { Ledger } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { aDay, attemptRow, callRow, noon, repricingRow, unknownRow } from './ledger-rows.ts'
import { sum } from './ledger-sum.ts'
import { ledgerUsageCases } from './ledger-usage-cases.ts'
import { fresh, type PortCase } from './port-suite.ts'

/** What a ledger keeps, gives and forgets. */
const ledgerRowCases: readonly PortCase<Ledger>[] = [
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
    name: 'add: rows that are JSON already',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      const [call, attempt] = [callRow(organisation, id), attemptRow(organisation, id)]
      await port.add([JSON.stringify(call), attempt, JSON.stringify(repricingRow(`${id}.1`, 1, '40'))])
      ensureSame((await port.calls({ organisation })).rows, [call], 'A line is the row that it says.')
      ensureSame((await port.attempts({ organisation })).rows, [attempt], 'Rows and lines come together.')
      ensureSame((await sum(port, organisation)).cost, '40', 'A line counts as a row does.')
      const more = [2, 3].map(number => JSON.stringify(attemptRow(organisation, id, number)))
      await port.add([new TextEncoder().encode(more.join('\n')), `${more[0]}\n${more[1]}`])
      ensureSame(
        (await port.attempts({ organisation })).rows.length,
        3,
        'Lines may come together, and as bytes.',
      )
      const torn = [attemptRow(organisation, id, 4), JSON.stringify(call).slice(0, -3)]
      ensure(await refuses(port.add(torn)), 'What is no row is refused.')
      ensureSame((await sum(port, organisation)).attempts, 3, 'And nothing that came with it is left.')
    },
  },
  {
    name: 'add: rows are copies',
    async run({ port }) {
      const organisation = fresh('org')
      const tags: Record<string, string> = { app: 'shop' }
      await port.add([callRow(organisation, fresh('call'), { tags })])
      tags['app'] = 'other'
      const [row] = (await port.calls({ organisation })).rows
      ensureSame(row?.record.tags, { app: 'shop' }, 'What callers hold is not what is stored.')
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
      const both = [attemptRow(organisation, id, 3), attemptRow(organisation, id, 3)]
      await Promise.all([port.add(both), port.add(both)])
      ensureSame((await sum(port, organisation)).cost, '3001', 'Also of those that come together.')
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
    name: 'pages go on while rows come and go',
    async run({ port }) {
      const organisation = fresh('org')
      const call = fresh('call')
      const long = noon - 1000 * aDay
      const add = (...times: readonly number[]) =>
        port.add(times.map(time => callRow(organisation, `${call}-${time}`, { admittedAt: long + time })))
      await add(1, 2, 3, 4)
      const first = await port.calls({ organisation, limit: 2 })
      ensure(first.next !== undefined, 'Where there is more, next says where it begins.')
      await add(5)
      const second = await port.calls({ organisation, limit: 2, after: first.next })
      ensureSame(
        second.rows.map(({ record }) => record.id),
        [`${call}-2`, `${call}-1`],
        'What came since is not on it, nor is any twice.',
      )
      ensureSame(second.next, undefined, 'The last page has no next.')
      await port.forget(long + 4, 3)
      ensureSame(
        await port.calls({ organisation, limit: 2, after: first.next }),
        { rows: [] },
        'Where the row is gone that the page begins after, what comes after it is as before.',
      )
    },
  },
  {
    name: 'what there is of one call is on one page',
    async run({ port }) {
      const organisation = fresh('org')
      const [call, other] = [fresh('call'), fresh('call')]
      await port.add(Array.from({ length: 150 }, (_, n) => attemptRow(organisation, `${other}-${n}`)))
      await port.add([1, 2, 3].map(number => attemptRow(organisation, call, number)))
      const page = await port.attempts({ callId: call })
      ensureSame(page.rows.map(({ record }) => record.number).sort(), [1, 2, 3], 'All tries are there.')
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
  {
    name: 'forget: what was re-priced stays so, and what is gone is not re-priced',
    async run({ port }) {
      const organisation = fresh('org')
      const id = fresh('call')
      const startedAt = noon - 900 * aDay
      const { record, ...row } = unknownRow(organisation, id)
      await port.add([{ ...row, record: { ...record, startedAt } }, repricingRow(`${id}.1`, 1, '40')])
      while ((await port.forget(startedAt + 1, 100)) > 0);
      ensureSame((await port.attempts({ organisation })).rows, [], 'The row is gone.')
      ensureSame(await sum(port, organisation), { cost: '40', unknown: 0, attempts: 1 }, 'Its sum is not.')
      ensure(
        await refuses(port.add([repricingRow(`${id}.1`, 2, '50')])),
        'There is nothing to price any more.',
      )
    },
  },
]

/** What every driver of `Ledger` must do. */
export const ledgerCases: readonly PortCase<Ledger>[] = [...ledgerRowCases, ...ledgerUsageCases]

async function refuses(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => false,
    () => true,
  )
}
