import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { AttemptRecord, CallRecord } from '../call/records.ts'
import { LucidError } from '../errors/lucid-error.ts'
import { knownUsage } from '../usage/usage.ts'
import { closeCall, settleAttempt } from './settle.ts'

const call: CallRecord = {
  id: 'call_1',
  capability: 'chat',
  asked: 'chat.default',
  channel: 'stable',
  mode: 'stream',
  principal: { organisation: 'default' },
  generation: 1,
  admittedAt: 1000,
  deadline: 601_000,
}
const attempt: AttemptRecord = {
  id: 'call_1.1',
  callId: 'call_1',
  number: 1,
  account: 'acme',
  provider: 'acme',
  model: 'm',
  capability: 'chat',
  payer: 'operator',
  startedAt: 1001,
}
const prices = [{ meter: 'output', nanoUsd: 2000n, per: 1 }]
const done = { status: 'finished', usage: knownUsage({ output: 5 }) } as const

describe('settling', () => {
  it('takes nothing for true that no call can have used, and keeps what its vendor said', () => {
    const raw = { output_tokens: 1e300 }
    for (const output of [1e300, -5, NaN, Infinity]) {
      const end = { status: 'finished', usage: knownUsage({ input: 7, output }, raw) } as const
      const { usage, costNanoUsd } = settleAttempt(attempt, end, 2000, prices)
      expect(usage).toEqual({
        meters: { input: { certainty: 'known', quantity: 7 }, output: { certainty: 'unknown' } },
        raw,
      })
      expect(costNanoUsd).toBeUndefined()
    }
    expect(settleAttempt(attempt, done, 2000).usage).toBe(done.usage)
  })

  it('is the same in a process that did not admit the call', () => {
    const url = new URL('settle.ts', import.meta.url).href
    const script = `
      const { settleAttempt, closeCall } = await import(${JSON.stringify(url)})
      const { call, attempt } = JSON.parse(process.argv[1])
      const end = { status: 'finished', usage: { meters: { output: { certainty: 'known', quantity: 5 } } } }
      const settled = settleAttempt(attempt, end, 2000, [{ meter: 'output', nanoUsd: 2000n, per: 1 }])
      const closed = closeCall(call, [settled], { status: 'finished', warnings: [] }, 2001)
      console.log(JSON.stringify({ settled, closed }))`
    const printed = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', script, JSON.stringify({ call, attempt })],
      { encoding: 'utf8' },
    )
    const settled = settleAttempt(attempt, done, 2000, prices)
    expect(JSON.parse(printed)).toEqual({
      settled: JSON.parse(JSON.stringify(settled)),
      closed: JSON.parse(
        JSON.stringify(closeCall(call, [settled], { status: 'finished', warnings: [] }, 2001)),
      ),
    })
    expect(settled).toMatchObject({ status: 'finished', settledAt: 2000, costNanoUsd: '10000' })
  })

  it('changes nothing the second time', () => {
    const once = settleAttempt(attempt, done, 2000, prices)
    expect(settleAttempt(once, { status: 'failed', usage: knownUsage({}) }, 3000)).toBe(once)
    const closed = closeCall(call, [once], { status: 'finished', warnings: [] }, 2001)
    expect(closeCall(closed, [], { status: 'failed', warnings: [] }, 3000)).toBe(closed)
  })

  it('sums the tries: what was surely not billed counts as nothing, what is not known makes the sum unknown', () => {
    const good = settleAttempt({ ...attempt, id: 'call_1.2' }, done, 2000, prices)
    const failed = (error: LucidError) =>
      settleAttempt(attempt, { status: 'failed', usage: knownUsage({}), error }, 1500)
    const end = { status: 'finished', warnings: [] } as const
    expect(closeCall(call, [failed(new LucidError('rate_limit', 'later')), good], end, 2001)).toMatchObject({
      attempts: 2,
      costNanoUsd: '10000',
    })
    expect(closeCall(call, [failed(new LucidError('timeout', 'late')), good], end, 2001)).not.toHaveProperty(
      'costNanoUsd',
    )
  })

  it('never counts a stream as free that was cut after its first content by what is not billed before it', () => {
    const error = new LucidError('overloaded', 'busy')
    const cut = (record: AttemptRecord) =>
      settleAttempt(record, { status: 'failed', usage: knownUsage({}), error }, 1500)
    const end = { status: 'failed', warnings: [], error } as const
    expect(closeCall(call, [cut(attempt)], end, 2001)).toHaveProperty('costNanoUsd', '0')
    expect(closeCall(call, [cut({ ...attempt, committedAt: 1200 })], end, 2001)).not.toHaveProperty(
      'costNanoUsd',
    )
  })

  it('keeps records serialisable', () => {
    const error = new LucidError('upstream', 'down', {
      cause: new Error('socket'),
      upstream: { status: 500 },
    })
    const settled = settleAttempt(
      attempt,
      { status: 'failed', usage: knownUsage({ output: 1 }), error },
      2000,
      prices,
    )
    expect(JSON.parse(JSON.stringify(settled))).toEqual(settled)
    expect(JSON.stringify(settled)).not.toContain('socket')
  })
})
