import { getEventListeners } from 'node:events'
import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import type { JobEvent } from './job-event.ts'
import { JobFeed } from './job-feed.ts'

const line = { type: 'log', line: 'a step' } as const
const end = { type: 'done', job: { id: 'job_1' } as never } as const

async function read(events: AsyncIterable<JobEvent>): Promise<number[]> {
  const seen: number[] = []
  for await (const { seq } of events) seen.push(seq)
  return seen
}

it('gives all that comes to readers who come early and late', async () => {
  const feed = new JobFeed()
  feed.add(line, 1)
  const early = read(feed.after(0))
  await new Promise(setImmediate)
  feed.add(line, 2)
  feed.add(line, 3)
  const late = read(feed.after(1))
  feed.add(end, 4)
  expect(await early).toEqual([1, 2, 3, 4])
  expect(await late).toEqual([2, 3, 4])
  expect(await read(feed.after(3))).toEqual([4])
})

it('goes on with what is still kept for a reader who is far behind', async () => {
  const feed = new JobFeed()
  for (let at = 0; at < 300; at++) feed.add(line, at)
  feed.add(end, 300)
  const seen = await read(feed.after(2))
  expect([seen.length, seen.at(0), seen.at(-1)]).toEqual([256, 46, 301])
})

it('tells the end to a reader who says to have had events that there never were', async () => {
  const feed = new JobFeed()
  feed.add(line, 1)
  const seen = read(feed.after(999_999_999_999_999))
  await new Promise(setImmediate)
  feed.add(end, 2)
  expect(await seen).toEqual([2])
})

it('holds on to nothing for each event that a reader waited for', async () => {
  const feed = new JobFeed()
  const gone = new AbortController()
  const seen = read(feed.after(0, gone.signal))
  await new Promise(setImmediate)
  const before = queryObjects(Promise) as unknown as number
  for (let at = 0; at < 2000; at++) {
    feed.add(line, at)
    await new Promise(setImmediate)
  }
  expect((queryObjects(Promise) as unknown as number) - before).toBeLessThan(200)
  expect(getEventListeners(gone.signal, 'abort')).toHaveLength(1)
  gone.abort()
  expect(await seen).toHaveLength(2000)
  expect(getEventListeners(gone.signal, 'abort')).toHaveLength(0)
})
