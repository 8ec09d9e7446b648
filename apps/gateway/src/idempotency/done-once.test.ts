import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { type DeedBounds, DoneOnce } from './done-once.ts'
import { fingerprintOf } from './fingerprint.ts'

const answer = { status: 200, headers: [], body: Buffer.from('{}') }
const day = 24 * 60 * 60_000

function started(bounds?: DeedBounds) {
  const [clock, store] = [manualClock(), memoryStore()]
  return { clock, store, done: new DoneOnce({ clock, store }, bounds) }
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

it('one application makes up keys until those of another are forgotten, and done again', async () => {
  const { clock, done } = started({ deeds: 4, bytes: 100 })
  await done.begin('theirs', 'print', 1000, 'victim')
  await done.end('theirs', answer)
  for (let n = 0; n < 20; n++) {
    await done.begin(`mine ${n}`, 'print', 1000, 'attacker')
    await clock.advance(0)
  }
  expect(await done.begin('theirs', 'print', 1000, 'victim')).toMatchObject({ first: false })
  expect(await done.begin('mine 19', 'print', 1000, 'attacker').catch(() => 'kept')).toBe('kept')
  expect(await done.begin('mine 0', 'print', 1000, 'attacker')).toEqual({ first: true })
})

it('one application has so large answers that those of another are not kept', async () => {
  const { done } = started({ deeds: 100, bytes: 100 })
  const large = { ...answer, body: Buffer.alloc(30) }
  const make = async (name: string, owner: string): Promise<void> => {
    await done.begin(name, 'print', 1000, owner)
    await done.end(name, large)
  }
  const found = (name: string): Promise<unknown> =>
    done.begin(name, 'print', 1000).catch(({ reason }: { readonly reason: string }) => reason)
  for (const name of ['a', 'b', 'c', 'd']) await make(name, 'attacker')
  expect(await found('d')).toBe('idempotency_not_kept')
  await make('theirs', 'victim')
  expect(await found('theirs')).toMatchObject({ first: false })
  expect(await found('a')).toBe('idempotency_not_kept')
  expect(await found('b')).toMatchObject({ first: false })
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
