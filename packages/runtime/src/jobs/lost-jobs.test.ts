import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import type { Store } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { createRuntime } from '../create-runtime.ts'
import type { JobRecord } from './job-record.ts'
import { asRow } from './job-writer.ts'
import { slowVendor, succeeded } from './slow-vendor.fixture.ts'

function record(id: string, changes: Partial<JobRecord>): JobRecord {
  return {
    id,
    callId: `call-of-${id}`,
    capability: 'image',
    asked: 'image.default',
    principal: { organisation: 'default' },
    status: 'running',
    createdAt: 1,
    deadline: 1e15,
    artifacts: [],
    lease: { owner: 'dead', until: 1, fence: 1 },
    events: 3,
    ...changes,
  }
}

async function startedOn(store: Store, clock = manualClock()) {
  const runtime = await createRuntime({
    plugins: [slowVendor({ start: [succeeded()], status: [] })],
    ports: { store, clock },
  })
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  return { runtime, clock }
}

it('a job whose process died is failed at the next start, and what it costs is not known', async () => {
  const store = memoryStore()
  await store.insert('jobs', 'a', asRow(record('a', { attempt: attempt('a') })))
  await store.insert('jobs', 'b', asRow(record('b', { status: 'queued' })))
  const { runtime } = await startedOn(store)
  expect(await runtime.jobs.find('a')).toMatchObject({
    status: 'failed',
    error: { reason: 'job_lost', billed: 'unknown' },
    events: 4,
  })
  expect(await runtime.jobs.find('b')).toMatchObject({ status: 'failed', error: { billed: 'no' } })
  await runtime.close({ graceMs: 0 })
})

it('a job that another process still holds is left to it until its lease runs out', async () => {
  const store = memoryStore()
  const clock = manualClock()
  const lease = { owner: 'other', until: clock.now() + 20_000, fence: 1 }
  await store.insert('jobs', 'a', asRow(record('a', { lease })))
  const { runtime } = await startedOn(store, clock)
  expect(await runtime.jobs.find('a')).toMatchObject({ status: 'running' })
  await clock.advance(30_000)
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect(await runtime.jobs.find('a')).toMatchObject({ status: 'failed', error: { reason: 'job_lost' } })
  await runtime.close({ graceMs: 0 })
})

it('what ran out while no process was there is forgotten', async () => {
  const store = memoryStore()
  await store.insert('jobs', 'old', asRow(record('old', { status: 'succeeded', expiresAt: 2 })))
  await store.insert('jobs', 'new', asRow(record('new', { status: 'succeeded', expiresAt: 1e15 })))
  const { runtime } = await startedOn(store)
  expect((await store.list('jobs')).map(({ id }) => id)).toEqual(['new'])
  await runtime.close({ graceMs: 0 })
})

function attempt(id: string) {
  return { id: `call-of-${id}.1`, account: 'slow', provider: 'slow', model: 'm' }
}

it('what an earlier process had kept is forgotten when its time comes, not at the next start', async () => {
  const store = memoryStore()
  const clock = manualClock()
  const expiresAt = clock.now() + 60 * 60_000
  await store.insert('jobs', 'a', asRow(record('a', { status: 'succeeded', expiresAt })))
  const { runtime } = await startedOn(store, clock)
  await clock.advance(60 * 60_000)
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect(await store.list('jobs')).toEqual([])
  await runtime.close({ graceMs: 0 })
})
