import { image } from '@lucid-gateway/core'
import { simulatorKey, startReplicateSimulator } from '@lucid-gateway/simulators'
import { fakeHost } from '@lucid-gateway/testkit'
import { expect, it } from 'vitest'
import plugin from '../index.ts'

async function served() {
  const simulator = await startReplicateSimulator()
  const host = await fakeHost({
    plugins: [plugin],
    env: { REPLICATE_API_TOKEN: simulatorKey },
    accounts: { replicate: { provider: 'replicate', config: { baseUrl: simulator.url } } },
  })
  return {
    simulator,
    host,
    [Symbol.asyncDispose]: async () => {
      await host[Symbol.asyncDispose]()
      await simulator.close()
    },
  }
}

const target = 'replicate/black-forest-labs/flux-schnell'

it('a gateway waits for the pictures, and knows what they cost', async () => {
  await using bench = await served()
  const { host, simulator } = bench
  const result = await host.run(image, { prompt: 'a fox sim:polls=1', n: 2, size: '1024x1024' }, { target })
  expect(result.images).toHaveLength(2)
  expect(host.calls[0]).toMatchObject({ costNanoUsd: '6000000' })
  expect(simulator.requests[0]?.body).toEqual({
    input: { prompt: 'a fox sim:polls=1', num_outputs: 2, aspect_ratio: '1:1' },
  })
  expect(simulator.leaks).toHaveLength(0)
})

it('a gateway refuses what the card says is not taken, before anything is sent', async () => {
  await using bench = await served()
  const asked = bench.host.run(image, { prompt: 'a fox', n: 9 }, { target })
  await expect(asked).rejects.toMatchObject({ code: 'invalid_request', param: 'n' })
  expect(bench.simulator.requests).toHaveLength(0)
})

it('a gateway tells why a picture was refused', async () => {
  await using bench = await served()
  const asked = bench.host.run(image, { prompt: 'a fox sim:nsfw sim:polls=0' }, { target })
  await expect(asked).rejects.toMatchObject({ code: 'content_filter', reason: 'job_refused' })
})
