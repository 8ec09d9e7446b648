import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, type LedgerRow } from '@lucid-gateway/core'
import { manualClock, memoryLedger, memoryStore } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { acme, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import { runChild, storeHandlers } from '../testing/run-child.ts'
import { budgetTable, readRow } from './budget-row.ts'
import { sliceBudget } from './testing/slice-budget.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-slice-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** How long it may take until another process has settled what one left that is no more. */
it.each([
  ['folder', 15_000],
  ['store', 45_000],
])(
  'a slice is back within its heartbeat when its owner is killed, but for what its calls cost or may have (%s)',
  async (where, withinMs) => {
    const journal = where === 'store' ? 'store' : { folder }
    const [store, ledger, clock] = [memoryStore(), memoryLedger(), manualClock(Date.now())]
    const mine = await createRuntime({
      env: {},
      plugins: [acme([says('hello')])],
      journal,
      ports: { store, ledger, clock },
      budgets: [sliceBudget],
    })
    const underway = Promise.withResolvers<string>()
    const child = runChild(
      new URL('testing/slice-holder.ts', import.meta.url),
      [where === 'store' ? '' : folder],
      {
        ...storeHandlers(store),
        add: (rows: readonly LedgerRow[]) => ledger.add(rows),
        'under way': (id: string) => underway.resolve(id),
      },
    )
    const left = await underway.promise
    const ask = (request = { ...hi, maxOutputTokens: 700 }) =>
      mine.generate({
        capability: chat,
        target: 'acme/m',
        request,
        principal: { organisation: 'default', key: 'app' },
      })
    const read = async () => readRow((await store.get(budgetTable, 'b:default/app:total'))?.value ?? {})
    const owners = async () => [...(await read()).leases, ...(await read()).left].map(([owner]) => owner)
    expect((await owners()).filter(isOf(child.process.pid))).toHaveLength(1)
    const held = [...(await read()).leases].find(([owner]) => isOf(child.process.pid)(owner))
    // What its call under way may cost is in it, and what a call of as much as there is would need is not free.
    expect(held?.[1].amount).toBeGreaterThan(20_000n)
    const everything = { ...hi, maxOutputTokens: 900 }
    await expect(ask(everything)).rejects.toMatchObject({ code: 'budget', reason: 'budget_exceeded' })

    child.process.kill('SIGKILL')
    expect(await child.ended).toBe('SIGKILL')
    for (let passed = 0; passed < withinMs; passed += 2500) {
      await clock.advance(2500)
      await new Promise(setImmediate)
    }
    await vi.waitFor(async () => expect((await owners()).filter(isOf(child.process.pid))).toEqual([]), 20_000)

    const { rows } = await ledger.attempts()
    const known = rows.filter(({ record }) => record.costNanoUsd !== undefined)
    const bounded = rows.filter(({ record }) => record.error?.reason === 'owner_died')
    expect(known.map(({ record }) => record.costNanoUsd)).toEqual(['230', '230'])
    expect(bounded.map(({ record }) => record.callId)).toEqual([left])
    const most = BigInt(bounded[0]?.atMostNanoUsd ?? 0)
    expect(most).toBeGreaterThan(20_000n)
    expect((await read()).settled).toBe(460n + most)
    await ask()
    await mine.close()
  },
  30_000,
)

function isOf(pid: number | undefined): (owner: string) => boolean {
  return owner => owner.startsWith(`${pid}-`)
}
