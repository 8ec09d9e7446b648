import { expect, describe, it } from 'vitest'
import { flux, gptImage, imageWorld, type ImageWorld } from '../testing/image-world.ts'

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

type Prepare = (world: ImageWorld) => void

/** Each in a world of its own, since an account that was refused rests for the next. */
async function run(body: object, prepare: Prepare) {
  await using world = await imageWorld({ config: { retry: { attempts: 3, baseMs: 1, capMs: 100 } } })
  prepare(world)
  const job = await world.run(body)
  return {
    job,
    call: await world.call(job),
    events: await world.events(job, 0),
    creates: world.creates(),
    sent: {
      replicate: world.replicate.requests[0]?.body as { readonly input: object } | undefined,
      openai: world.openai.requests[0]?.body,
    },
  }
}

const slowFirst = { kind: 'image.slow-first' }
const quickFirst = { kind: 'image.quick-first' }
const both = { replicate: 1, openai: 1 }

describe('from a vendor of jobs to one that answers at once', () => {
  it.each(['unauthenticated', 'no_credit', 'forbidden', 'throttled', 'unavailable', 'not_found'] as const)(
    'a job goes where it could not be started (%s), and costs what the second took',
    async error => {
      const { job, call, creates } = await run(slowFirst, ({ replicate }) => replicate.script({ error }))
      expect(job).toMatchObject({ status: 'succeeded', provider: 'openai', output: [expect.any(String)] })
      expect(creates).toEqual(both)
      expect(call.attempts).toMatchObject([
        { account: 'replicate', status: 'failed', error: { billed: 'no' } },
        { account: 'openai', status: 'finished' },
      ])
      expect(call.cost_usd).toBe(call.attempts[1]?.cost_usd)
    },
  )

  it.each([
    ['server_error', { error: 'server_error' }],
    ['a reset', { fault: { kind: 'reset' } }],
  ] as const)('a job goes after %s at its start; what that cost is not known', async (_, behaviour) => {
    const { job, call, creates } = await run(slowFirst, ({ replicate }) => replicate.script(behaviour))
    expect(job).toMatchObject({ status: 'succeeded', provider: 'openai', metadata: { cost_usd: null } })
    expect(creates).toEqual(both)
    expect(call.attempts).toMatchObject([{ error: { billed: 'unknown' } }, { status: 'finished' }])
  })

  it('a job goes that ended before it began', async () => {
    const { job, creates, events } = await run(slowFirst, ({ replicate }) =>
      replicate.script({ outcome: 'aborted', polls: 1 }),
    )
    expect(job).toMatchObject({ status: 'succeeded', provider: 'openai', model: gptImage })
    expect(creates).toEqual(both)
    expect(events.at(-1)).toMatchObject({ type: 'done', data: { provider: 'openai' } })
  })

  it.each(['failed', 'canceled', 'processing-without-output', 'succeeded-without-output'] as const)(
    'a job does not go that %s and may have to be paid for',
    async outcome => {
      const { job, call, creates } = await run(slowFirst, ({ replicate }) =>
        replicate.script({ outcome, polls: 1 }),
      )
      expect(job).toMatchObject({ provider: 'replicate', output: [], metadata: { cost_usd: null } })
      expect(creates).toEqual({ replicate: 1, openai: 0 })
      expect(call.attempts).toHaveLength(1)
    },
  )

  it('a job does not go whose picture is made and can not be had', async () => {
    const { job, creates } = await run(slowFirst, ({ replicate }) =>
      replicate.script({ polls: 0, output: [`${new URL(replicate.url).origin}/delivery/none/a.png`] }),
    )
    expect(job).toMatchObject({ status: 'failed', error: { reason: 'artifact_gone', billed: 'yes' } })
    expect(creates).toEqual({ replicate: 1, openai: 0 })
  })

  it('a job does not go whose content is refused, nor one that is wrong', async () => {
    for (const behaviour of [
      { outcome: 'failed', why: 'NSFW content detected.' },
      { error: 'invalid_prompt' },
    ] as const) {
      const { job, creates } = await run(slowFirst, ({ replicate }) => replicate.script(behaviour))
      expect(job).toMatchObject({ status: 'failed', error: { origin: 'caller' } })
      expect(creates).toEqual({ replicate: 1, openai: 0 })
    }
  })

  it('what the first takes and the second does not is left out with a warning, and a shape becomes a size', async () => {
    const asked = { ...slowFirst, aspectRatio: '16:9', seed: 7, steps: 2, n: 2, format: 'png' }
    const { job, call, sent } = await run(asked, ({ replicate }) =>
      replicate.script({ error: 'unavailable' }),
    )
    expect(sent.replicate?.input).toMatchObject({
      aspect_ratio: '16:9',
      seed: 7,
      num_inference_steps: 2,
      num_outputs: 2,
      output_format: 'png',
    })
    expect(sent.openai).toEqual({
      model: gptImage,
      prompt: 'a heron at dawn',
      size: '1536x864',
      n: 2,
      output_format: 'png',
    })
    const lost = [
      { type: 'dropped', field: 'seed' },
      { type: 'dropped', field: 'steps' },
    ]
    expect(job.result?.warnings).toMatchObject(lost)
    expect(call.warnings).toMatchObject(lost)
    expect(call.receipt?.entries).toMatchObject(lost.map(({ type, field }) => ({ action: type, field })))
    expect(call.receipt?.target).toBe(`openai/${gptImage}`)
  })
})

describe('from a vendor that answers at once to one of jobs', () => {
  it.each(['invalid_api_key', 'insufficient_quota', 'rate_limit_exceeded', 'server_is_overloaded'] as const)(
    'a job goes after %s, and costs what the second took',
    async error => {
      const { job, call, creates } = await run(quickFirst, ({ openai }) => openai.script({ error }))
      expect(job).toMatchObject({ status: 'succeeded', provider: 'replicate', model: flux })
      expect([job.metadata['cost_usd'], call.cost_usd, creates]).toEqual([0.003, 0.003, both])
    },
  )

  it.each(['moderation_blocked', 'unprocessable'] as const)('a job does not go after %s', async error => {
    const { job, creates } = await run(quickFirst, ({ openai }) => openai.script({ error }))
    expect(job).toMatchObject({ status: 'failed', provider: 'openai', error: { billed: 'no' } })
    expect(creates).toEqual({ replicate: 0, openai: 1 })
  })

  it('a size becomes a shape, with a warning of each thing that is lost', async () => {
    const asked = { ...quickFirst, size: '1536x1024', quality: 'low', background: 'opaque' }
    const { job, call, sent } = await run(asked, ({ openai }) =>
      openai.script({ error: 'server_is_overloaded' }),
    )
    expect(sent.openai).toMatchObject({ size: '1536x1024', quality: 'low', background: 'opaque' })
    expect(sent.replicate?.input).toEqual({ prompt: 'a heron at dawn', aspect_ratio: '3:2' })
    const lost = [
      { type: 'coerced', field: 'size' },
      { type: 'dropped', field: 'quality' },
      { type: 'dropped', field: 'background' },
    ]
    expect(job.result?.warnings).toMatchObject(lost)
    expect(call.receipt?.entries).toMatchObject(lost.map(({ type, field }) => ({ action: type, field })))
  })

  it('fewer pictures than were asked for are said to be fewer', async () => {
    const { job, sent } = await run({ ...quickFirst, n: 6 }, ({ openai }) =>
      openai.script({ error: 'server_is_overloaded' }),
    )
    expect(sent.replicate?.input).toMatchObject({ num_outputs: 4 })
    expect(job).toMatchObject({
      status: 'succeeded',
      result: { warnings: [{ type: 'coerced', field: 'n' }] },
    })
    expect(job.output).toHaveLength(4)
  })

  it('an edit does not become a picture without what is to be edited', async () => {
    const picture = { mediaType: 'image/png', data: { kind: 'base64', base64: pixel } }
    const { job, creates } = await run({ ...quickFirst, images: [picture] }, ({ openai }) =>
      openai.script({ error: 'server_is_overloaded' }),
    )
    expect(job).toMatchObject({ status: 'failed', error: { param: 'images', billed: 'no' } })
    expect(creates).toEqual({ replicate: 0, openai: 1 })
  })

  it('where both fail, both are told of, and the last is the error', async () => {
    const { job, call, creates } = await run(quickFirst, ({ openai, replicate }) => {
      openai.script({ error: 'rate_limit_exceeded' })
      replicate.script({ outcome: 'failed', polls: 1 })
    })
    expect(job).toMatchObject({ status: 'failed', error: { reason: 'job_failed', billed: 'unknown' } })
    expect(job.error).toMatchObject({
      details: { attempts: [{ code: 'rate_limit' }, { code: 'upstream', reason: 'job_failed' }] },
    })
    expect([creates, call.attempts.length, call.cost_usd]).toEqual([both, 2, null])
  })
})
