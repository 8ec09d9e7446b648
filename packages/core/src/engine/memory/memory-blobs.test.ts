import { describe, expect, it } from 'vitest'
import type { Blobs } from '../../ports/blobs.ts'
import { manualClock } from '../manual-clock.ts'
import { memoryBlobs } from './memory-blobs.ts'

const facts = { mediaType: 'image/png' }

describe('blobs in memory', () => {
  it('do not eat the process: the oldest go when there is no room', async () => {
    const blobs = memoryBlobs(manualClock(), { maxBytes: 100 })
    for (const id of ['a', 'b', 'c']) await blobs.put(id, new Uint8Array(40), facts)
    expect(await there(blobs)).toEqual(['b', 'c'])
    await blobs.put('b', new Uint8Array(50), facts)
    await blobs.put('d', new Uint8Array(50), facts)
    expect(await there(blobs)).toEqual(['b', 'd'])
    await blobs.delete('b')
    await blobs.put('e', new Uint8Array(50), facts)
    expect(await there(blobs)).toEqual(['d', 'e'])
  })

  it('that have run out go before any other', async () => {
    const clock = manualClock()
    const blobs = memoryBlobs(clock, { maxBytes: 100 })
    await blobs.put('a', new Uint8Array(40), facts)
    await blobs.put('b', new Uint8Array(40), { ...facts, expiresAt: clock.now() + 10 })
    await clock.advance(20)
    await blobs.put('c', new Uint8Array(40), facts)
    expect(await there(blobs)).toEqual(['a', 'c'])
  })

  it('refuse what is larger than all the room, before it is read to its end', async () => {
    const blobs = memoryBlobs(manualClock(), { maxBytes: 100 })
    await blobs.put('a', new Uint8Array(60), facts)
    let read = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 40
        yield new Uint8Array(40)
      }
    }
    for (const content of [new Uint8Array(101), endless()]) {
      await expect(blobs.put('b', content, facts)).rejects.toMatchObject({ reason: 'blob_too_large' })
    }
    expect(read).toBe(120)
    expect(await there(blobs)).toEqual(['a'])
  })
})

async function there(blobs: Blobs): Promise<readonly string[]> {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const found = await Promise.all(ids.map(id => blobs.get(id)))
  return ids.filter((_, index) => found[index])
}
