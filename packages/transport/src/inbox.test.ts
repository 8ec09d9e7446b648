import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Inbox, type InboxSource } from './inbox.ts'

const numRuns = process.env.LUCID_LONG === '1' ? 20_000 : 200

class Source implements InboxSource {
  paused = false
  stopped = 0

  pause(): void {
    if (this.paused) throw new Error('It was paused already.')
    this.paused = true
  }

  resume(): void {
    if (!this.paused) throw new Error('It was not paused.')
    this.paused = false
  }

  stop(): void {
    this.stopped++
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('push' as const), length: fc.nat(80_000) }),
  fc.record({ do: fc.constant('read' as const), length: fc.constant(0) }),
)

describe('Inbox', () => {
  test('gives everything in order, asks for a pause in time, and weighs nothing when it is empty', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 400 }), async steps => {
        const source = new Source()
        const inbox = new Inbox<Uint8Array>(source)
        const sent: Uint8Array[] = []
        const read: Promise<IteratorResult<Uint8Array, undefined>>[] = []
        for (const { do: what, length } of steps) {
          if (what === 'read' && read.length <= sent.length) read.push(inbox.next())
          if (what === 'read' || source.paused) continue
          sent.push(new Uint8Array(length))
          inbox.push(sent.at(-1) as Uint8Array)
          await Promise.resolve()
        }
        expect(inbox.weight).toBeLessThanOrEqual(256 * 1024 + 80_064)
        inbox.end()
        while (read.length <= sent.length) read.push(inbox.next())
        const results = await Promise.all(read)
        expect(results.length).toBe(sent.length + 1)
        expect(results.slice(0, sent.length).every((result, index) => result.value === sent[index])).toBe(
          true,
        )
        expect(results.at(-1)).toEqual({ done: true, value: undefined })
        expect([inbox.weight, source.paused, source.stopped]).toEqual([0, false, 0])
      }),
      { numRuns },
    )
  })

  test('a trickle of empty chunks is bounded too', () => {
    const source = new Source()
    const inbox = new Inbox<Uint8Array>(source)
    for (let count = 0; count < 5_000 && !source.paused; count++) inbox.push(new Uint8Array(0))
    expect(source.paused).toBe(true)
  })

  test('stopping wakes a reader that waits', async () => {
    const source = new Source()
    const inbox = new Inbox<string>(source)
    const waiting = inbox.next()
    await inbox.return()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(source.stopped).toBe(1)
  })
})
