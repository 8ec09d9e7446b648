import { image } from '@lucid-gateway/core'
import { fakeHost } from '@lucid-gateway/testkit'
import { afterAll, describe, expect, it } from 'vitest'
import plugin from '../index.ts'

const host = await fakeHost({ plugins: [plugin] })
afterAll(() => host.close())

const start = (options: object, target = 'demo/image-slow') =>
  host.runtime.jobs.start({
    capability: image,
    target,
    request: { prompt: 'a red fox', size: '96x64', options } as never,
  })
const endOf = async (id: string) => host.runtime.jobs.wait(id, 20_000)

describe('a job of slow pictures, by a runtime', () => {
  it('is done in the end, with its log, what it used and a picture that is kept', async () => {
    const { id } = await start({ seconds: 0 })
    const job = await endOf(id)
    expect(job).toMatchObject({
      status: 'succeeded',
      usage: { meters: { image: { certainty: 'known', quantity: 1 } } },
      costNanoUsd: '0',
      artifacts: [{ mediaType: 'image/png' }],
    })
    expect(job?.logs?.at(-1)).toBe('Done.')
  })

  it('is cancelled on the way', async () => {
    const { id } = await start({ seconds: 3600 })
    expect(await host.runtime.jobs.cancel(id)).toMatchObject({ status: 'cancelled' })
  })

  it('fails where it is asked to, and nothing else is tried', async () => {
    const { id } = await start({ seconds: 0, fails: true })
    const job = await endOf(id)
    expect(job).toMatchObject({ status: 'failed', error: { reason: 'asked_to_fail' } })
  })

  it('may be of the model that is not slow', async () => {
    const { id } = await start({}, 'demo/image')
    expect(await endOf(id)).toMatchObject({ status: 'succeeded', artifacts: [{ mediaType: 'image/png' }] })
  })
})
