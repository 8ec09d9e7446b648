import { image } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { createRuntime } from '../create-runtime.ts'
import { ask, failed, queued, slowVendor, underway } from './slow-vendor.fixture.ts'

it('a report of a try that is over by the time it is read ends no later try with the same account', async () => {
  const clock = manualClock()
  const passed = async (ms: number): Promise<void> => {
    await clock.advance(ms)
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
  }
  const reading = Promise.withResolvers<void>()
  const vendor = slowVendor({
    start: [queued],
    status: [failed({ billed: 'no' }), underway(0.5)],
    reading: reading.promise,
  })
  const target = { account: 'slow', provider: 'slow' }
  const runtime = await createRuntime({
    plugins: [vendor],
    channels: {
      stable: {
        'image.best': [
          { ...target, model: 'brush' },
          { ...target, model: 'pen' },
        ],
      },
    },
    jobs: { hooksUrl: 'https://lucid.example/hooks' },
    ports: { clock, random: () => 0.5 },
  })
  const { id } = await runtime.jobs.start({ capability: image, request: ask, target: 'image.best' })
  await passed(1)
  const report = { headers: {}, body: Buffer.from('genuine succeeded') }
  const delivered = runtime.jobs.deliver('slow', id, report)
  await passed(20_000)
  expect(await runtime.jobs.find(id)).toMatchObject({ attempt: { model: 'pen' } })
  reading.resolve()
  await delivered
  await passed(1)
  expect(await runtime.jobs.find(id)).toMatchObject({ status: 'running', attempt: { model: 'pen' } })
  const closed = runtime.close({ graceMs: 0 })
  await passed(20_000)
  await closed
})
