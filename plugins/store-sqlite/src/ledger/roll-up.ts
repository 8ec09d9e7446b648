import type { Database } from '../engine/database.ts'
import { countedColumns, countedOf } from './counted.ts'
import type { Dims } from './dims.ts'
import { newTally, writeTally } from './tally.ts'

/** So many attempts may wait to be summed: few enough to be gone through with each question. */
const mostWaiting = 10_000

/** Attempts up to this number are in the sums; those behind it are not yet. */
export function summedTo(db: Database): number {
  return Number(db.sql(`select value from facts where name = 'summed to'`).get()?.['value'] ?? 0)
}

/** Sums many at a time, so that what they have in common is written once for all of them. */
export function rollUpIfMany(db: Database, dims: Dims): void {
  const last = Number(db.sql('select max(n) as n from attempts').get()?.['n'] ?? 0)
  if (last - summedTo(db) >= mostWaiting) rollUp(db, dims)
}

export function rollUp(db: Database, dims: Dims): void {
  const tally = newTally(dims)
  let last = 0
  const rows = db.sql(`select n, ${countedColumns} from attempts where n > ? order by n`)
  for (const row of rows.iterate(summedTo(db))) {
    tally.count(countedOf(row))
    last = Number(row['n'])
  }
  if (last === 0) return
  writeTally(db, tally)
  db.sql(
    `insert into facts values ('summed to', ?1) on conflict (name) do update set value = excluded.value`,
  ).run(String(last))
}
