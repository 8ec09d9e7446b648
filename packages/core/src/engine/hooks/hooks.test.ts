import { describe, expect, it } from 'vitest'
import type { AttemptRecord, CallRecord } from '../../call/records.ts'
import { LucidError } from '../../errors/lucid-error.ts'
import type { AttemptContext, CallContext } from '../../hooks/hook.ts'
import type { Outcome } from '../../outcome/outcome.ts'
import { memoryState } from '../memory/memory-state.ts'
import { manualClock } from '../manual-clock.ts'
import { cost } from './cost.ts'
import { rateLimit, targetLimit } from './rate-limit.ts'
import { attemptTimeout } from './timeout.ts'

const answer = { kind: 'answer' } as Outcome
const next = async () => answer
const call = (key?: string) =>
  ({ record: { principal: { organisation: 'default', ...(key && { key }) } } as CallRecord }) as CallContext

describe('rateLimit', () => {
  it('refuses the caller with the time to wait, and another key not at all', async () => {
    const clock = manualClock()
    const layer = rateLimit({
      state: memoryState(clock),
      limit: { amount: 2, perMs: 60_000 },
      key: ({ record }) => record.principal.key,
    })
    await layer.run(call('a'), next)
    await layer.run(call('a'), next)
    await expect(layer.run(call('a'), next)).rejects.toMatchObject({
      code: 'rate_limit',
      origin: 'caller',
      recourse: 'same',
      retryAfterMs: 30_000,
      details: { limit: 'rate-limit', remaining: 0 },
    })
    await expect(layer.run(call('b'), next)).resolves.toBe(answer)
    await expect(layer.run(call(), next)).resolves.toBe(answer)
    await clock.advance(30_000)
    await expect(layer.run(call('a'), next)).resolves.toBe(answer)
  })

  it('sends an attempt to another target where a target is at its limit', async () => {
    const layer = targetLimit({
      state: memoryState(manualClock()),
      limit: { amount: 1, perMs: 1000 },
      key: ({ record }) => record.account,
    })
    const attempt = { record: { account: 'acme' } as AttemptRecord } as AttemptContext
    await layer.run(attempt, next)
    await expect(layer.run(attempt, next)).rejects.toMatchObject({
      code: 'rate_limit',
      origin: 'gateway',
      recourse: 'other',
    })
  })
})

describe('cost', () => {
  const settled = (id: string, more: Partial<AttemptRecord> = {}) =>
    ({ id, account: 'acme', payer: 'operator', costNanoUsd: '1500', ...more }) as AttemptRecord

  it('adds up each attempt once, however often it is told', () => {
    const tracker = cost()
    tracker.settled?.(settled('1'))
    tracker.settled?.(settled('1'))
    tracker.settled?.(settled('2'))
    expect(tracker.spend('acme')).toEqual({ nanoUsd: 3000n, attempts: 2, unknown: 0 })
  })

  it("counts a cost that is not known apart, and a caller's own key not at all", () => {
    const tracker = cost()
    const { costNanoUsd: _, ...unpriced } = settled('1')
    tracker.settled?.(unpriced)
    tracker.settled?.({ ...unpriced, id: '2', error: new LucidError('rate_limit', 'later').toJSON() })
    tracker.settled?.(settled('3', { payer: 'caller' }))
    expect(tracker.spend('acme')).toEqual({ nanoUsd: 0n, attempts: 2, unknown: 1 })
  })
})

describe('attemptTimeout', () => {
  it('gives up a head that does not come, and ends what is under way', async () => {
    const clock = manualClock()
    let ended: LucidError | undefined
    const attempt = {
      record: { account: 'acme' } as AttemptRecord,
      abort: (reason: LucidError) => (ended = reason),
    } as unknown as AttemptContext
    const run = attemptTimeout({ headMs: 500, clock }).run(attempt, () => new Promise<Outcome>(() => {}))
    const refused = expect(run).rejects.toMatchObject({
      code: 'timeout',
      reason: 'head_timeout',
      recourse: 'other',
    })
    await clock.advance(500)
    await refused
    expect(ended?.reason).toBe('head_timeout')
  })

  it('leaves a head that comes in time alone', async () => {
    const clock = manualClock()
    const attempt = {
      record: { account: 'acme' } as AttemptRecord,
      abort: () => expect.unreachable(),
    } as unknown as AttemptContext
    await expect(attemptTimeout({ headMs: 500, clock }).run(attempt, next)).resolves.toBe(answer)
    await clock.advance(1000)
  })
})
