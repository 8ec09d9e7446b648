import { type LucidError, silentLog, systemClock } from '@lucid-gateway/core'
import { ask, parentStore } from '../../testing/parent-ports.ts'
import { payable, rule, spend } from '../budget.fixture.ts'
import { Budgets } from '../budgets.ts'
import type { Holding } from '../holding.ts'

/** A process that spends as much as it may of a budget in a Store that its parent holds. It may die in the middle of that. */
const [owner = '', limit = '0', calls = '0', diesAfter = ''] = process.argv.slice(2)

const budgets = new Budgets({ owner, store: parentStore, clock: systemClock, log: silentLog })
budgets.use([rule(BigInt(limit))])
let ended = 0

async function call(): Promise<void> {
  const most = Math.floor(Math.random() * 200)
  let holding: Holding
  try {
    holding = (await budgets.reserve(payable(Date.now(), most))) as Holding
  } catch (error) {
    await ask('refused', (error as LucidError).reason)
    return
  }
  const cost = BigInt(Math.floor(Math.random() * (41 + most)))
  // What the vendor bills is billed from here on, whatever becomes of this process.
  await ask('billed', cost.toString())
  spend(holding, cost)
  if (++ended === Number(diesAfter)) process.kill(process.pid, 'SIGKILL')
}

await Promise.all(Array.from({ length: Number(calls) }, call))
await budgets.close()
process.disconnect?.()
