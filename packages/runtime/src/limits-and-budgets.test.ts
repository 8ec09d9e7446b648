import {
  chat,
  type ChatRequest,
  definePlugin,
  knownUsage,
  LucidError,
  type RelayBody,
  type Store,
} from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, says } from './acme.fixture.ts'
import { budgetTable, readRow } from './budgets/budget-row.ts'
import { createRuntime } from './create-runtime.ts'
import type { RuntimeOptions } from './options.ts'
import type { CallInput, Runtime } from './runtime.ts'

const world = async (options: Partial<RuntimeOptions> & Pick<RuntimeOptions, 'plugins'>) => {
  const clock = manualClock(Date.UTC(2026, 10, 29, 12))
  const store = memoryStore()
  const runtime = await createRuntime({ env: {}, ports: { clock, store }, ...options })
  return { clock, store, runtime }
}
const principal = { organisation: 'default', key: 'app' }
const ask = (runtime: Runtime, more: Partial<CallInput<typeof chat>> = {}) =>
  runtime.call({
    capability: chat,
    target: 'acme/m',
    request: { ...hi, maxOutputTokens: 10 },
    principal,
    ...more,
  })
const ended = async (runtime: Runtime, more: Partial<CallInput<typeof chat>> = {}) => {
  const call = await ask(runtime, more)
  await call.closed
  return call
}
const settled = async (store: Store, id: string) => {
  const row = await store.get(budgetTable, id)
  return row && readRow(row.value).settled
}

describe('limits', () => {
  const limits = [
    { name: 'rpm', by: 'key', measure: 'requests', amount: 2 },
    { name: 'places', by: 'key', measure: 'concurrency', amount: 1 },
  ] as const

  it('refuse a call before any provider is asked, and tell how they stand', async () => {
    const vendor = acme([says('hello')])
    const { runtime } = await world({ plugins: [vendor], limits })
    const first = await ended(runtime)
    expect(first.limits.map(({ rule, remaining }) => [rule.name, remaining])).toEqual([
      ['rpm', 1],
      ['places', 0],
    ])
    await ended(runtime)
    await expect(ended(runtime)).rejects.toMatchObject({ code: 'rate_limit', details: { limit: 'rpm' } })
    expect(vendor.tried).toHaveLength(2)
    expect((await ended(runtime, { principal: { organisation: 'default' } })).limits).toEqual([])
    await runtime.close()
  })

  it('have room again once a call has ended, also one that failed', async () => {
    const vendor = acme([fails(new LucidError('invalid_request', 'no')), says('hello')])
    const { runtime } = await world({ plugins: [vendor], limits: limits.slice(1) })
    await expect(ask(runtime)).rejects.toThrow('no')
    const open = await ask(runtime, { stream: true })
    await expect(ask(runtime)).rejects.toMatchObject({ details: { limit: 'places' } })
    if (open.outcome.kind === 'stream') open.outcome.cancel()
    await open.closed
    await ended(runtime)
    await runtime.close()
  })

  it('of a target send a call to the next one', async () => {
    const [a, b] = [acme([says('a')], 'acme'), acme([says('b')], 'other')]
    const { runtime } = await world({
      plugins: [a, b],
      limits: [
        { name: 'vendor', by: 'provider', only: ['acme'], measure: 'requests', amount: 1, perMs: 3_600_000 },
      ],
      channels: {
        stable: {
          'chat.x': [
            { provider: 'acme', model: 'm' },
            { provider: 'other', model: 'm' },
          ],
        },
      },
    })
    expect((await ended(runtime, { target: 'chat.x' })).target?.account).toBe('acme')
    expect((await ended(runtime, { target: 'chat.x' })).target?.account).toBe('other')
    await expect(ask(runtime)).rejects.toMatchObject({ code: 'rate_limit', origin: 'gateway' })
    await runtime.close()
  })

  it('change with a reload', async () => {
    const plugins = [acme([says('hello')])]
    const { runtime } = await world({ plugins, limits })
    await runtime.reload({ plugins, env: {} })
    for (let n = 0; n < 4; n++) await ended(runtime)
    await runtime.close()
  })
})

describe('budgets', () => {
  // hi has at most 8 + 4 + ... tokens: what it may cost is dear beside what it does.
  const budget = { name: 'b', by: 'key', nanoUsd: 20_000n, per: 'day' } as const

  it('refuse what may cost more than is left, and are paid what calls cost', async () => {
    const vendor = acme([says('hello')])
    const { runtime, store, clock } = await world({ plugins: [vendor], budgets: [budget] })
    for (let n = 0; n < 3; n++) expect((await ended(runtime)).record.costNanoUsd).toBe('230')
    await clock.advance(1000)
    expect(await settled(store, 'b:default/app:2026-11-29')).toBe(690n)
    await expect(ask(runtime, { request: { ...hi, maxOutputTokens: 1000 } })).rejects.toMatchObject({
      code: 'budget',
      status: 402,
      details: { budget: 'b', of: 'app' },
    })
    expect(vendor.tried).toHaveLength(3)
    await runtime.close()
    expect(await settled(store, 'b:default/app:2026-11-29')).toBe(690n)
  })

  it('spend nothing on a try that was surely not billed, and the most on one of which that is not known', async () => {
    const refused = fails(new LucidError('invalid_request', 'no', { recourse: 'none' }))
    const broken = fails(new LucidError('upstream', 'hm', { recourse: 'none' }))
    const { runtime, store, clock } = await world({ plugins: [acme([refused, broken])], budgets: [budget] })
    await expect(ask(runtime)).rejects.toThrow('no')
    await clock.advance(1000)
    expect((await settled(store, 'b:default/app:2026-11-29')) ?? 0n).toBe(0n)
    await expect(ask(runtime)).rejects.toThrow('hm')
    await clock.advance(1000)
    expect(await settled(store, 'b:default/app:2026-11-29')).toBeGreaterThan(1000n)
    await runtime.close()
  })

  it("are not touched by a caller's own key", async () => {
    const plugins = [acme([says('hello')])]
    const { runtime } = await world({ plugins, budgets: [{ ...budget, nanoUsd: 1n }] })
    await ended(runtime, { ownKeys: { acme: 'own-key-of-the-caller' } })
    await expect(ask(runtime)).rejects.toMatchObject({ code: 'budget' })
    await runtime.close()
  })

  it('let the next target serve where that is cheaper', async () => {
    const dear = priced('dear', 1_000_000n)
    const cheap = priced('cheap', 1n)
    const { runtime } = await world({
      plugins: [dear, cheap],
      budgets: [budget],
      channels: {
        stable: {
          'chat.x': [
            { provider: 'dear', model: 'm' },
            { provider: 'cheap', model: 'm' },
          ],
        },
      },
    })
    expect((await ended(runtime, { target: 'chat.x' })).target?.account).toBe('cheap')
    await runtime.close()
  })

  it('bound what is written where the caller does not, say so in the receipt, and then translate', async () => {
    const asked: ChatRequest[] = []
    const plugin = priced('acme', 10n, asked)
    const { runtime } = await world({ plugins: [plugin], budgets: [{ ...budget, outputTokens: 77 }] })
    const body: RelayBody = { stream: false, field: () => undefined, patched: () => new Uint8Array() }
    const raw = { wire: 'openai-chat' as const, body }
    const { record } = await ended(runtime, { request: hi, raw })
    expect(asked[0]?.maxOutputTokens).toBe(77)
    expect(record.receipt).toMatchObject({
      path: 'decoded',
      entries: [{ action: 'added', field: 'maxOutputTokens' }],
    })
    await ended(runtime, { request: { ...hi, maxOutputTokens: 99 } })
    expect(asked[1]?.maxOutputTokens).toBe(99)
    await runtime.close()
  })

  it('tell when a share is spent', async () => {
    const told: number[] = []
    const { runtime, clock } = await world({
      plugins: [acme([says('hello')])],
      budgets: [{ ...budget, nanoUsd: 2400n, reserve: 'expected' }],
      onBudgetAlert: ({ percent }) => told.push(percent),
    })
    for (let n = 0; n < 7; n++) await ended(runtime, { request: { ...hi, maxOutputTokens: 4 } })
    await clock.advance(1000)
    expect(told).toEqual([50])
    await runtime.close()
  })
})

function priced(id: string, nanoUsd: bigint, asked: ChatRequest[] = []) {
  return definePlugin({
    id,
    abi: 1,
    capabilities: { chat },
    credentials: {},
    models: [
      {
        id: 'm',
        capabilities: ['chat'],
        prices: ['input', 'output'].map(meter => ({ meter, nanoUsd, per: 1 })),
      },
    ],
    setup: ({ provide }) =>
      provide({
        chat: {
          relay: { wire: 'openai-chat', send: () => Promise.reject(new Error('not this way')) },
          generate: async request => {
            asked.push(request)
            return {
              content: [{ type: 'text', text: 'hello' }],
              finish: { unified: 'stop' },
              usage: knownUsage({ input: 3, output: 2 }),
            }
          },
        },
      }),
  })
}
