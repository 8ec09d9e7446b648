import type { Store } from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { KeyStore } from './key-store.ts'
import { RuleStore } from './rule-store.ts'
import type { Bounds, TeamRow } from './rows.ts'
import { StoredRules } from './stored-rules.ts'
import { Table } from './table.ts'

async function world(store: Store = memoryStore()) {
  const clock = manualClock()
  let isAway = false
  let reads = 0
  let lists = 0
  const watched: Store = {
    ...store,
    list(table, query) {
      lists++
      return isAway ? Promise.reject(new Error('away')) : store.list(table, query)
    },
    get(table, id) {
      reads++
      return isAway ? Promise.reject(new Error('away')) : store.get(table, id)
    },
  }
  const parts = {
    clock,
    keys: new KeyStore({ store: watched, clock }),
    teams: new Table<TeamRow>(watched, 'teams'),
    rules: new RuleStore(watched),
    log: { warn: () => {} },
  }
  const stored = new StoredRules(parts)
  const facts = { name: 'app', team: 'red', scopes: {}, expiresAt: null, createdBy: 'adm' }
  const bounds: Bounds = {
    limits: { requests: 5 },
    limited: true,
    budgets: [{ usd: 1, per: 'day' }],
    budgeted: true,
  }
  const key = parts.keys.draft({ ...facts, bounds })
  await parts.keys.keep(key)
  const team = { createdAt: 0, createdBy: 'adm', deletedAt: null, name: 'Red' }
  await parts.teams.insert('red', { ...team, limits: { tokens: 100, concurrency: 2 }, limited: true })
  const principal = { organisation: 'default', team: 'red', key: key.id }
  return {
    ...parts,
    store,
    stored,
    key,
    principal,
    goAway: (away: boolean) => (isAway = away),
    reads: () => reads,
    lists: () => lists,
  }
}

it('a caller goes by the limits of many, of its team, and of its key, each named after what it is of', async () => {
  const { stored, rules, key, principal } = await world()
  await rules.put(undefined, {
    of: 'limit',
    rule: { name: 'users', by: 'subject', requests: 1 },
    createdAt: 0,
    createdBy: 'adm',
  })
  const found = await stored.of(principal)
  expect(found?.limits.map(({ name, only, amount }) => [name, only, amount])).toEqual([
    ['users', undefined, 1],
    ['team_red-tokens', ['red'], 100],
    ['team_red-concurrency', ['red'], 2],
    [key.id, [key.id], 5],
  ])
  expect(found?.budgets).toEqual([
    { name: `${key.id}-day`, by: 'key', only: [key.id], per: 'day', nanoUsd: 1_000_000_000n },
  ])
  expect((await stored.of({ organisation: 'default' }))?.limits).toHaveLength(1)
})

it('what was read a moment ago is the same object, without a promise and without the Store', async () => {
  const { stored, clock, principal, reads } = await world()
  const first = await stored.of(principal)
  const before = reads()
  expect(stored.of(principal)).toBe(first)
  expect(reads()).toBe(before)
  await clock.advance(2000)
  const again = stored.of(principal)
  expect(again).toBeInstanceOf(Promise)
  expect(await again).toBe(first)
})

it('those of many are read once for all callers, and hold for one who was never seen while the Store is away', async () => {
  const { stored, rules, clock, lists, goAway } = await world()
  const rule = { name: 'users', by: 'subject', requests: 1 } as const
  await rules.put(undefined, { of: 'limit', rule, createdAt: 0, createdBy: 'adm' })
  await stored.open()
  const before = lists()
  const callers = ['web', 'app', 'bot'].map(key => ({ organisation: 'default', key }))
  const found = await Promise.all(callers.map(principal => stored.of(principal)))
  expect(found.map(one => one?.limits.length)).toEqual([1, 1, 1])
  expect(lists()).toBe(before)
  goAway(true)
  await clock.advance(2000)
  expect((await stored.of({ organisation: 'default', key: 'late' }))?.limits).toHaveLength(1)
})

it('a change here holds at once, one by another process within two seconds', async () => {
  const { store, stored, keys, clock, key, principal } = await world()
  await stored.of(principal)
  const entry = await keys.get(key.id)
  if (!entry) throw new Error('not kept')
  await keys.change(entry, { ...entry.value, limits: { requests: 1 } })
  stored.changed()
  const amount = (found: Awaited<ReturnType<typeof stored.of>>) => found?.limits.at(-1)?.amount
  expect(amount(await stored.of(principal))).toBe(1)
  const elsewhere = new KeyStore({ store, clock })
  const second = await elsewhere.get(key.id)
  if (!second) throw new Error('not kept')
  await elsewhere.change(second, { ...second.value, limits: { requests: 7 } })
  expect(amount(await stored.of(principal))).toBe(1)
  await clock.advance(2000)
  expect(amount(await stored.of(principal))).toBe(7)
})

it('what is read while something changes is not kept', async () => {
  const { stored, keys, key, principal } = await world()
  const entry = await keys.get(key.id)
  if (!entry) throw new Error('not kept')
  const reading = stored.of(principal)
  await keys.change(entry, { ...entry.value, limits: { requests: 1 } })
  stored.changed()
  await reading
  expect((await stored.of(principal))?.limits.at(-1)?.amount).toBe(1)
})

it('while the Store is away what was known holds, and where nothing was, nothing is let through', async () => {
  const { stored, clock, principal, goAway } = await world()
  const first = await stored.of(principal)
  goAway(true)
  await clock.advance(2000)
  expect(await stored.of(principal)).toBe(first)
  expect(stored.of(principal)).toBe(first)
  await expect(stored.of({ ...principal, key: 'key_other' })).rejects.toThrow('away')
  goAway(false)
  expect(await stored.of({ ...principal, key: 'key_other' })).toBeDefined()
})
