import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, type Clock, image, type Ledger, type LucidError } from '@lucid-gateway/core'
import { type ManualClock, manualClock, memoryLedger, memoryStore } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acme, hi, says, talksOn } from './acme.fixture.ts'
import type { BudgetRule } from './budgets/budget-rule.ts'
import { budgetTable } from './budgets/budget-row.ts'
import { createRuntime } from './create-runtime.ts'
import { ask, slowVendor } from './jobs/slow-vendor.fixture.ts'
import { nodeDisk } from './journal/disk.ts'
import { defaultLimits } from './journal/limits.ts'
import { faultyDisk, type FaultyDisk } from './journal/testing/faulty-disk.ts'
import { faultyStore, type FaultyStore } from './journal/testing/faulty-store.ts'
import type { RuntimeOptions } from './options.ts'
import type { Runtime } from './runtime.ts'

let folder: string
let clock: ManualClock
let store: FaultyStore
let kept: ReturnType<typeof memoryStore>
let disk: FaultyDisk
let ledger: Ledger
let isLedgerAway: boolean
let runtime: Runtime
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-faults-'))
  clock = manualClock(Date.UTC(2026, 10, 29, 12))
  kept = memoryStore()
  store = faultyStore(kept)
  disk = faultyDisk()
  isLedgerAway = false
  const memory = memoryLedger()
  ledger = {
    ...memory,
    add: rows => (isLedgerAway ? Promise.reject(new Error('away')) : memory.add(rows)),
  }
})
afterEach(async () => {
  store.fault = disk.fault = undefined
  isLedgerAway = false
  for (const one of opened.splice(0)) {
    const closing = { isOver: false }
    void one.close({ graceMs: 0 }).then(() => (closing.isOver = true))
    while (!closing.isOver) {
      await turns()
      await clock.advance(1000)
    }
  }
  await rm(folder, { recursive: true, force: true })
})
const opened: Runtime[] = []

type Mode = 'journal' | 'store' | 'journal: false'

const budget: BudgetRule = { name: 'b', by: 'key', nanoUsd: 1_000_000n, per: 'total' }

async function open(mode: Mode, more: Partial<RuntimeOptions> = {}, ports: { clock?: Clock } = {}) {
  const journal = { folder, disk }
  runtime = await createRuntime({
    plugins: [acme([says('hi')]), acme([talksOn], 'talker'), slowVendor({})],
    env: {},
    ports: { clock, store, ledger, ...ports },
    journal: mode === 'journal: false' ? false : mode === 'store' ? 'store' : journal,
    ...more,
  })
  opened.push(runtime)
  // By then it has a place in the folder, which no clock moves.
  await runtime.generate({ ...call, principal: { organisation: 'first' }, target: 'acme/m' })
}

const call = {
  capability: chat,
  request: { ...hi, maxOutputTokens: 10 },
  principal: { organisation: 'o', key: 'app' },
} as const

/** Lets what waits for the disk, and for nothing else, come to its end. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20 || disk.underway > 0; turn++) await new Promise(setImmediate)
}

/** `taken`, or what is said. */
async function tried(
  work: Promise<unknown> = runtime.generate({ ...call, target: 'acme/m' }),
): Promise<string> {
  let end: string | undefined
  void work.then(
    () => (end = 'taken'),
    ({ status, code, reason }: LucidError) => (end = `${status} \`${code}\`, \`${reason}\``),
  )
  for (let waited = 0; waited <= 6000; waited += 250) {
    await turns()
    if (end !== undefined) return end
    await clock.advance(250)
  }
  return 'no answer'
}

/** One that is under way all the time; afterwards it is seen to have gone on. */
async function underWay(): Promise<() => Promise<void>> {
  const { outcome } = await runtime.call({ ...call, target: 'talker/m', stream: true })
  if (outcome.kind !== 'stream') throw new Error('no stream')
  const parts = outcome.parts[Symbol.asyncIterator]()
  await parts.next()
  return async () => {
    for (let part = 0; part < 5; part++) expect((await parts.next()).done).toBe(false)
  }
}

interface Seen {
  readonly taken: string
  readonly until?: string
  readonly refusal?: string
}

/** What is seen of one row of the table. */
type Scenario = () => Promise<Seen>

async function refusedAfter(breaks: () => void | Promise<void>): Promise<Seen> {
  expect(await tried()).toBe('taken')
  const goesOn = await underWay()
  await breaks()
  await tried()
  const refusal = await tried()
  await goesOn()
  return { taken: 'none', refusal }
}

const scenarios: Readonly<Record<string, Scenario>> = {
  async 'the ledger takes no rows, journal, all'() {
    const maxSpoolBytes = 20_000
    await open('journal', { journal: { folder, disk, maxSpoolBytes } })
    isLedgerAway = true
    const goesOn = await underWay()
    let calls = 0
    let refusal = await tried()
    for (; refusal === 'taken'; calls++) refusal = await tried()
    await goesOn()
    expect(calls).toBeGreaterThan(3)
    expect(await readdir(folder)).not.toEqual([])
    return { taken: 'all', until: `${defaultLimits.maxSpoolBytes / 2 ** 30} GiB waits`, refusal }
  },
  async 'the ledger takes no rows, store, none'() {
    await open('store')
    return refusedAfter(() => void (isLedgerAway = true))
  },
  async 'the ledger takes no rows, journal: false, all'() {
    await open('journal: false')
    isLedgerAway = true
    let rows = 0
    for (;;) {
      const some = Array.from({ length: 500 }, () => runtime.generate({ ...call, target: 'acme/m' }))
      const ends = Promise.allSettled(some)
      await turns()
      await clock.advance(5000)
      await turns()
      const refused = (await ends).find(end => end.status === 'rejected')
      if (!refused) {
        rows += 1000
        continue
      }
      const { status, code, reason } = refused.reason as LucidError
      return {
        taken: 'all',
        until: `${rows.toLocaleString('en-US')} rows wait`,
        refusal: `${status} \`${code}\`, \`${reason}\``,
      }
    }
  },
  async 'the store is away, journal, those without a budget'() {
    await open('journal')
    store.fault = 'store_gone'
    for (let hours = 0; hours < 3; hours++) {
      expect(await tried()).toBe('taken')
      await clock.advance(3_600_000)
    }
    return { taken: 'those without a budget', until: 'it is back' }
  },
  async "the store is away, journal, those that a budget's slice in hand pays for"() {
    await open('journal', { budgets: [budget] })
    expect(await tried()).toBe('taken')
    store.fault = 'store_gone'
    const from = clock.now()
    for (;;) {
      const refusal = await tried()
      if (refusal !== 'taken') {
        const seconds = Math.floor((clock.now() - from) / 1000)
        return {
          taken: "those that a budget's slice in hand pays for",
          until: `${seconds} seconds have passed`,
          refusal,
        }
      }
      await clock.advance(250)
    }
  },
  async 'the store is away, store, none'() {
    await open('store')
    return refusedAfter(() => void (store.fault = 'store_gone'))
  },
  async 'the store is away, any, no jobs'() {
    await open('journal')
    store.fault = 'store_gone'
    const refusal = await tried(runtime.jobs.start({ capability: image, target: 'slow/brush', request: ask }))
    return { taken: 'no jobs', refusal }
  },
  async 'the store does not answer, store, none, after a wait of 5 seconds'() {
    await open('store')
    expect(await tried()).toBe('taken')
    store.hangs = true
    const from = clock.now()
    const refusal = await tried()
    const taken = `none, after a wait of ${(clock.now() - from) / 1000} seconds`
    store.wake()
    return { taken, refusal }
  },
  async 'the store is full, store, none'() {
    await open('store')
    return refusedAfter(() => void (store.fault = 'store_full'))
  },
  async "the journal's disk is full, journal, none"() {
    await open('journal')
    return refusedAfter(() => void (disk.fault = 'ENOSPC'))
  },
  async "the journal's disk fails to write, journal, none"() {
    await open('journal')
    return refusedAfter(() => void (disk.fault = 'EIO'))
  },
  async "the journal's disk fails to sync, journal, none"() {
    let isFailing = false
    const sync = (file: number) => (isFailing ? Promise.reject(new Error('EIO')) : nodeDisk.sync(file))
    await open('journal', { journal: { folder, disk: { ...nodeDisk, sync } } })
    return refusedAfter(async () => {
      isFailing = true
      await tried()
      await clock.advance(100)
      await turns()
    })
  },
  'the clock jumps a day ahead, any, all': () => jumps(86_400_000),
  'the clock jumps a day back, any, all': () => jumps(-86_400_000),
  async 'the row of a budget can not be read, any, those without that budget'() {
    await open('journal', { budgets: [{ ...budget, only: ['app'] }] })
    await kept.insert(budgetTable, 'b:o/app:total', { settled: 'x', leases: 3 })
    const refusal = await tried()
    const free = { ...call, principal: { organisation: 'o', key: 'other' }, target: 'acme/m' }
    expect(await tried(runtime.generate(free))).toBe('taken')
    return { taken: 'those without that budget', until: 'it can be read', refusal }
  },
}

async function jumps(ms: number): Promise<Seen> {
  for (const mode of ['journal', 'store', 'journal: false'] as const) {
    let offset = 0
    const jumping: Clock = {
      ...clock,
      now: () => clock.now() + offset,
      after: (late, wake) => clock.after(late, wake),
    }
    await open(mode, { budgets: [budget] }, { clock: jumping })
    expect(await tried()).toBe('taken')
    const goesOn = await underWay()
    offset = ms
    await clock.advance(20_000)
    await turns()
    await goesOn()
    for (let times = 0; times < 3; times++) expect([mode, await tried()]).toEqual([mode, 'taken'])
  }
  return { taken: 'all' }
}

const page = await readFile(new URL('../../../docs/reference/faults.md', import.meta.url), 'utf8')
const rows = page
  .split('\n')
  .filter(line => line.startsWith('| '))
  .slice(1)
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
  .map(([fault = '', mode = '', taken = '', from = '', until = '', refusal = '']) => {
    const what = `${fault}, ${mode.replaceAll('`', '')}, ${taken}`
    return { what, taken, from, until, refusal }
  })

it.each(rows.filter(({ what }) => !what.startsWith('the tables of keys')))(
  'docs/reference/faults.md is true: $what',
  async ({ what, taken, until, refusal }) => {
    const scenario = scenarios[what]
    if (!scenario) throw new Error(`There is no scenario for "${what}".`)
    const seen = await scenario()
    expect({ until: '', refusal: '', ...seen }).toEqual({ taken, until, refusal })
  },
  30_000,
)

it('docs/reference/faults.md leaves nothing out', () => {
  const inPage = rows.map(({ what }) => what)
  expect(Object.keys(scenarios).filter(what => !inPage.includes(what))).toEqual([])
})
