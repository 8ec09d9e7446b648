import { chat } from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { acme, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import type { Rules } from './rulebook.ts'

const place = { name: 'places', by: 'account', measure: 'concurrency', amount: 1 } as const
const money = { name: 'money', by: 'key', nanoUsd: 1_000_000n, per: 'total' } as const
const held: Rules = { limits: [place], budgets: [money] }

/** Of one call it is asked for the call, for the limits of its try, and for its budgets. */
it.each([2, 3])('a caller that leaves while its rules are looked up keeps nothing (look %i)', async slow => {
  const [clock, store] = [manualClock(Date.UTC(2026, 10, 29, 12)), memoryStore()]
  const looking = Promise.withResolvers<Rules>()
  const begun = Promise.withResolvers<void>()
  let looks = -Infinity
  const runtime = await createRuntime({
    env: {},
    plugins: [acme([says('hello')])],
    ports: { clock, store },
    rulebook: {
      of() {
        if (++looks !== slow) return held
        begun.resolve()
        return looking.promise
      },
    },
  })
  const input = {
    capability: chat,
    target: 'acme/m',
    request: { ...hi, maxOutputTokens: 10 },
    principal: { organisation: 'default', key: 'a' },
  } as const
  await runtime.generate(input)
  const [before] = await runtime.standings.budgets([money])
  looks = 0
  const leaving = new AbortController()
  const left = runtime.generate({ ...input, signal: leaving.signal })
  await begun.promise
  leaving.abort()
  await expect(left).rejects.toMatchObject({ code: 'cancelled' })
  looking.resolve(held)
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  expect(await runtime.standings.limits([place])).toMatchObject([{ used: 0 }])
  await runtime.close()
  expect(await runtime.standings.budgets([money])).toMatchObject([{ settled: before?.settled, setAside: 0n }])
})
