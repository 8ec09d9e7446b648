import { describe, expect, test } from 'vitest'
import { Pools } from './pools.ts'
import { settingsOf } from './settings.ts'
import { parseTarget } from './target.ts'
import { ManualClock } from './testing/manual-clock.ts'

const minute = 60_000

describe('Pools', () => {
  test('an origin has one pool per reach', () => {
    const pools = new Pools(settingsOf({}))
    const target = parseTarget('https://a.example/one')
    const same = parseTarget('https://A.example:443/two')
    expect(pools.for(target, 'public')).toBe(pools.for(same, 'public'))
    expect(pools.for(target, 'public')).not.toBe(pools.for(target, 'anywhere'))
    expect(pools.for(target, 'public')).not.toBe(pools.for(parseTarget('http://a.example/'), 'public'))
    expect(pools.size).toBe(3)
  })

  test('a pool that nobody uses is closed after some minutes, one in use is kept', async () => {
    const clock = new ManualClock()
    const pools = new Pools(settingsOf({ clock }))
    const idle = pools.for(parseTarget('https://idle.example/'), 'public')
    const busy = pools.for(parseTarget('https://busy.example/'), 'public')
    busy.enter()
    clock.advance(4 * minute)
    expect(pools.size).toBe(2)
    clock.advance(3 * minute)
    expect(pools.size).toBe(1)
    expect((idle.dispatcher as { closed?: boolean }).closed).toBe(true)
    busy.leave()
    clock.advance(7 * minute)
    expect(pools.size).toBe(0)
    await pools.close()
  })

  test('the number of origins is bounded: idle ones make room, and when none is idle it is refused', () => {
    const pools = new Pools(settingsOf({ clock: new ManualClock() }))
    for (let index = 0; index < 1024; index++)
      pools.for(parseTarget(`https://h${index}.example/`), 'public').enter()
    const more = parseTarget('https://one-more.example/')
    expect(() => pools.for(more, 'public')).toThrow('1024 hosts')
    pools.for(parseTarget('https://h7.example/'), 'public').leave()
    expect(pools.for(more, 'public')).toBeDefined()
    expect(pools.size).toBe(1024)
  })
})
