import type { Fault } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flux, gptImage, imageWorld, type ImageWorld, type SeenJob } from '../testing/image-world.ts'

let world: ImageWorld
beforeAll(async () => {
  world = await imageWorld({
    config: {
      retry: { attempts: 3, baseMs: 1, budgetFloor: 1000 },
      timeouts: { firstByteMs: 400, idleMs: 400 },
    },
  })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const slow = { model: `replicate/${flux}` }
const quick = { model: `openai/${gptImage}`, size: '1024x1024', quality: 'low' }

/** How a connection ends at each moment of an answer, and what that is called. */
const cuts: readonly (readonly [name: string, fault: Fault, error: object])[] = [
  ['reset before the head', { kind: 'reset' }, { code: 'network', reason: 'connection_reset' }],
  ['closed before the head', { kind: 'close' }, { code: 'network', reason: 'connection_reset' }],
  ['silent before the head', { kind: 'hang' }, { code: 'timeout' }],
  ['reset after the head', { kind: 'reset', after: 0 }, { code: 'network', reason: 'truncated' }],
  ['reset within the body', { kind: 'reset', after: 1 }, { code: 'network', reason: 'truncated' }],
  ['closed within the body', { kind: 'close', after: 1 }, { code: 'network', reason: 'truncated' }],
  ['silent within the body', { kind: 'hang', after: 1 }, { code: 'timeout' }],
]

const gets = () =>
  world.replicate.requests.filter(({ method, path }) => method === 'GET' && /\/predictions\/sim/.test(path))
const cancels = () => world.replicate.requests.filter(({ path }) => path.endsWith('/cancel'))

async function isWhole(job: SeenJob): Promise<void> {
  expect(job).toMatchObject({ status: 'succeeded' })
  const [{ bytes = 0, url = '' } = {}] = job.metadata['files'] as readonly { bytes?: number; url?: string }[]
  const file = Buffer.from(await (await fetch(url)).arrayBuffer())
  const made = await fetch(
    `${new URL(world.replicate.url).origin}/delivery/${world.replicate.lastPrediction}/a.webp`,
  )
  expect(file.equals(Buffer.from(await made.arrayBuffer()))).toBe(true)
  expect(bytes).toBe(file.length)
}

describe.each(cuts)('a connection that is %s', (_name, fault, error) => {
  it('when a prediction is created: it is not created again, and may have been billed', async () => {
    world.replicate.script({ fault })
    const job = await world.run(slow)
    expect(job).toMatchObject({ status: 'failed', output: [], error: { ...error, billed: 'unknown' } })
    expect(job.metadata['cost_usd']).toBeNull()
    expect(world.creates()).toEqual({ replicate: 1, openai: 0 })
    expect((await world.call(job)).attempts).toHaveLength(1)
  })

  it('when it is asked after: it is asked after again, and all is well', async () => {
    world.replicate.script({ polls: 2 }, { on: 'get', fault })
    await isWhole(await world.run(slow))
    expect(world.creates().replicate).toBe(1)
    expect(cancels()).toHaveLength(0)
  })

  it('when it is cancelled: the job ends, and may have been billed', async () => {
    world.replicate.script({ outcome: 'never' }, { on: 'cancel', fault })
    const job = await world.start(slow)
    await world.reached('replicate', /\/predictions\/sim\w+$/)
    const end = await world.remove(job)
    expect(end).toMatchObject({ status: 'cancelled', error: { reason: 'job_cancelled', billed: 'unknown' } })
    expect([world.creates().replicate, cancels().length]).toEqual([1, 1])
  })

  it('when its picture is fetched: it is fetched again, whole', async () => {
    world.replicate.script({ polls: 1 }, { on: 'delivery', fault })
    await isWhole(await world.run(slow))
    expect(world.creates().replicate).toBe(1)
  })

  it('whenever its picture is fetched: it is paid for, and no half of it is kept', async () => {
    const again = { on: 'delivery', fault } as const
    world.replicate.script({ polls: 1 }, again, again, again)
    const job = await world.run(slow)
    expect(job).toMatchObject({ status: 'failed', output: [], error: { ...error, billed: 'yes' } })
    expect(job.metadata).toMatchObject({ cost_usd: 0.003, files: [] })
    expect(world.replicate.requests.filter(({ path }) => path.startsWith('/delivery/'))).toHaveLength(3)
    expect(world.creates().replicate).toBe(1)
  })

  it('when a picture is asked of a vendor that answers at once: it is not asked twice', async () => {
    world.openai.script({ fault })
    const job = await world.run(quick)
    expect(job).toMatchObject({ status: 'failed', output: [], error: { ...error, billed: 'unknown' } })
    expect(job.metadata['cost_usd']).toBeNull()
    expect(world.creates().openai).toBe(1)
  })
})

it.each(['end', 'html', 'body-error'] as const)(
  'an answer of another kind (%s) to a creation is an error, and nothing is created again',
  async kind => {
    world.replicate.script({ fault: { kind } })
    world.openai.script({ fault: { kind } })
    for (const body of [slow, quick])
      expect(await world.run(body)).toMatchObject({
        status: 'failed',
        error: { code: 'upstream', billed: 'unknown' },
      })
    expect(world.creates()).toEqual({ replicate: 1, openai: 1 })
  },
)

it('a vendor that never says how a job stands has it cancelled, and the job is said to be lost', async () => {
  const never = { on: 'get', fault: { kind: 'reset' } } as const
  world.replicate.script({ outcome: 'never' }, ...Array.from({ length: 8 }, () => never))
  const job = await world.run(slow)
  expect(job).toMatchObject({ status: 'failed', error: { reason: 'job_lost', billed: 'unknown' } })
  expect([world.creates().replicate, gets().length, cancels().length]).toEqual([1, 8, 1])
})

it('a page that is delivered in the place of a picture is no picture', async () => {
  world.replicate.script({ polls: 1 }, { on: 'delivery', fault: { kind: 'html', status: 200 } })
  const job = await world.run(slow)
  expect(job).toMatchObject({
    status: 'failed',
    output: [],
    error: { reason: 'artifact_not_media', billed: 'yes' },
  })
})

it('a picture that trickles in is whole', async () => {
  world.replicate.script({ polls: 1 }, { on: 'delivery', fault: { kind: 'trickle', everyMs: 1 } })
  await isWhole(await world.run(slow))
})
