import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { DoneOnce } from './done-once.ts'
import { fingerprintOf } from './fingerprint.ts'

const answer = { status: 200, headers: [], body: Buffer.from('{}') }
const day = 24 * 60 * 60_000

function started() {
  const [clock, store] = [manualClock(), memoryStore()]
  return { clock, store, done: new DoneOnce({ clock, store }) }
}

it('what was done is forgotten after a day', async () => {
  const { clock, store, done } = started()
  expect(await done.begin('a', 'print', 1000)).toEqual({ first: true })
  await done.end('a', answer)
  expect(await done.begin('a', 'print', 1000)).toMatchObject({ first: false })
  await clock.advance(day)
  expect(await done.begin('b', 'print', 1000)).toEqual({ first: true })
  await clock.advance(0)
  expect((await store.list('idempotency')).map(({ id }) => id)).toEqual(['b'])
})

it('what an earlier process left behind is swept once its time has come', async () => {
  const { clock, store, done } = started()
  await done.begin('a', 'print', 1000)
  await clock.advance(day)
  const next = new DoneOnce({ clock, store })
  await next.begin('b', 'print', 1000)
  await clock.advance(0)
  expect((await store.list('idempotency')).map(({ id }) => id)).toEqual(['b'])
})

it('what was begun by a process that is gone is not done again unasked', async () => {
  const { clock, done } = started()
  await done.begin('a', 'print', 1000)
  await expect(done.begin('a', 'print', 1000)).rejects.toMatchObject({ reason: 'idempotency_running' })
  await clock.advance(1000)
  await expect(done.begin('a', 'print', 1000)).rejects.toMatchObject({ reason: 'idempotency_unknown' })
})

it('a form that is sent again with another boundary is the same request', () => {
  const form = (boundary: string) => Buffer.from(`--${boundary}\r\n\r\nx\r\n--${boundary}--`)
  const print = (boundary: string) =>
    fingerprintOf(
      {
        method: 'POST',
        url: '/v1/images/edits',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      },
      form(boundary),
    )
  expect(print('one-1')).toBe(print('two-2'))
})
