import type { Database } from '../engine/database.ts'
import type { Dims } from './dims.ts'
import { rollUp } from './roll-up.ts'

/** Deletes the oldest rows of before a time; notes since when all rows are there. */
export function forgetRows(db: Database, dims: Dims, before: number, most: number): number {
  rollUp(db, dims)
  const old = db
    .sql(
      `select 'calls' as tab, id, at from calls where at < ?1
       union all select 'attempts', id, at from attempts where at < ?1
       order by at limit ?2`,
    )
    .all(before, most)
  for (const { tab, id } of old) {
    db.sql(`delete from ${tab as string} where id = ?`).run(id as string)
    if (tab === 'attempts') db.sql('delete from repricings where attempt = ?').run(id as string)
  }
  const last = old.at(-1)
  if (last)
    db.sql(
      `insert into facts values ('whole since', ?)
       on conflict (name) do update set value = max(cast(value as integer), excluded.value)`,
    ).run(String(last['at'] as bigint))
  return old.length
}

/** Rows of after this time are all there; before it some may have been forgotten. */
export function wholeSince(db: Database): number {
  return Number(db.sql(`select value from facts where name = 'whole since'`).get()?.['value'] ?? -Infinity)
}
