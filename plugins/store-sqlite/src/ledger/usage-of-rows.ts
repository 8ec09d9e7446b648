import type { UsageQuery } from '@lucid-gateway/core'
import type { Database } from '../engine/database.ts'
import { dayOf, dayText } from './calendar.ts'
import { countedColumns, countedOf } from './counted.ts'
import { type Dims, isDim } from './dims.ts'
import { conditionsOf, definedOf } from './pages.ts'
import { addAttempt } from './part.ts'
import type { Totals } from './totals.ts'

/** Which of them, by their numbers, and whether they are added or taken off. */
export interface Portion {
  readonly totals: Totals
  readonly look: () => void
  readonly upTo?: number
  readonly after?: number
  readonly sign?: 1 | -1
}

/** Adds up rows one by one. */
export function addFromRows(
  db: Database,
  dims: Dims,
  query: UsageQuery,
  { totals, look, upTo, after, sign = 1 }: Portion,
): void {
  const { from, to, subject, tags, by } = query
  const { organisation, team, key, capability, account, provider, model, payer } = query
  const { conditions, values } = conditionsOf('attempts', definedOf({ from, to, subject, tags }))
  const matching = dims.matching(
    definedOf({ organisation, team, key, capability, account, provider, model, payer }),
  )
  if (matching) {
    conditions.push('dim in (select value from json_each(?))')
    values.push(JSON.stringify(matching))
  }
  if (upTo !== undefined) conditions.push(`n <= ${upTo}`)
  if (after !== undefined) conditions.push(`n > ${after}`)
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  // What comes after a number is found by that, whatever else is asked.
  const table = after === undefined ? 'attempts' : 'attempts not indexed'
  for (const row of db.sql(`select ${countedColumns} from ${table} ${where}`).iterate(...values)) {
    look()
    const counted = countedOf(row)
    const dim = dims.get(counted.dim)
    const at = by.map(each => {
      if (each === 'day') return dayText(dayOf(counted.at))
      if (isDim(each)) return dim[each]
      if (each === 'subject') return counted.subject ?? ''
      return counted.tags?.[each.slice('tag:'.length)] ?? ''
    })
    addAttempt(totals.at(at), counted, sign)
  }
}
