import { image, LucidError } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { checked } from '../testing/ask.ts'
import { attemptOn } from '../testing/attempt.ts'
import { cancelImages, imagesStatus, startImages } from './job.ts'

const start = 1_700_000_000_000

async function begun(request: object, model = 'image-slow') {
  let now = start
  const clock = { now: () => now }
  const attempt = attemptOn(model)
  const asked = { prompt: 'a red fox', size: '96x64', ...request }
  const first = await startImages(await checked(image, asked), attempt, clock)
  return {
    attempt,
    first,
    status: (at: number, cursor = first.cursor) => {
      now = start + at
      return imagesStatus(cursor, attemptOn(model), clock)
    },
    cancel: (at: number, cursor = first.cursor) => {
      now = start + at
      return cancelImages(cursor, attemptOn(model), clock)
    },
  }
}

it('a picture waits, is painted step by step, and is there after four seconds', async () => {
  const { first, status } = await begun({ n: 2, seed: 7 })
  expect(first).toMatchObject({ state: 'queued', progress: 0, checkAfterMs: 400 })
  expect(await status(400)).toMatchObject({ state: 'running', progress: 0, checkAfterMs: 160 })
  const half = await status(2000)
  expect(half).toMatchObject({ state: 'running', cursor: first.cursor })
  expect(half.logs?.slice(0, 3)).toEqual([
    'Waiting for an easel.',
    'Painting 2 pictures of 96x64 from seed 7.',
    'Step 1 of 20.',
  ])
  expect(half.logs).toHaveLength(12)
  expect((await status(3700)).logs?.at(-1)).toBe('Writing the file.')
  const done = await status(4000)
  expect(done).toMatchObject({
    state: 'succeeded',
    result: {
      model: 'image-slow',
      created: start / 1000 + 4,
      images: [
        { mediaType: 'image/png', width: 96, seed: 7 },
        { mediaType: 'image/png', width: 96, seed: 8 },
      ],
      usage: { meters: { image: { certainty: 'known', quantity: 2 } } },
    },
  })
  expect(done.logs?.at(-1)).toBe('Done.')
  expect(await status(60_000)).toEqual(done)
})

it('asking when it says that something changes sees each change, and progress and logs only grow', async () => {
  const { first, status } = await begun({})
  let [last, at, asked] = [first, 0, 0]
  while (last.state === 'queued' || last.state === 'running') {
    at += last.checkAfterMs as number
    const next = await status(at)
    asked += 1
    expect(next.logs?.slice(0, last.logs?.length)).toEqual(last.logs)
    expect(next.logs?.length).toBeGreaterThan(last.logs?.length as number)
    if ('progress' in next) expect(next.progress).toBeGreaterThanOrEqual(last.progress as number)
    last = next
  }
  expect([at, asked]).toEqual([4000, 22])
})

it.each([0, 200, 400, 2000, 3999])('it can be cancelled after %d ms', async at => {
  const { cancel, status } = await begun({})
  const cancelled = await cancel(at)
  expect(cancelled).toMatchObject({
    state: 'cancelled',
    error: { code: 'cancelled', billed: 'no' },
    usage: { meters: { image: { quantity: 0 } } },
  })
  expect(await status(9000, cancelled.cursor)).toEqual(cancelled)
  expect(await cancel(9000, cancelled.cursor)).toEqual(cancelled)
})

it('it is too late to cancel what is there', async () => {
  const { cancel } = await begun({})
  expect(await cancel(4000)).toMatchObject({ state: 'succeeded' })
})

it('it takes as long as it is asked to, and fails where it is asked to', async () => {
  const quick = await begun({ options: { seconds: 0.5 } })
  expect(await quick.status(499)).toMatchObject({ state: 'running' })
  expect(await quick.status(500)).toMatchObject({ state: 'succeeded' })
  const failing = await begun({ options: { fails: true, colour: 'red' } })
  expect(failing.attempt.warnings).toMatchObject([{ type: 'dropped', field: 'options.colour' }])
  expect(await failing.status(1999)).toMatchObject({ state: 'running' })
  const failed = await failing.status(2000)
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'upstream', reason: 'asked_to_fail' } })
  expect(failed.logs).toHaveLength(13)
  expect(await failing.cancel(9000)).toEqual(failed)
})

it.each([{ seconds: -1 }, { seconds: 'long' }, { seconds: 1e9 }, { fails: 1 }])(
  'the wish %j is refused',
  async options => {
    await expect(begun({ options })).rejects.toMatchObject({
      code: 'invalid_request',
      param: `options.${Object.keys(options)[0]}`,
    })
  },
)

it('a model that is not slow is done at once', async () => {
  const { first } = await begun({ partialImages: 1 }, 'image')
  expect(first).toMatchObject({ state: 'succeeded', result: { images: [{ width: 96 }] } })
})

it('a clock that goes back does not make it less than begun', async () => {
  const { status } = await begun({})
  expect(await status(-5000)).toMatchObject({ state: 'queued', progress: 0 })
})

it.each(['', 'x', Buffer.from('{}').toString('base64url'), Buffer.from('null').toString('base64url')])(
  'the cursor "%s" is none of ours',
  async cursor => {
    await expect(imagesStatus(cursor, attemptOn('image-slow'))).rejects.toMatchObject({
      code: 'not_found',
      reason: 'unknown_job',
    })
  },
)

it('a prompt that makes the cursor too long is refused', async () => {
  const error = await begun({ prompt: 'x'.repeat(40_000) }).catch((thrown: unknown) => thrown)
  expect(LucidError.is(error) && error.param).toBe('prompt')
})
