import { manualClock } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { Deadlines } from './deadlines.ts'

describe('Deadlines', () => {
  it('ends each at its own time, in whatever order they came', async () => {
    const clock = manualClock()
    const deadlines = new Deadlines(clock)
    const ended: string[] = []
    const due = (name: string, inMs: number) => {
      const self = {
        record: { deadline: clock.now() + inMs },
        expire: () => {
          ended.push(`${name} ${clock.now() - 1_000_000}`)
          deadlines.delete(self)
        },
      }
      deadlines.add(self)
      return self
    }
    due('long', 500)
    due('short', 100)
    const met = due('met', 200)
    deadlines.delete(met)
    due('middle', 300)
    await clock.advance(1000)
    due('next', 50)
    await clock.advance(50)
    expect(ended).toEqual(['short 100', 'middle 300', 'long 500', 'next 1050'])
  })
})
