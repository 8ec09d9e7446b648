import { expect, it } from 'vitest'
import { RecentRows } from './recent-rows.ts'

const rows = (...ids: string[]) => ({
  rows: ids.length > 0 ? Buffer.from(ids.join('\n')) : undefined,
  count: ids.length,
})
const idsOf = (taken: ReturnType<RecentRows['take']>) =>
  taken?.rows.flatMap(bytes => Buffer.from(bytes).toString().split('\n'))

it('rows are taken from a place on, as far as they are of one segment and have no gap', () => {
  const recent = new RecentRows()
  recent.add({ number: 1, from: 0, to: 10, ...rows('a') })
  recent.add({ number: 1, from: 10, to: 20, ...rows() })
  recent.add({ number: 1, from: 20, to: 30, ...rows('b', 'c') })
  recent.add({ number: 1, from: 35, to: 40, ...rows('after a gap') })
  recent.add({ number: 2, from: 0, to: 10, ...rows('d') })
  expect(recent.count).toBe(5)
  expect(recent.take(1, 0, 10)).toMatchObject({ to: 30 })
  expect(idsOf(recent.take(1, 0, 10))).toEqual(['a', 'b', 'c'])
  expect(recent.take(1, 15, 10)).toBeUndefined()
  recent.drop(1, 30)
  expect(idsOf(recent.take(1, 35, 10))).toEqual(['after a gap'])
  recent.drop(1, 40)
  expect(idsOf(recent.take(2, 0, 10))).toEqual(['d'])
  expect(recent.count).toBe(1)
})

it('what comes after rows were taken is not dropped with them', () => {
  const recent = new RecentRows()
  recent.add({ number: 1, from: 0, to: 10, ...rows('a') })
  const taken = recent.take(1, 0, 10)
  recent.add({ number: 1, from: 10, to: 20, ...rows('b') })
  expect(idsOf(taken)).toEqual(['a'])
  recent.drop(1, 10)
  expect(idsOf(recent.take(1, 10, 10))).toEqual(['b'])
  recent.drop(1, 20)
  recent.add({ number: 1, from: 20, to: 30, ...rows('c') })
  expect(idsOf(recent.take(1, 20, 10))).toEqual(['c'])
})

it('rows that are larger than others fit too', () => {
  const recent = new RecentRows()
  const large = 'x'.repeat(100_000)
  for (const [at, id] of ['a', large, 'b', large].entries())
    recent.add({ number: 1, from: at, to: at + 1, ...rows(id) })
  expect(idsOf(recent.take(1, 0, 10))).toEqual(['a', large, 'b', large])
})

it('so many are kept and no more: a ledger that is far behind finds them in the files', () => {
  const recent = new RecentRows()
  for (let at = 0; at < 100_000; at++) {
    recent.add({ number: 1, from: at, to: at + 1, ...rows(`${at}`) })
    expect(recent.count).toBeLessThanOrEqual(16_384)
  }
  expect(recent.take(1, 0, 500)).toBeUndefined()
})
