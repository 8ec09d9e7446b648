import type { Clock } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { poll } from './poll.ts'

/** A clock whose waits are over at once, and which remembers them. */
function quickClock(): Clock & { readonly waits: number[] } {
  let time = 0
  const waits: number[] = []
  const after = (ms: number, callback: () => void): (() => void) => {
    waits.push(ms)
    time += ms
    queueMicrotask(callback)
    return () => {}
  }
  return { now: () => time, monotonic: () => time, after, waits }
}

const { signal } = new AbortController()

describe('poll', () => {
  it('waits longer each time, up to a bound, or as long as the vendor says', async () => {
    const clock = quickClock()
    const looks = [
      { done: false },
      { done: false },
      { done: false, afterMs: 7 },
      { done: false },
      { done: true, value: 'v' },
    ] as const
    const options = { signal, deadline: 1e6, clock, firstMs: 100, factor: 2, maxMs: 300 }
    expect(await poll(async round => looks[round] ?? { done: true, value: '' }, options)).toBe('v')
    expect(clock.waits).toEqual([100, 200, 7, 300])
  })

  it('gives up before a wait that would pass the deadline', async () => {
    const clock = quickClock()
    const waiting = poll(async () => ({ done: false }), {
      signal,
      deadline: 250,
      clock,
      firstMs: 100,
      factor: 1,
    })
    await expect(waiting).rejects.toMatchObject({ code: 'timeout' })
    expect(clock.waits).toEqual([100, 100])
  })

  it('stops when the signal says so, in the middle of a wait', async () => {
    const gone = new AbortController()
    let stopped = false
    const clock: Clock = { now: () => 0, monotonic: () => 0, after: () => () => void (stopped = true) }
    const waiting = poll(async () => ({ done: false }), { signal: gone.signal, deadline: 1e6, clock })
    queueMicrotask(() => setImmediate(() => gone.abort(new Error('gone'))))
    await expect(waiting).rejects.toThrow('gone')
    expect(stopped).toBe(true)
  })
})
