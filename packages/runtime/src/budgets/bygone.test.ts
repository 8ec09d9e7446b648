import { memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { budgetWorld, payable, rule, spend } from './budget.fixture.ts'
import { budgetTable } from './budget-row.ts'
import { Bygone } from './bygone.ts'

const hourMs = 60 * 60_000

it('end users who never come back leave rows behind for ever', async () => {
  const store = memoryStore()
  const old = ['2026-11-27', '2026-11-28', '2026-11-29', '2026-09', '2026-10', '2026-11', 'total']
  const windows = [...Array.from({ length: 600 }, () => '2026-11-01'), ...old]
  for (const [n, window] of windows.entries())
    await store.insert(budgetTable, `b:default/app/user-${String(n).padStart(3, '0')}:${window}`, { window })
  const bygone = new Bygone(store)
  const left = async () => (await store.list(budgetTable)).map(({ value }) => String(value['window']))
  const now = Date.UTC(2026, 10, 29, 12)
  await bygone.step(now)
  expect((await left()).length).toBe(old.length + 100)
  await bygone.step(now + 1000)
  expect((await left()).toSorted()).toEqual(['2026-10', '2026-11', '2026-11-28', '2026-11-29', 'total'])
  await bygone.step(now + hourMs)
  expect((await left()).length).toBe(5)
  await bygone.step(now + 24 * hourMs)
  expect(await left()).not.toContain('2026-11-28')
})

it('are looked for beside what is written down', async () => {
  const { open, store, clock } = budgetWorld([rule(1000n, { per: 'day' })])
  await store.insert(budgetTable, 'b:default/gone:2026-11-02', { window: '2026-11-02' })
  const budgets = open('a')
  spend(await budgets.reserve(payable(clock.now(), 10)), 5n)
  await clock.advance(1000)
  expect((await store.list(budgetTable)).map(({ id }) => id)).toEqual(['b:default/app:2026-11-29'])
  await budgets.close()
})
