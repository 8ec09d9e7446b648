import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { image } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { createRuntime } from '../create-runtime.ts'
import { ask, slowVendor, succeeded } from './slow-vendor.fixture.ts'

it('tells nobody inside of a job by a name that led outside when it was checked', async () => {
  let connections = 0
  const inside = createServer(socket => {
    connections++
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(inside, 'listening')
  const { port } = inside.address() as AddressInfo
  const asked: string[] = []
  const warned: string[] = []
  const log = {
    debug() {},
    info() {},
    error() {},
    warn: (text: string) => warned.push(text),
    child: () => log,
  }
  const runtime = await createRuntime({
    plugins: [slowVendor({ start: [succeeded()] })],
    ports: { clock: manualClock(), random: () => 0.5, log },
    transport: {
      lookup: async host => [{ address: asked.push(host) === 1 ? '93.184.215.14' : '127.0.0.1', family: 4 }],
    },
  })
  const { id } = await runtime.jobs.start({
    capability: image,
    request: ask,
    notify: {
      url: `https://turncoat.example:${port}/`,
      param: 'webhook',
      secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
      payload: () => '{}',
    },
  })
  await runtime.jobs.wait(id, 60_000)
  await expect
    .poll(() => runtime.jobs.find(id))
    .toMatchObject({ status: 'succeeded', webhook: { state: 'given-up' } })
  expect([asked.length, warned, connections]).toEqual([
    2,
    ['A request was refused.', 'a webhook may not be sent'],
    0,
  ])
  await runtime.close({ graceMs: 0 })
  inside.close()
})
