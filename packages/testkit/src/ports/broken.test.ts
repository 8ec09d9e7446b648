import { environmentSecrets, type Ledger, type Queue, type State, type Store } from '@lucid-gateway/core'
import { memoryBlobs, memoryLedger, memoryQueue, memoryState, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { blobsCases } from './blobs-cases.ts'
import { ledgerCases } from './ledger-cases.ts'
import { onManualClock, type PortCase } from './port-suite.ts'
import { queueCases } from './queue-cases.ts'
import { secretsCases } from './secrets-cases.ts'
import { stateCases } from './state-cases.ts'
import { storeCases } from './store-cases.ts'

// A suite that can't fail is worth nothing: each of these drivers has one fault.

async function failing<Port>(
  cases: readonly PortCase<Port>[],
  make: Parameters<typeof onManualClock<Port>>[0],
): Promise<readonly string[]> {
  const names: string[] = []
  for (const each of cases) {
    const subject = await onManualClock(make)()
    await each.run(subject).catch(() => names.push(each.name))
  }
  return names
}

describe('state', () => {
  const broken = (change: (state: State) => Partial<State>) =>
    failing(stateCases, clock => {
      const state = memoryState(clock)
      return { ...state, ...change(state) }
    })

  it.each<[string, (state: State) => Partial<State>, string]>([
    ['takes without end', () => ({ take: () => ({ ok: true, remaining: 1 }) }), 'take: a burst, then evenly'],
    [
      'takes claim by claim',
      state => ({
        take: async claims => {
          for (const [index, claim] of claims.entries()) {
            const taken = await state.take([claim])
            if (!taken.ok) return { ...taken, index }
          }
          return { ok: true, remaining: 0 }
        },
      }),
      'take: several claims, all or nothing',
    ],
    [
      'adjusts nothing',
      () => ({ adjust: () => {} }),
      'adjust: gives back, and takes what was under-estimated',
    ],
    [
      'gives back without looking at the mark',
      state => ({ adjust: ({ key, limit, cost = 1 }) => state.adjust({ key, limit, cost }) }),
      'adjust: by its mark, what has come back by itself is not given back again',
    ],
    [
      'tells of all that was ever taken',
      state => {
        const keys = new Set<string>()
        return {
          take: claims => (claims.forEach(({ key }) => keys.add(key)), state.take(claims)),
          takenFrom: prefix => [...keys].filter(key => key.startsWith(prefix)),
        }
      },
      'takenFrom: what is taken from now, where the driver can tell',
    ],
    ['leases to all', () => ({ lease: () => true }), 'lease: one holder, until it is released or runs out'],
    [
      'forgets nothing',
      state => ({ set: (key, value) => state.set(key, value, 1e9) }),
      'get, set, delete: until the time is up',
    ],
    [
      'never stops telling',
      state => ({ subscribe: (topic, listener) => (state.subscribe(topic, listener), () => {}) }),
      'publish, subscribe: to who listens, in order, until they stop',
    ],
  ])('a driver that %s', async (_fault, change, name) => {
    expect(await broken(change)).toContain(name)
  })
})

describe('store', () => {
  const broken = (change: (store: Store) => Partial<Store>) =>
    failing(storeCases, () => {
      const store = memoryStore()
      return { ...store, ...change(store) }
    })

  it.each<[string, (store: Store) => Partial<Store>, string]>([
    [
      'updates whatever the version',
      store => ({
        update: async (table, id, _version, value) => {
          const row = await store.get(table, id)
          return row ? store.update(table, id, row.version, value) : false
        },
      }),
      'update: only what was last seen',
    ],
    [
      'takes a field that is not there for null',
      store => ({
        list: async (table, { where = {}, ...query } = {}) =>
          (await store.list(table, query)).filter(({ value }) =>
            Object.entries(where).every(([field, wanted]) => (value[field] ?? null) === wanted),
          ),
      }),
      'list: by id, by fields, page by page',
    ],
    [
      'knows no kinds of values',
      store => ({
        list: async (table, { where = {}, ...query } = {}) =>
          (await store.list(table, query)).filter(({ value }) =>
            Object.entries(where).every(([field, wanted]) => Number(value[field]) === Number(wanted)),
          ),
      }),
      'list: by fields of any name and kind',
    ],
    ['lists all', store => ({ list: table => store.list(table) }), 'list: by id, by fields, page by page'],
    ['deletes nothing', () => ({ delete: () => Promise.resolve(true) }), 'delete'],
  ])('a driver that %s', async (_fault, change, name) => {
    expect(await broken(change)).toContain(name)
  })
})

describe('ledger', () => {
  const broken = (change: (ledger: Ledger) => Partial<Ledger>) =>
    failing(ledgerCases, () => {
      const ledger = memoryLedger()
      return { ...ledger, ...change(ledger) }
    })

  it.each<[string, (ledger: Ledger) => Partial<Ledger>, string]>([
    [
      'adds one row after another',
      ledger => ({
        add: async rows => {
          for (const row of rows) await ledger.add([row])
        },
      }),
      'add: all or none',
    ],
    [
      'has whole numbers that are not exact',
      ledger => ({
        usage: async query =>
          (await ledger.usage(query)).map(row => ({ ...row, costNanoUsd: String(Number(row.costNanoUsd)) })),
      }),
      'amounts are exact',
    ],
    [
      'takes what is not known for nothing',
      ledger => ({ usage: async query => (await ledger.usage(query)).map(row => ({ ...row, unknown: 0 })) }),
      'usage: sums, and what is not in them',
    ],
    [
      'has the oldest first',
      ledger => ({
        calls: async query => {
          const { rows, ...page } = await ledger.calls(query)
          return { ...page, rows: rows.toReversed() }
        },
      }),
      'latest first, page by page',
    ],
    [
      'passes over what is JSON already',
      ledger => ({ add: rows => ledger.add(rows.filter(row => typeof row !== 'string')) }),
      'add: rows that are JSON already',
    ],
    [
      'takes what comes in the order in which it comes',
      ledger => ({
        add: rows => {
          const first = rows[0]
          return typeof first === 'object' && 'kind' in first && first.kind === 'repricing'
            ? ledger.add([first]).then(() => ledger.add(rows.slice(1)))
            : ledger.add(rows)
        },
      }),
      'a repricing may come with its attempt, and before it',
    ],
    [
      'counts its pages from the start',
      ledger => ({
        calls: async ({ after = '0', limit = 100, ...query } = {}) => {
          const { rows } = await ledger.calls({ ...query, limit: 10_000 })
          const end = Number(after) + limit
          return { rows: rows.slice(Number(after), end), ...(end < rows.length ? { next: String(end) } : {}) }
        },
      }),
      'pages go on while rows come and go',
    ],
    [
      'finds one of many late',
      ledger => ({
        attempts: async ({ callId, ...query } = {}) => {
          const { rows, ...page } = await ledger.attempts(query)
          return { ...page, rows: rows.filter(row => callId === undefined || row.record.callId === callId) }
        },
      }),
      'what there is of one call is on one page',
    ],
    [
      'answers with the first of too many rows',
      ledger => ({
        usage: async ({ mostRows = Infinity, ...query }) => (await ledger.usage(query)).slice(0, mostRows),
      }),
      'usage: whole, or refused where it would go through too many rows',
    ],
    ['forgets nothing', () => ({ forget: async () => 0 }), 'forget: the oldest first, but not their sums'],
  ])('a driver that %s', async (_fault, change, name) => {
    expect(await broken(change)).toContain(name)
  })
})

describe('queue', () => {
  const broken = (change: (queue: Queue) => Partial<Queue>) =>
    failing(queueCases, clock => {
      const queue = memoryQueue(clock)
      return { ...queue, ...change(queue) }
    })

  it.each<[string, (queue: Queue) => Partial<Queue>, string]>([
    ['completes for all', () => ({ complete: () => Promise.resolve(true) }), 'a job is taken once, and done'],
    [
      'knows no priority',
      queue => ({ enqueue: job => queue.enqueue({ ...job, priority: 0 }) }),
      'order: by priority, then by time, then first come first served',
    ],
    [
      'gives at once',
      queue => ({ enqueue: job => queue.enqueue({ ...job, dueAt: 0 }) }),
      'a job is not given before it is due',
    ],
    [
      'holds for ever',
      queue => ({ take: (name, owner) => queue.take(name, owner, 1e9) }),
      'a job of a worker that died goes to another, whose result counts',
    ],
    ['extends nothing', () => ({ extend: () => Promise.resolve(true) }), 'extend holds a job longer'],
  ])('a driver that %s', async (_fault, change, name) => {
    expect(await broken(change)).toContain(name)
  })
})

it('blobs: a driver that keeps what has run out, and half of what broke', async () => {
  const names = await failing(blobsCases, () => {
    const blobs = memoryBlobs()
    return {
      ...blobs,
      put: async (id, content, { mediaType }) => {
        await blobs.put(id, new Uint8Array(1), { mediaType })
        return blobs.put(id, content, { mediaType })
      },
    }
  })
  expect(names).toEqual([
    'put and get',
    'a stream that breaks leaves nothing behind',
    'a blob goes when its time is up',
  ])
})

it('secrets: a driver that gives empty values', async () => {
  const names = await failing(secretsCases, () => ({ ...environmentSecrets({}), get: () => '' }))
  expect(names).toEqual(['a value comes back as it is', 'what is absent or empty is undefined'])
})
