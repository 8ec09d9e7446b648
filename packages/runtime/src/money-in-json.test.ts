import { chat, LucidError, type Plugin } from '@lucid-gateway/core'
import { cost } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, type Play, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import type { Runtime } from './runtime.ts'

/** The first whole number that a double can not tell from its neighbour. */
const odd = 2n ** 53n + 1n

function dear(play: Play): Plugin {
  const plugin = acme([play])
  const prices = ['input', 'output'].map(meter => ({ meter, nanoUsd: odd, per: 1 }))
  return { ...plugin, models: plugin.models.map(card => ({ ...card, prices })) }
}

const start = (play: Play, hooks: readonly ReturnType<typeof cost>[] = []): Promise<Runtime> =>
  createRuntime({ plugins: [dear(play)], hooks, env: {} })
const again = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('what a call costs', () => {
  it('is exact in its records, and the same after a way through JSON', async () => {
    const tracker = cost()
    const runtime = await start(says('a'), [tracker])
    const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi })
    const record = await call.closed
    const whole = (odd * 5n).toString()
    expect([record.costNanoUsd, call.attempts[0]?.costNanoUsd]).toEqual([whole, whole])
    expect(again([record, call.attempts])).toEqual([record, call.attempts])
    expect(await runtime.find(record.id)).toMatchObject({ record: { costNanoUsd: whole } })
    expect(tracker.spend('acme').nanoUsd).toBe(odd * 5n)
  })

  it('is exact in an explanation, which goes through JSON as it is', async () => {
    const runtime = await start(says('a'))
    const request = { ...hi, maxOutputTokens: 10 }
    const explained = await runtime.explain({ capability: chat, target: 'acme/m', request })
    const [target] = explained.targets
    const { input, worstNanoUsd } = target?.forecast ?? {}
    expect(BigInt(worstNanoUsd ?? 0) % odd).toBe(0n)
    expect(input?.certainty).toBe('estimated')
    expect(again(explained)).toEqual(explained)
  })

  it('may stand in the details of an error, though a plugin should write it as text', async () => {
    const details = { price: odd } as never
    const runtime = await start(fails(new LucidError('budget', 'Too dear.', { details, recourse: 'none' })))
    const failed = runtime.call({ capability: chat, target: 'acme/m', request: hi })
    await expect(failed).rejects.toMatchObject({ code: 'budget', details: { price: odd.toString() } })
  })
})
