import { queryObjects } from 'node:v8'
import { image } from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { createRuntime } from '../create-runtime.ts'
import { queued, slowVendor, succeeded, underway } from './slow-vendor.fixture.ts'

/** Somebody who can't be told, so that telling goes on for minutes. */
const nobody = '127.0.0.1:1'

class Picture {
  readonly mediaType = 'image/png'
  readonly data = { kind: 'base64', base64: 'AAAA' } as const
}

it('lets go of what a job was given once it has ended, also while its receiver is still to be told', async () => {
  const clock = manualClock()
  const runtime = await createRuntime({
    plugins: [slowVendor({ start: [queued], status: [succeeded()] })],
    ports: { clock, random: () => 0.5 },
    callerHosts: [nobody],
  })
  const start = async (): Promise<string> => {
    const { id } = await runtime.jobs.start({
      capability: image,
      request: { prompt: 'more of it', images: [new Picture()] },
      notify: {
        url: `http://${nobody}/`,
        param: 'webhook',
        secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
        payload: () => '{}',
      },
    })
    return id
  }
  const id = await start()
  const ended = runtime.jobs.wait(id, 60_000)
  for (let turn = 0; turn < 10; turn++) {
    await clock.advance(1000)
    await new Promise(setImmediate)
  }
  expect(await ended).toMatchObject({ status: 'succeeded', webhook: { state: 'waiting' } })
  await new Promise(setImmediate)
  expect(queryObjects(Picture)).toBe(0)
  await runtime.close({ graceMs: 0 })
})

it('keeps a job that its store took without saying so', async () => {
  const store = memoryStore()
  let isSilent = false
  const clock = manualClock()
  const runtime = await createRuntime({
    plugins: [slowVendor({ start: [queued], status: [succeeded()] })],
    ports: {
      clock,
      random: () => 0.5,
      store: {
        ...store,
        async update(...args) {
          const isOurs = await store.update(...args)
          if (!isSilent) return isOurs
          isSilent = false
          throw new Error('The connection broke before the answer came.')
        },
      },
    },
  })
  isSilent = true
  const { id } = await runtime.jobs.start({ capability: image, request: { prompt: 'a heron' } })
  const ended = runtime.jobs.wait(id, 60_000)
  for (let turn = 0; turn < 40; turn++) {
    await clock.advance(500)
    await new Promise(setImmediate)
  }
  expect(await ended).toMatchObject({ status: 'succeeded' })
  expect((await store.get('jobs', id))?.value).toMatchObject({ status: 'succeeded' })
  await runtime.close({ graceMs: 0 })
})

it('keeps what a job made at its beginning as long as the job', async () => {
  const clock = manualClock()
  const vendor = slowVendor({
    start: [
      async ({ keep }) => {
        await keep?.(Buffer.from('a sketch'), { mediaType: 'image/png' })
        return queued
      },
    ],
    status: [() => (clock.now() - begun < 120_000 ? underway() : succeeded())],
  })
  const runtime = await createRuntime({
    plugins: [vendor],
    jobs: { keepMs: 60_000 },
    ports: { clock, random: () => 0.5 },
  })
  const begun = clock.now()
  const { id } = await runtime.jobs.start({ capability: image, request: { prompt: 'a heron' } })
  const ended = runtime.jobs.wait(id, 300_000)
  for (let turn = 0; turn < 150; turn++) {
    await clock.advance(1000)
    await new Promise(setImmediate)
  }
  const { artifacts = [], status } = (await ended) ?? {}
  expect([status, artifacts.length]).toEqual(['succeeded', 2])
  for (const { id: file } of artifacts) expect(await runtime.jobs.artifact(file)).toBeDefined()
  await clock.advance(60_000)
  for (const { id: file } of artifacts) expect(await runtime.jobs.artifact(file)).toBeUndefined()
  await runtime.close({ graceMs: 0 })
})
