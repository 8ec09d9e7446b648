import type { Store } from '@lucid-gateway/core'
import { memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { runChild, storeHandlers } from '../testing/run-child.ts'
import { budgetTable, readRow } from './budget-row.ts'

const runs = Array.from({ length: process.env.LUCID_LONG ? 100 : 1 }, (_, n) => n + 1)
const spender = new URL('testing/spender.ts', import.meta.url)
const limit = 60_000n

interface Bills {
  billed: bigint
  readonly refusals: string[]
  /** Resolves with the first of them. */
  readonly first: PromiseWithResolvers<void>
}

/** A process over the Store of this one; resolves when it is gone. */
function run(store: Store, bills: Bills, args: readonly string[]): Promise<NodeJS.Signals | null> {
  return runChild(spender, args, {
    ...storeHandlers(store),
    billed(cost: string) {
      bills.billed += BigInt(cost)
      bills.first.resolve()
    },
    refused: (reason: string) => void bills.refusals.push(reason),
  }).ended
}

it.each(runs)(
  '4 processes with 200 calls each at a time, of which one is killed, spend no more than there is (run %i)',
  async () => {
    const store = memoryStore()
    const bills: Bills = { billed: 0n, refusals: [], first: Promise.withResolvers() }
    const spends = (owner: string, diesAfter = '') =>
      run(store, bills, [owner, limit.toString(), '200', diesAfter])
    const killed = spends('killed', '40')
    // By then it has a slice, which the others might have left nothing of.
    await bills.first.promise
    const ends = await Promise.all([spends('a'), spends('b'), spends('c'), killed])
    expect(ends).toEqual([null, null, null, 'SIGKILL'])
    expect(bills.billed).toBeLessThanOrEqual(limit)
    expect(new Set(bills.refusals)).toEqual(new Set(['budget_exceeded']))
    const row = readRow((await store.get(budgetTable, 'b:default/app:total'))?.value ?? {})
    // Of what the killed one had leased it is not known yet what was spent: all of it stays taken.
    const taken = [...row.leases, ...row.left]
    expect(taken.map(([owner]) => owner)).toEqual(['killed'])
    const leased = taken[0]?.[1].amount ?? 0n
    expect(row.settled).toBeLessThanOrEqual(bills.billed)
    expect(row.settled + leased).toBeGreaterThanOrEqual(bills.billed)
    expect(row.settled + leased).toBeLessThanOrEqual(limit)
  },
  60_000,
)
