import { chat } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { acme, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import type { RuntimeOptions } from '../options.ts'

// What a program without types takes from the guide to the config.
const asInConfig = { name: 'per-user', by: 'subject', usd: 1, per: 'day' }
const limitAsInConfig = { name: 'per-key', by: 'key', requests: 600, per: 'minute' }

const wrong: readonly (readonly [string, Partial<RuntimeOptions>, RegExp])[] = [
  ['a budget', { budgets: [asInConfig as never] }, /budget "per-user" is no rule: nanoUsd must be a bigint/],
  ['a limit', { limits: [limitAsInConfig as never] }, /limit "per-key" is no rule: measure must be one of/],
]

it.each(wrong)('%s in the shape of the config is told at once', async (_what, options, message) => {
  const base = { plugins: [acme([says('hello')])], env: {} }
  await expect(createRuntime({ ...base, ...options })).rejects.toMatchObject({
    message: expect.stringMatching(message),
    reason: 'invalid_rule',
  })
  await using runtime = disposable(await createRuntime(base))
  await expect(runtime.reload({ ...base, ...options })).rejects.toThrow(message)
  expect((await runtime.generate({ capability: chat, target: 'acme/m', request: hi })).content).toHaveLength(
    1,
  )
})

it.each(wrong)(
  '%s of a rulebook in that shape lets nothing through, and says why',
  async (_what, options, message) => {
    const rules = { limits: options.limits ?? [], budgets: options.budgets ?? [] }
    const plugins = [acme([says('hello')])]
    await using runtime = disposable(await createRuntime({ plugins, env: {}, rulebook: { of: () => rules } }))
    await expect(runtime.generate({ capability: chat, target: 'acme/m', request: hi })).rejects.toThrow(
      message,
    )
  },
)

function disposable(runtime: Awaited<ReturnType<typeof createRuntime>>) {
  return Object.assign(runtime, { [Symbol.asyncDispose]: () => runtime.close() })
}
