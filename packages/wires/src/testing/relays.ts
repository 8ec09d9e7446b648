import type { ChatPart, PartStream, StreamEnd, Usage, WireId } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { numRuns } from './runs.ts'

export type Chunk = string | Uint8Array | Error

/** The body of a vendor's answer, in these chunks; an error is thrown in its place. */
export class Body implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  /** Those that nobody has read. */
  readonly chunks: (Uint8Array | Error)[]
  /** Whether the reader has let it go. */
  returned = false

  constructor(chunks: readonly Chunk[]) {
    this.chunks = chunks.map(chunk => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.chunks.shift()
    if (chunk instanceof Error) return Promise.reject(chunk)
    return Promise.resolve(chunk ? { done: false, value: chunk } : { done: true, value: undefined })
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.returned = true
    return Promise.resolve({ done: true, value: undefined })
  }
}

/** What came of a stream that was read to its end. */
export interface Passed {
  readonly slices: readonly string[]
  readonly text: string
  readonly end: StreamEnd
  readonly thrown: unknown
}

/** Reads a stream in the bytes of its wire. */
export async function passedBy(stream: PartStream<ChatPart>, wire: WireId): Promise<Passed> {
  const slices: string[] = []
  let thrown: unknown
  try {
    for await (const slice of stream.bytes(wire) ?? []) slices.push(Buffer.from(slice).toString())
  } catch (caught) {
    thrown = caught
  }
  return { slices, text: slices.join(''), thrown, end: await stream.done }
}

export interface Relaying {
  readonly open: (body: Body) => Promise<PartStream<ChatPart>>
  readonly wire: WireId
  /** The stream as its vendor sends it. */
  readonly whole: string
  /** As it is passed on, where that is something else. */
  readonly passed?: string
  readonly meters: Usage['meters']
  readonly seed: number
}

/** A stream passes in whole events and its usage is known, however it is cut, within characters too. */
export async function expectUnderAnyChunking(relaying: Relaying): Promise<void> {
  const { meters, open, seed, whole, passed = whole, wire } = relaying
  const bytes = Buffer.from(whole)
  const cuts = fc.array(fc.nat(bytes.length), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(cuts, async places => {
      const ends = [...places.toSorted((a, b) => a - b), bytes.length]
      const body = new Body(ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)))
      const { end, slices, text } = await passedBy(await open(body), wire)
      expect(text).toBe(passed)
      const unfinished = slices.filter(
        (_, index) => !/(\r\n|\r|\n){2}$/.test(slices.slice(0, index + 1).join('')),
      )
      expect(unfinished).toEqual([])
      expect(end.usage.meters).toEqual(meters)
    }),
    { numRuns, seed },
  )
}
