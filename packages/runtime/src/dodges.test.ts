import { chat, type ChatRequest, LucidError, type Plugin } from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { type Priced, worstOf } from './budgets/terms.ts'
import { createRuntime } from './create-runtime.ts'
import type { RuntimeOptions } from './options.ts'
import type { CallInput, Runtime } from './runtime.ts'

const world = (vendor: Plugin, options: Partial<RuntimeOptions>): Promise<Runtime> =>
  createRuntime({
    env: {},
    ports: { clock: manualClock(Date.UTC(2026, 10, 29)), store: memoryStore() },
    plugins: [vendor],
    ...options,
  })
const ask = (runtime: Runtime, more: Partial<CallInput<typeof chat>>) =>
  runtime.call({
    capability: chat,
    target: 'acme/m',
    request: { ...hi, maxOutputTokens: 10 },
    principal: { organisation: 'default', key: 'app' },
    ...more,
  })

const unreadable = (): ChatRequest => {
  throw new LucidError('invalid_request', '"metadata.a" must be a text')
}
const bounds: readonly (readonly [string, Partial<RuntimeOptions>])[] = [
  ['a budget', { budgets: [{ name: 'b', by: 'key', nanoUsd: 10n ** 9n, per: 'day' }] }],
  ['a limit of tokens', { limits: [{ name: 'tpm', by: 'key', measure: 'tokens', amount: 1000 }] }],
]

it.each(bounds)(
  'a vendor is asked for what the gateway can not read, and nobody knows how much that is: %s',
  async (_what, options) => {
    const vendor = acme([says('hello')])
    const runtime = await world(vendor, options)
    await expect(ask(runtime, { request: unreadable })).rejects.toThrow('must be a text')
    expect(vendor.tried).toHaveLength(0)
    await runtime.close()
  },
)

it('what a conversation holds that its vendor keeps is put in for nothing', () => {
  const limits = { contextTokens: 100_000, outputTokens: 100 }
  const prices = ['input', 'output'].map(meter => ({ meter, nanoUsd: 10n, per: 1 }))
  const request = { ...hi, maxOutputTokens: 10 }
  const card = { id: 'm', capabilities: ['chat'], limits, prices }
  const priced = { capability: chat, request, card } as unknown as Priced
  expect(worstOf(priced)).toBeLessThan(2000n)
  expect(worstOf({ ...priced, refersToKept: true })).toBe(1_000_100n)
  expect(worstOf({ ...priced, refersToKept: true, card: { ...card, limits: {} } })).toBeUndefined()
})
