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
  recent.add({ number: 2, from: 0, to: 10, ...rows('d') })
  expect(idsOf(recent.take(1, 0, 10))).toEqual(['a', 'b', 'c'])
  expect(recent.take(1, 0, 1)).toMatchObject({ to: 10 })
  expect(idsOf(recent.take(1, 10, 10))).toEqual(['b', 'c'])
  expect(recent.take(1, 15, 10)).toBeUndefined()
  recent.drop(1, 30)
  expect(idsOf(recent.take(2, 0, 10))).toEqual(['d'])
})

it('so many are kept and no more: a ledger that is far behind finds them in the files', () => {
  const recent = new RecentRows()
  for (let at = 0; at < 100_000; at++) recent.add({ number: 1, from: at, to: at + 1, ...rows(`${at}`) })
  expect(recent.take(1, 0, 500)).toBeUndefined()
  expect(recent.take(1, 99_999, 500)).toMatchObject({ to: 100_000 })
  let kept = 0
  while (recent.take(1, 99_999 - kept, 1)?.to === 100_000 - kept) kept++
  expect(kept).toBeLessThanOrEqual(16_384)
})
