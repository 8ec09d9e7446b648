import type { ImageRequest } from '@lucid-gateway/core'
import type { ReplicateBehaviour } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import { imageOffer } from './image.ts'
import { replicateClients } from './sdk/client.ts'
import { openBench, schnell } from './test/bench.ts'
import { type ImageJob, startedPlugin } from './test/started-plugin.ts'

const { attempts, plugin, simulator } = await openBench()
const { job } = plugin.image

const fox: ImageRequest = { prompt: 'a fox' }

/** A job from its start to its end, asked after at once. */
async function run(request: ImageRequest = fox, model = schnell): Promise<readonly ImageJob[]> {
  const attempt = attempts.next(model)
  const statuses = [await job.start(request, attempt)]
  for (;;) {
    const last = statuses.at(-1) as ImageJob
    if (last.state !== 'queued' && last.state !== 'running') return statuses
    if (statuses.length > 20) return statuses
    statuses.push(await job.status(last.cursor, attempt))
  }
}

async function endOf(behaviour: ReplicateBehaviour, request = fox, model = schnell): Promise<ImageJob> {
  simulator.script(behaviour)
  return (await run(request, model)).at(-1) as ImageJob
}

describe('a job', () => {
  it('is queued, runs and gives its pictures, with its logs and how far it is', async () => {
    simulator.script({ polls: 3 })
    const statuses = await run({ prompt: 'a fox', n: 2, seed: 7, format: 'png' })
    expect(statuses.map(({ state }) => state)).toEqual(['queued', 'running', 'running', 'succeeded'])
    expect(statuses[1]).toMatchObject({ progress: 0.33 })
    expect(statuses[1]).not.toHaveProperty('checkAfterMs')
    expect(statuses[1]?.logs?.[0]).toBe('Using seed: 7')
    expect(statuses.at(-1)).toMatchObject({
      cursor: simulator.lastPrediction,
      result: {
        id: simulator.lastPrediction,
        model: schnell,
        created: expect.any(Number),
        images: [0, 1].map(index => ({
          mediaType: 'image/png',
          data: { kind: 'url', url: expect.stringContaining(`out-${index}.png`) },
        })),
        usage: {
          meters: {
            image: { certainty: 'known', quantity: 2 },
            compute_second: { certainty: 'known', quantity: 1.75 },
          },
        },
      },
    })
  })

  it('tells of the seed that makes its only picture again', async () => {
    expect(await endOf({})).toMatchObject({ result: { images: [{ seed: 42 }] } })
  })

  it('may be over when it is started', async () => {
    const [first] = await run({ prompt: 'sim:polls=0' })
    expect(first).toMatchObject({ state: 'succeeded' })
  })

  it('that says it runs and has its output is done', async () => {
    expect(await endOf({ outcome: 'processing-with-output' })).toMatchObject({
      state: 'succeeded',
      result: { images: [{ mediaType: 'image/webp' }] },
    })
  })

  it('of a status that nobody knows goes on', async () => {
    simulator.script({ status: 'warming', polls: 9 })
    const { cursor } = await job.start(fox, attempts.next(schnell))
    expect(await job.status(cursor, attempts.next(schnell))).toMatchObject({ state: 'running' })
  })

  it('of a model that gives one picture, an object of them, or data is read the same way', async () => {
    const pro = 'black-forest-labs/flux-1.1-pro'
    expect(await endOf({}, fox, pro)).toMatchObject({ result: { images: [{ mediaType: 'image/webp' }] } })
    expect(await endOf({}, { prompt: 'sim:data-url' }, pro)).toMatchObject({
      result: { images: [{ mediaType: 'image/webp', data: { kind: 'base64' } }] },
    })
    const images = [
      { mediaType: 'image/png', data: { kind: 'url', url: 'https://example.com/a.png' } },
    ] as const
    expect(await endOf({}, { prompt: 'a', images, n: 2 }, 'acme/inpainter')).toMatchObject({
      result: { images: [{ mediaType: 'image/png' }, { mediaType: 'image/png' }] },
    })
  })

  it('says what was made beside pictures, and that fewer were made than asked for', async () => {
    const output = ['https://replicate.delivery/a/out.png', 'https://replicate.delivery/a/out.mp4']
    expect(await endOf({ output }, { prompt: 'a fox', n: 2 })).toMatchObject({
      result: {
        images: [{ data: { url: output[0] } }],
        warnings: [
          { type: 'note', field: 'n' },
          { type: 'dropped', message: expect.stringContaining('1 files') },
        ],
      },
    })
  })
})

describe('the end of a job', () => {
  const used = {
    meters: { image: { certainty: 'unknown' }, compute_second: { certainty: 'known', quantity: 1.25 } },
  }
  const ends: readonly (readonly [name: string, behaviour: ReplicateBehaviour, end: object])[] = [
    [
      'that failed',
      { outcome: 'failed' },
      {
        state: 'failed',
        usage: used,
        error: {
          code: 'upstream',
          message: 'CUDA out of memory.',
          origin: 'provider',
          reason: 'job_failed',
          billed: 'unknown',
        },
      },
    ],
    [
      'that was interrupted, and may be tried again',
      { outcome: 'failed', why: 'Prediction interrupted; please retry (code: PA)' },
      { error: { code: 'upstream', reason: 'job_interrupted', recourse: 'same' } },
    ],
    [
      'whose content was refused',
      { outcome: 'failed', why: 'The input or output was flagged as sensitive. (E005)' },
      { state: 'failed', error: { code: 'content_filter', origin: 'caller', reason: 'job_refused' } },
    ],
    [
      'that never began',
      { outcome: 'aborted' },
      {
        state: 'failed',
        error: { code: 'timeout', reason: 'job_aborted', billed: 'no' },
        usage: { meters: {} },
      },
    ],
    [
      'that somebody cancelled',
      { outcome: 'canceled' },
      {
        state: 'cancelled',
        error: { code: 'cancelled', origin: 'gateway', reason: 'job_canceled', billed: 'yes' },
      },
    ],
    [
      'that is complete by its times, and has no output',
      { outcome: 'processing-without-output' },
      { state: 'failed', error: { code: 'upstream', reason: 'job_without_output', billed: 'yes' } },
    ],
    [
      'that succeeded with nothing',
      { outcome: 'succeeded-without-output' },
      { state: 'failed', error: { reason: 'job_without_output' } },
    ],
    [
      'whose data is deleted',
      { dataRemoved: true },
      { state: 'failed', error: { reason: 'job_output_removed', recourse: 'none' } },
    ],
    [
      'that made no pictures',
      { output: ['Once ', 'upon a time'] },
      { state: 'failed', error: { reason: 'job_without_pictures' } },
    ],
    [
      'that made a film',
      { output: 'https://replicate.delivery/a/out.mp4' },
      { state: 'failed', error: { reason: 'job_without_pictures' } },
    ],
  ]
  it.each(ends)('%s', async (_name, behaviour, end) => {
    expect(await endOf(behaviour)).toMatchObject(end)
  })

  it('does not show the token that a failure repeats', async () => {
    const { apiKey } = attempts.next(schnell).credentials
    const end = await endOf({ outcome: 'failed', why: `No such user: ${apiKey}` })
    expect(JSON.stringify(end)).not.toContain(apiKey)
  })

  it('comes by cancelling, for what is not over', async () => {
    const { cursor } = await job.start(fox, attempts.next(schnell))
    expect(await job.cancel(cursor, attempts.next(schnell))).toMatchObject({
      state: 'cancelled',
      error: { code: 'cancelled', billed: 'no' },
    })
    expect(await job.status(cursor, attempts.next(schnell))).toMatchObject({ state: 'cancelled' })
    const [done] = await run({ prompt: 'sim:polls=0' })
    expect(await job.cancel(String(done?.cursor), attempts.next(schnell))).toMatchObject({
      state: 'succeeded',
    })
  })

  it('comes by the deadline of the account', async () => {
    const hasty = (await startedPlugin({ baseUrl: simulator.url, cancelAfter: '1m30s' })).image.job
    const { cursor } = await hasty.start(fox, attempts.next(schnell))
    expect(simulator.requests[0]?.headers['cancel-after']).toBe('1m30s')
    simulator.passDeadline(cursor)
    expect(await hasty.status(cursor, attempts.next(schnell))).toMatchObject({
      state: 'failed',
      error: { code: 'timeout', reason: 'job_aborted' },
    })
  })
})

describe('where it is sent', () => {
  const stable = 'ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4'
  const places: readonly (readonly [model: string, path: string, version: string | undefined])[] = [
    [schnell, `/v1/models/${schnell}/predictions`, undefined],
    ['stability-ai/stable-diffusion', '/v1/predictions', stable],
    [`stability-ai/stable-diffusion:${stable}`, '/v1/predictions', stable],
    [stable, '/v1/predictions', stable],
    ['deployments/acme/my-flux', '/v1/deployments/acme/my-flux/predictions', undefined],
  ]
  it.each(places)('%s', async (model, path, version) => {
    expect(await job.start(fox, attempts.next(model))).toMatchObject({ state: 'queued' })
    expect(simulator.requests.at(-1)).toMatchObject({ path, body: { input: { prompt: 'a fox' } } })
    const { version: sent } = { version: undefined, ...(simulator.requests.at(-1)?.body as object) }
    expect(sent).toBe(version)
  })

  it('is asked once of a model without a card, and each time with a caller’s own token', async () => {
    const fresh = (await startedPlugin({ baseUrl: simulator.url })).image.job
    const model = 'stability-ai/stable-diffusion'
    const lookUps = () => simulator.requests.filter(({ path }) => path === `/v1/models/${model}`)
    for (const _ of [1, 2]) await fresh.start(fox, attempts.next(model))
    expect(lookUps()).toHaveLength(1)
    for (const _ of [1, 2]) await fresh.start(fox, attempts.next(model, { secretVersion: undefined }))
    expect(lookUps()).toHaveLength(3)
  })

  it('is asked again of a model after a while, which may have a new version by then', async () => {
    let now = 0
    const clients = replicateClients(simulator.url)
    const { job: own } = imageOffer({ baseUrl: simulator.url }, clients, { now: () => now })
    const started = async (minutes: number): Promise<number> => {
      now = minutes * 60_000
      simulator.reset()
      await own?.start(fox, attempts.next('stability-ai/stable-diffusion'))
      return simulator.requests.length
    }
    expect([await started(0), await started(29), await started(31), await started(32)]).toEqual([2, 1, 2, 1])
  })

  it.each(['gpt-5', 'a/b/c', '../../account/x', 'a/..', 'a/b:c/d', 'a/b?c', 'deployments/a'])(
    'is nowhere for %s',
    async model => {
      const started = job.start(fox, attempts.next(model))
      await expect(started).rejects.toMatchObject({ code: 'not_found', reason: 'unknown_model' })
      expect(simulator.requests.filter(({ method }) => method !== 'GET')).toHaveLength(0)
    },
  )

  it('with a webhook where the gateway can be reached', async () => {
    const webhookUrl = 'https://gateway.example/hook'
    await job.start(fox, Object.assign({}, attempts.next(schnell), { webhookUrl }))
    expect(simulator.requests[0]?.body).toMatchObject({
      webhook: webhookUrl,
      webhook_events_filter: ['start', 'logs', 'completed'],
    })
  })
})

describe('what goes wrong on the way', () => {
  const posts = () => simulator.requests.filter(({ method }) => method === 'POST')

  it('a connection that breaks when it is started makes one prediction, not six', async () => {
    simulator.script({ fault: { kind: 'reset' } })
    await expect(job.start(fox, attempts.next(schnell))).rejects.toMatchObject({
      code: 'network',
      billed: 'unknown',
    })
    expect(posts()).toHaveLength(1)
  })

  it.each(['throttled', 'server_error', 'unavailable'] as const)('%s is not asked again', async error => {
    simulator.script({ error })
    await expect(job.start(fox, attempts.next(schnell))).rejects.toThrow()
    simulator.script({ on: 'get', error })
    const { cursor } = await job.start(fox, attempts.next(schnell))
    await expect(job.status(cursor, attempts.next(schnell))).rejects.toThrow()
    expect(simulator.requests).toHaveLength(3)
  })

  it('at each step is an error, and what the vendor did counts all the same', async () => {
    const { cursor } = await job.start(fox, attempts.next(schnell))
    simulator.script({ on: 'get', fault: { kind: 'close' } }, { on: 'cancel', fault: { kind: 'reset' } })
    await expect(job.status(cursor, attempts.next(schnell))).rejects.toMatchObject({ code: 'network' })
    await expect(job.cancel(cursor, attempts.next(schnell))).rejects.toMatchObject({ code: 'network' })
    expect(await job.status(cursor, attempts.next(schnell))).toMatchObject({ state: 'cancelled' })
  })

  it('half an answer, a page and an error with a good status are errors', async () => {
    for (const fault of [
      { kind: 'end', after: 1 },
      { kind: 'html', status: 200 },
      { kind: 'body-error' },
    ] as const) {
      simulator.script({ fault })
      await expect(job.start(fox, attempts.next(schnell))).rejects.toMatchObject({
        code: 'upstream',
        reason: 'malformed',
      })
    }
  })

  it('a job that there is not is nobody else’s', async () => {
    for (const cursor of ['sim0', '../account', '']) {
      await expect(job.status(cursor, attempts.next(schnell))).rejects.toMatchObject({
        code: 'not_found',
        origin: 'provider',
        reason: 'unknown_job',
      })
    }
    expect(simulator.requests.map(({ path }) => path)).toEqual(['/v1/predictions/sim0'])
  })

  it('who goes away is let go', async () => {
    simulator.script({ fault: { kind: 'hang' } })
    const leaving = new AbortController()
    const started = job.start(fox, attempts.next(schnell, { signal: leaving.signal }))
    setTimeout(() => leaving.abort(), 20)
    await expect(started).rejects.toMatchObject({ code: 'cancelled' })
    expect(posts()).toHaveLength(1)
  })
})

it('a picture is fetched without the token', async () => {
  const end = await endOf({})
  if (end.state !== 'succeeded') throw new Error('It should have succeeded.')
  const [picture] = end.result.images
  if (picture?.data.kind !== 'url') throw new Error('It should have an address.')
  const { http } = attempts.next(schnell)
  const answer = await http.send({ url: picture.data.url, trust: 'artifact' })
  expect(answer.headers['content-type']).toBe('image/webp')
  await answer.bytes()
  expect(simulator.leaks).toHaveLength(0)
})
