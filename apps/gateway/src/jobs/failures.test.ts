import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flux, gptImage, imageWorld, type ImageWorld, type SeenJob } from '../testing/image-world.ts'

let world: ImageWorld
beforeAll(async () => {
  world = await imageWorld({ config: { retry: { attempts: 3, baseMs: 1, capMs: 100, budgetFloor: 1000 } } })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

interface Failure {
  readonly wish: string
  /** Of the answer to whoever waited. */
  readonly status: number
  readonly error: {
    readonly code: string
    readonly billed: 'yes' | 'no' | 'unknown'
    readonly origin?: string
    readonly reason?: string
    readonly param?: string
    readonly retry_after_ms?: number
  }
  /** How often it was begun at the vendor; once unless said. */
  readonly creates?: number
}

/** What the predictions of Replicate come to that are no pictures. */
const ends: readonly Failure[] = [
  {
    wish: 'outcome=failed',
    status: 502,
    error: { code: 'upstream', reason: 'job_failed', billed: 'unknown', origin: 'provider' },
  },
  {
    wish: 'nsfw',
    status: 400,
    error: { code: 'content_filter', reason: 'job_refused', billed: 'unknown', origin: 'caller' },
  },
  {
    wish: 'outcome=aborted',
    status: 504,
    error: { code: 'timeout', reason: 'job_aborted', billed: 'no', origin: 'provider' },
  },
  {
    wish: 'outcome=canceled',
    status: 499,
    error: { code: 'cancelled', reason: 'job_canceled', billed: 'yes', origin: 'gateway' },
  },
  {
    wish: 'outcome=processing-without-output',
    status: 502,
    error: { code: 'upstream', reason: 'job_without_output', billed: 'yes', origin: 'provider' },
  },
  {
    wish: 'outcome=succeeded-without-output',
    status: 502,
    error: { code: 'upstream', reason: 'job_without_output', billed: 'yes', origin: 'provider' },
  },
  {
    wish: 'removed',
    status: 502,
    error: { code: 'upstream', reason: 'job_output_removed', billed: 'yes', origin: 'provider' },
  },
  {
    wish: 'get-error=not_found',
    status: 502,
    error: { code: 'not_found', reason: 'job_lost', billed: 'unknown', origin: 'provider' },
  },
  {
    wish: 'get-error=unauthenticated',
    status: 502,
    error: { code: 'auth', reason: 'job_lost', billed: 'unknown', origin: 'provider' },
  },
]

const refusals: Readonly<Record<'replicate' | 'openai', readonly Failure[]>> = {
  replicate: [
    {
      wish: 'error=unauthenticated',
      status: 502,
      error: { code: 'auth', billed: 'no', origin: 'provider' },
    },
    { wish: 'error=no_credit', status: 429, error: { code: 'quota', billed: 'no', origin: 'provider' } },
    { wish: 'error=spend_limit', status: 429, error: { code: 'quota', billed: 'no', origin: 'provider' } },
    { wish: 'error=forbidden', status: 502, error: { code: 'permission', billed: 'no', origin: 'provider' } },
    {
      wish: 'error=not_found',
      status: 404,
      error: { code: 'not_found', reason: 'unknown_model', billed: 'no' },
    },
    {
      wish: 'error=invalid_prompt',
      status: 400,
      error: { code: 'invalid_request', billed: 'no', origin: 'caller', param: 'input.prompt' },
    },
    {
      wish: 'error=throttled',
      status: 429,
      error: { code: 'rate_limit', billed: 'no', origin: 'provider', retry_after_ms: 30_000 },
    },
    {
      wish: 'error=too_large',
      status: 413,
      error: { code: 'invalid_request', reason: 'too_large', billed: 'no' },
    },
    { wish: 'error=server_error', status: 502, error: { code: 'upstream', billed: 'unknown' } },
    {
      wish: 'error=unavailable',
      status: 503,
      error: { code: 'overloaded', billed: 'no', origin: 'provider' },
      creates: 3,
    },
  ],
  openai: [
    {
      wish: 'error=moderation_blocked',
      status: 400,
      error: { code: 'content_filter', billed: 'no', origin: 'caller' },
    },
    {
      wish: 'error=content_policy_violation',
      status: 400,
      error: { code: 'content_filter', billed: 'no', origin: 'caller' },
    },
    {
      wish: 'error=invalid_api_key',
      status: 502,
      error: { code: 'auth', billed: 'no', origin: 'provider' },
    },
    {
      wish: 'error=insufficient_quota',
      status: 429,
      error: { code: 'quota', billed: 'no', origin: 'provider' },
    },
    {
      wish: 'error=unprocessable',
      status: 400,
      error: { code: 'invalid_request', billed: 'no', origin: 'caller' },
    },
    {
      wish: 'error=rate_limit_exceeded sim:retry-after=7',
      status: 429,
      error: { code: 'rate_limit', billed: 'no', origin: 'provider', retry_after_ms: 7000 },
    },
    { wish: 'error=server_error', status: 502, error: { code: 'upstream', billed: 'unknown' } },
    {
      wish: 'error=server_is_overloaded',
      status: 503,
      error: { code: 'overloaded', billed: 'no', origin: 'provider' },
      creates: 3,
    },
  ],
}

const models = { replicate: `replicate/${flux}`, openai: `openai/${gptImage}` } as const

async function waited(vendor: 'replicate' | 'openai', wish: string): Promise<readonly [number, SeenJob]> {
  const body = { model: models[vendor], prompt: `x sim:${wish}${vendor === 'openai' ? '' : ' sim:polls=1'}` }
  const answer = await world.post(body, { prefer: 'wait=20' })
  return [answer.status, (await answer.json()) as SeenJob]
}

async function isTold(vendor: 'replicate' | 'openai', failure: Failure): Promise<void> {
  const { wish, status, error, creates = 1 } = failure
  const [answered, job] = await waited(vendor, wish)
  expect([answered, job.status]).toEqual([status, error.code === 'cancelled' ? 'cancelled' : 'failed'])
  expect(job).toMatchObject({ error, output: [] })
  expect(world.creates()[vendor]).toBe(creates)
  const call = await world.call(job)
  expect(call.attempts).toHaveLength(creates)
  const last = { status: job.status, payer: 'operator', error: { code: error.code, billed: error.billed } }
  expect(call.attempts.at(-1)).toMatchObject(last)
  // What may have to be paid for never counts as nothing.
  const costs = [call.cost_usd, job.metadata['cost_usd']]
  expect(costs).toEqual(error.billed === 'no' ? [0, 0] : [null, null])
}

describe('a prediction', () => {
  it.each(ends)('with $wish is a failure of its own', failure => isTold('replicate', failure))

  it('that has its output is done, also where its status says that it runs', async () => {
    const [status, job] = await waited('replicate', 'outcome=processing-with-output')
    expect([status, job.status, job.output.length]).toEqual([200, 'succeeded', 1])
    expect(job.metadata['cost_usd']).toBe(0.003)
  })

  it('that the vendor does not know any more for a moment is asked after again', async () => {
    const [status, job] = await waited('replicate', 'get-error=server_error')
    expect([status, job.status]).toEqual([200, 'succeeded'])
  })

  it('whose picture is gone by the time it is fetched is paid for, and not made again', async () => {
    world.replicate.script({ polls: 2 })
    const job = await world.start({ model: models.replicate })
    await world.reached('replicate', /\/predictions\/sim\w+$/)
    world.replicate.expire(world.replicate.lastPrediction)
    const end = await world.end(job)
    expect(end).toMatchObject({ status: 'failed', error: { reason: 'job_output_removed', billed: 'yes' } })
    expect(world.creates().replicate).toBe(1)
  })

  it('whose address has run out is paid for, and costs what it would have', async () => {
    world.replicate.script({
      polls: 0,
      output: [`${new URL(world.replicate.url).origin}/delivery/none/a.png`],
    })
    const job = await world.run({ model: models.replicate })
    expect(job).toMatchObject({ status: 'failed', error: { reason: 'artifact_gone', billed: 'yes' } })
    expect(job.metadata['cost_usd']).toBe(0.003)
    expect([world.creates().replicate, world.replicate.leaks]).toEqual([1, []])
    expect(await world.call(job)).toMatchObject({ cost_usd: 0.003, attempts: [{ status: 'failed' }] })
  })

  it('of which one picture can not be had gives the others, and keeps none that it does not tell of', async () => {
    const { origin } = new URL(world.replicate.url)
    const output = [`${origin}/delivery/none/a.png`, `${origin}/delivery/sim${'1'.padStart(23, '0')}/b.webp`]
    world.replicate.script({ polls: 0, output }, { on: 'delivery', fault: { kind: 'trickle', everyMs: 1 } })
    const job = await world.run({ model: models.replicate, n: 2 })
    expect(job).toMatchObject({ status: 'failed', error: { reason: 'artifact_gone', billed: 'yes' } })
    expect(job.output).toHaveLength(1)
    await world.remove(job)
    expect((await fetch(job.output[0] as string)).status).toBe(404)
  })
})

describe.each(['replicate', 'openai'] as const)('a refusal of %s', vendor => {
  it.each(refusals[vendor])('with $wish is told as what it is', failure => isTold(vendor, failure))
})

it('the demo fails where it is asked to', async () => {
  const job = await world.run({ model: 'demo/image-slow', options: { seconds: 0, fails: true } })
  expect(job).toMatchObject({ status: 'failed', error: { reason: 'asked_to_fail', billed: 'no' } })
  expect((await world.call(job)).attempts).toMatchObject([{ status: 'failed', error: { billed: 'no' } }])
})

it('no words of a vendor about the account are for the caller', async () => {
  const [, job] = await waited('replicate', 'error=unauthenticated')
  const told = JSON.stringify([job, await world.call(job), await world.events(job, 0)])
  expect(told).not.toContain('authentication token')
})
