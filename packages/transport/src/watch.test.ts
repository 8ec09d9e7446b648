import { describe, expect, test } from 'vitest'
import { ManualClock } from './testing/manual-clock.ts'
import { Watch, type Watched } from './watch.ts'

class Thing implements Watched {
  dueAt = Infinity
  deadline = Infinity
  slot = 0
  readonly expired: string[] = []

  expire(why: 'due' | 'deadline'): void {
    this.expired.push(why)
    this.dueAt = Infinity
    this.deadline = Infinity
  }
}

describe('Watch', () => {
  test('expires what is due, late by two ticks at most and never early', () => {
    const clock = new ManualClock()
    const watch = new Watch(clock)
    for (let offset = 0; offset < 60; offset += 7) {
      const thing = new Thing()
      watch.add(thing)
      clock.advance(offset)
      thing.dueAt = watch.in(500)
      clock.advance(499)
      expect(thing.expired).toEqual([])
      clock.advance(101)
      expect(thing.expired).toEqual(['due'])
      watch.delete(thing)
    }
  })

  test('time in which the process was busy is not held against anyone', () => {
    const clock = new ManualClock()
    const late = { ...clockOf(clock), monotonic: () => clock.monotonic() + blocked }
    let blocked = 0
    const watch = new Watch(late)
    const thing = new Thing()
    thing.dueAt = watch.in(1_000)
    watch.add(thing)
    blocked = 10_000
    clock.advance(500)
    expect(thing.expired).toEqual([])
    clock.advance(600)
    expect(thing.expired).toEqual(['due'])
  })

  test('keeps its books while things come and go in any order', () => {
    const clock = new ManualClock()
    const watch = new Watch(clock)
    const things = Array.from({ length: 7 }, () => new Thing())
    for (const thing of things) watch.add(thing)
    for (const index of [3, 6, 0, 4]) watch.delete(things[index] as Thing)
    for (const thing of things) thing.deadline = clock.now()
    clock.advance(60)
    expect(things.map(thing => thing.expired.length)).toEqual([0, 1, 1, 0, 0, 1, 0])
  })
})

function clockOf(clock: ManualClock) {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (ms: number, ring: () => void) => clock.after(ms, ring),
  }
}
