import { LucidError } from '@lucid-gateway/core'
import { memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { budgetWorld, payable, rule, spend } from './budget.fixture.ts'
import type { Budgets } from './budgets.ts'
import type { Holding } from './holding.ts'

const runs = process.env.LUCID_LONG ? 100 : 4
const seeds = Array.from({ length: runs }, (_, n) => n + 1)

it.each(seeds)(
  '4 processes with 200 calls each at a time spend no more than one small budget (seed %i)',
  async seed => {
    const random = seeded(seed)
    const limit = 40_000n
    const { open, row, clock } = budgetWorld([rule(limit)], shaky(random))
    const processes = ['a', 'b', 'c', 'd'].map(owner => open(owner))
    let spent = 0n
    let refused = 0
    const call = async (budgets: Budgets): Promise<void> => {
      const most = Math.floor(random() * 200)
      try {
        const holding = (await budgets.reserve(payable(clock.now(), most))) as Holding
        for (let waits = Math.floor(random() * 20); waits > 0; waits--) await turn()
        const cost = BigInt(Math.floor(random() * (40 + most)))
        spent += cost
        spend(holding, cost)
      } catch (error) {
        if (!LucidError.is(error)) throw error
        expect(error.reason).toBe('budget_exceeded')
        refused++
      }
    }
    await Promise.all(processes.flatMap(budgets => Array.from({ length: 200 }, () => call(budgets))))
    expect(spent).toBeLessThanOrEqual(limit)
    expect(refused).toBeGreaterThan(0)
    await Promise.all(processes.map(budgets => budgets.close()))
    expect(await row()).toMatchObject({ settled: spent, leases: new Map(), left: new Map() })
  },
)

it.each(seeds)(
  'none of 4 processes is refused while more than a slice each is left (seed %i)',
  async seed => {
    const random = seeded(seed * 104_729)
    const limit = 200_000n
    const { open, clock } = budgetWorld([rule(limit)])
    const processes = ['a', 'b', 'c', 'd'].map(owner => open(owner))
    const largest = 240n
    let spent = 0n
    for (;;) {
      const budgets = processes[Math.floor(random() * 4)] as Budgets
      const most = Math.floor(random() * 200)
      const holding = await Promise.resolve(budgets.reserve(payable(clock.now(), most))).catch(
        () => undefined,
      )
      if (!holding) break
      const cost = BigInt(Math.floor(random() * (40 + most)))
      spent += cost
      spend(holding, cost)
      if (random() < 0.1) await clock.advance(500)
    }
    // A slice is for 8 of the largest calls, and given back beyond 16.
    expect(limit - spent).toBeLessThanOrEqual(3n * 16n * largest + largest)
  },
)

it.each(seeds)(
  'processes that die, sleep and come again spend no more than there is (seed %i)',
  async seed => {
    const random = seeded(seed * 7919)
    const limit = 30_000n
    const { open, row, clock } = budgetWorld([rule(limit)], shaky(random))
    let spent = 0n
    let owners = 0
    const fresh = () => open(`p${++owners}`)
    const processes = [fresh(), fresh(), fresh()]
    const pick = () => Math.floor(random() * processes.length)
    for (let round = 0; round < 150; round++) {
      const at = pick()
      const calls = Array.from({ length: 1 + Math.floor(random() * 6) }, async () => {
        const most = Math.floor(random() * 150)
        const holding = await Promise.resolve(processes[at]?.reserve(payable(clock.now(), most))).catch(
          () => undefined,
        )
        if (!holding) return
        const cost = BigInt(Math.floor(random() * (40 + most)))
        spent += cost
        // Some never get to settle: their process dies before.
        if (random() < 0.9) spend(holding, cost)
      })
      await Promise.all(calls)
      if (random() < 0.05) {
        await processes[at]?.stop()
        processes[at] = fresh()
      }
      if (random() < 0.3) await clock.advance(Math.floor(random() * 3000))
      expect(spent).toBeLessThanOrEqual(limit)
    }
    await Promise.all(processes.map(budgets => budgets.beat()))
    const { settled, left, leases } = await row()
    const taken = [...left.values(), ...leases.values()].reduce((sum, { amount }) => sum + amount, settled)
    expect(taken).toBeLessThanOrEqual(limit)
    expect(taken).toBeGreaterThanOrEqual(spent)
  },
)

/** A Store that answers when it likes. */
function shaky(random: () => number): ReturnType<typeof memoryStore> {
  const store = memoryStore()
  const late = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let waits = Math.floor(random() * 4); waits > 0; waits--) await turn()
    const answer = await ask()
    if (random() < 0.5) await turn()
    return answer
  }
  return {
    ...store,
    get: (...args) => late(() => store.get(...args)),
    insert: (...args) => late(() => store.insert(...args)),
    update: (...args) => late(() => store.update(...args)),
  }
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function seeded(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
