import { describe, expect, it } from 'vitest'
import { chat, type ChatPart } from '../capabilities/chat/index.ts'
import { LucidError } from '../errors/lucid-error.ts'
import type { PartStream } from '../outcome/outcome.ts'
import { knownUsage } from '../usage/usage.ts'
import { mapParts, startStream, tap } from './part-stream.ts'

const text = (value: string): ChatPart => ({ type: 'text-delta', id: '0', text: value })
const start: ChatPart = { type: 'start', id: 'x' }
const opened: ChatPart = { type: 'text-start', id: '0' }
const usage = (output: number): ChatPart => ({ type: 'usage', usage: knownUsage({ output }) })

async function* from(parts: readonly (ChatPart | Error)[], onReturn?: () => void): AsyncGenerator<ChatPart> {
  try {
    for (const part of parts) {
      if (part instanceof Error) throw part
      yield part
    }
  } finally {
    onReturn?.()
  }
}

async function all<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = []
  for await (const part of parts) seen.push(part)
  return seen
}

describe('a stream of a generator', () => {
  it('gives all parts in order and ends with the last usage', async () => {
    const parts = [start, opened, text('a'), usage(1), text('b'), usage(2)]
    const stream = await startStream(chat, from(parts))
    expect(await all(stream.parts)).toEqual(parts)
    expect(await stream.done).toMatchObject({ status: 'finished', usage: knownUsage({ output: 2 }) })
  })

  it('is given up where no content comes, however many other parts do', async () => {
    let taken = 0
    let returned = false
    async function* endless(): AsyncGenerator<ChatPart> {
      try {
        for (; ; taken++) yield usage(1)
      } finally {
        returned = true
      }
    }
    await expect(startStream(chat, endless())).rejects.toMatchObject({
      code: 'upstream',
      reason: 'no_content',
    })
    expect([taken, returned]).toEqual([10_000, true])
  })

  it('tells what the attempt was warned of, early as a part, late at the end, each once', async () => {
    const warn = (message: string) => ({ type: 'dropped', message }) as const
    const warnings = [warn('early')]
    const stream = await startStream(chat, from([start, opened, text('a')]), warnings)
    warnings.push(warn('late'))
    expect((await all(stream.parts)).slice(0, 3)).toEqual([
      start,
      { type: 'warning', warning: warn('early') },
      opened,
    ])
    expect((await stream.done).warnings).toEqual([warn('early'), warn('late')])
  })

  it('rejects with what fails before the first content, so that another target can be tried', async () => {
    const failure = new LucidError('overloaded', 'busy')
    await expect(startStream(chat, from([start, failure]))).rejects.toBe(failure)
    await expect(startStream(chat, from([]))).rejects.toMatchObject({ reason: 'empty_stream' })
  })

  it('fails in the reading, and says so in done, where the break comes after content', async () => {
    const stream = await startStream(chat, from([opened, text('a'), usage(1), new Error('cut')]))
    await expect(all(stream.parts)).rejects.toMatchObject({ code: 'upstream', message: 'cut' })
    expect(await stream.done).toMatchObject({
      status: 'failed',
      usage: knownUsage({ output: 1 }),
      error: { message: 'cut' },
    })
  })

  it('says of the last part that it is the last where that is known, and has ended by then', async () => {
    const stream = await startStream(chat, from([start, opened]))
    const told: (boolean | undefined)[] = []
    for await (const _part of stream.parts) told.push(stream.ended)
    expect(told).toEqual([false, true])
    expect(await stream.done).toMatchObject({ status: 'finished' })
    const longer = await startStream(chat, from([opened, text('a')]))
    for await (const _part of longer.parts) expect(longer.ended).toBe(false)
    expect(longer.ended).toBe(true)
  })

  it('can be read once', async () => {
    const stream = await startStream(chat, from([opened, text('a')]))
    await all(stream.parts)
    expect(() => stream.parts[Symbol.asyncIterator]()).toThrow(
      expect.objectContaining({ reason: 'stream_claimed' }),
    )
  })

  it('is cancelled by a reader that leaves, and tells the provider', async () => {
    let returned = false
    const stream = await startStream(
      chat,
      from([opened, text('a'), text('b')], () => (returned = true)),
    )
    for await (const _part of stream.parts) break
    expect(await stream.done).toMatchObject({ status: 'cancelled' })
    expect(returned).toBe(true)
  })

  it('resolves done when it is cancelled without ever having been read', async () => {
    const stream = await startStream(chat, from([opened, text('a')]))
    stream.cancel()
    expect(await stream.done).toMatchObject({ status: 'cancelled' })
    expect(await all(stream.parts)).toEqual([])
  })
})

describe('mapParts and tap', () => {
  it('mapParts changes and leaves out, and gives up the bytes', async () => {
    const stream = await startStream(chat, from([opened, text('a'), text('b')]))
    const shouted = mapParts({ ...stream, parts: stream.parts, bytes: () => from([]) as never }, part =>
      part.type === 'text-start'
        ? undefined
        : part.type === 'text-delta'
          ? text(part.text.toUpperCase())
          : part,
    )
    expect(shouted.bytes('openai-chat')).toBeUndefined()
    expect(await all(shouted.parts)).toEqual([text('A'), text('B')])
    expect(await shouted.done).toMatchObject({ status: 'finished' })
  })

  it('mapParts lets out what was held back, in front of the part that shows that no more comes', async () => {
    const end: ChatPart = { type: 'text-end', id: '0' }
    const stream = await startStream(chat, from([opened, text('a'), text('b'), end]))
    let held = ''
    const slow = mapParts(stream, part => {
      if (part.type === 'text-end') return [text(held), part]
      if (part.type !== 'text-delta') return part
      held += part.text
      return undefined
    })
    const told: (readonly [string, boolean | undefined])[] = []
    for await (const part of slow.parts) told.push([part.type, slow.ended])
    expect(told.map(([type]) => type)).toEqual(['text-start', 'text-delta', 'text-end'])
    expect(told[1]).toEqual(['text-delta', false])
    expect(held).toBe('ab')
  })

  it('mapParts is not at its end while one of the last parts is still to come', async () => {
    const stream = mapParts(await startStream(chat, from([start, opened])), part =>
      part.type === 'text-start' ? [text('x'), part] : part,
    )
    const told: (boolean | undefined)[] = []
    for await (const _part of stream.parts) told.push(stream.ended)
    expect(told).toEqual([false, false, true])
  })

  it('tap sees each part and changes none', async () => {
    const stream = await startStream(chat, from([opened, text('a')]))
    const looked: string[] = []
    const tapped = tap(stream, { part: part => looked.push(part.type) })
    expect(await all(tapped.parts)).toEqual([opened, text('a')])
    expect(looked).toEqual(['text-start', 'text-delta'])
  })

  it.each([
    ['mapParts', (stream: PartStream<ChatPart>) => mapParts(stream, part => part)],
    ['tap', (stream: PartStream<ChatPart>) => tap(stream, { part: () => {} })],
  ])('%s knows the last part where the stream does', async (_what, layered) => {
    const stream = layered(await startStream(chat, from([start, opened])))
    const told: (boolean | undefined)[] = []
    for await (const _part of stream.parts) told.push(stream.ended)
    expect(told).toEqual([false, true])
  })
})
