import { chat } from '@lucid-gateway/core'
import { acme, hi, says, talksOn } from '../../acme.fixture.ts'
import { createRuntime } from '../../create-runtime.ts'
import { ask, parentLedger, parentStore } from '../../testing/parent-ports.ts'
import { sliceBudget } from './slice-budget.ts'

/** A process that has spent some of a budget, holds a slice of it, and has a call under way that never ends. */
const [folder = ''] = process.argv.slice(2)

const runtime = await createRuntime({
  env: {},
  plugins: [acme([says('hello'), says('hello'), talksOn])],
  journal: folder === '' ? 'store' : { folder },
  ports: { store: parentStore, ledger: parentLedger },
  budgets: [sliceBudget],
})
const call = {
  capability: chat,
  target: 'acme/m',
  request: { ...hi, maxOutputTokens: 200 },
  principal: { organisation: 'default', key: 'app' },
} as const
await runtime.generate(call)
await runtime.generate(call)
const last = await runtime.call({ ...call, stream: true })
await ask('under way', last.record.id)
