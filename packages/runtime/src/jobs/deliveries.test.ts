import { afterEach, describe, expect, it } from 'vitest'
import { JobWorld } from './job-world.fixture.ts'
import { queued, succeeded, underway } from './slow-vendor.fixture.ts'

const world = new JobWorld()
afterEach(() => world.close())

describe("a vendor's reports", () => {
  const report = (text: string, id?: string) => ({
    headers: id === undefined ? {} : { 'webhook-id': id },
    body: Buffer.from(text),
  })

  async function reported() {
    const made = await world.started(
      { start: [queued], status: [underway(0.1), succeeded()] },
      { jobs: { hooksUrl: 'https://lucid.example/hooks' } },
    )
    await world.passed(1)
    return made
  }

  it('come to the address that it was given, and end the job', async () => {
    const { vendor, job } = await reported()
    expect(vendor.hooks).toEqual([`https://lucid.example/hooks/slow/${job.id}`])
    await world.runtime.jobs.deliver('slow', job.id, report('genuine succeeded', '1'))
    await world.passed(1)
    expect(await world.runtime.jobs.find(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toEqual(['start'])
  })

  it('change nothing where they are forged, doubled, late or out of order', async () => {
    const { job } = await reported()
    const forged = world.runtime.jobs.deliver('slow', job.id, report('forged succeeded', '1'))
    await expect(forged).rejects.toMatchObject({
      code: 'auth',
      status: 401,
      reason: 'bad_signature',
      origin: 'caller',
    })
    await world.runtime.jobs.deliver('slow', job.id, report('genuine 0.7', '2'))
    await world.passed(1)
    const doubled = world.runtime.jobs.deliver('slow', job.id, report('genuine 0.7', '2'))
    await expect(doubled).rejects.toMatchObject({ code: 'conflict', reason: 'replayed_delivery' })
    await world.runtime.jobs.deliver('slow', job.id, report('genuine 0.3', '3'))
    await world.passed(1)
    expect(await world.runtime.jobs.find(job.id)).toMatchObject({ status: 'running', progress: 0.7 })
    await world.runtime.jobs.deliver('slow', job.id, report('genuine succeeded', '4'))
    await world.passed(1)
    const end = await world.runtime.jobs.find(job.id)
    expect(end).toMatchObject({ status: 'succeeded' })
    await world.runtime.jobs.deliver('slow', job.id, report('genuine 0.2', '5'))
    expect(await world.runtime.jobs.find(job.id)).toEqual(end)
  })

  it('an end is not taken back by a report of its start that comes with it', async () => {
    const { vendor, job } = await reported()
    await Promise.all([
      world.runtime.jobs.deliver('slow', job.id, report('genuine succeeded', '1')),
      world.runtime.jobs.deliver('slow', job.id, report('genuine 0.2', '2')),
    ])
    await world.passed(1)
    expect(await world.runtime.jobs.find(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toEqual(['start'])
  })

  it('are not needed: a vendor that reports nothing is asked', async () => {
    const { vendor, job } = await reported()
    expect(await world.over(job.id)).toMatchObject({ status: 'succeeded' })
    expect(vendor.asked).toEqual(['start', 'status c1', 'status c1'])
  })

  it('of an unknown job, or to another account, are of no job', async () => {
    const { job } = await reported()
    for (const [account, id] of [
      ['slow', 'job_none'],
      ['other', job.id],
    ] as const)
      await expect(world.runtime.jobs.deliver(account, id, report('genuine 1'))).rejects.toMatchObject({
        code: 'not_found',
      })
  })
})
