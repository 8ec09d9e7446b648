import type { UsageDimension, UsageQuery } from '@lucid-gateway/core'
import type { Database, Value } from '../engine/database.ts'
import { dayMs, dayText } from './calendar.ts'
import { commonMeters } from './common-meters.ts'
import { otherMeters } from './counted.ts'
import { type Dims, isDim, noTarget, pick, targetFields, whoFields } from './dims.ts'
import { conditionsOf, definedOf } from './pages.ts'
import { addMeter, addPart, partOf } from './part.ts'
import type { Totals } from './totals.ts'

/** Which of them, by their numbers, and whether they are added or taken off. */
export interface Portion {
  readonly totals: Totals
  readonly look: (rows: number) => void
  readonly upTo?: number
  readonly after?: number
  readonly sign?: 1 | -1
}

const added = `count(*) as attempts, sum(first) as calls, sum(status is not 'finished') as failed,
  coalesce(sum(cost), 0) as cost, sum(cost is null) as unknown, coalesce(sum(iif(cost is null, at_most, 0)), 0) as at_most,
  sum(cost is null and at_most is null) as unbounded,
  ${commonMeters.map(meter => `sum(${meter}) as ${meter}`).join(', ')}`

/** Rows that are not next to one another take as long as so many that are. */
const scattered = 3
/** A sum of some rows takes as long as so many rows more. */
export const ofOneSum = 3

/** Adds up rows. */
export function addFromRows(
  db: Database,
  dims: Dims,
  query: UsageQuery,
  { totals, look, upTo, after, sign = 1 }: Portion,
): void {
  const { from, to, subject, tags, mostRows, by } = query
  const { conditions, values } = conditionsOf('attempts', definedOf({ from, to, subject }))
  const among = (column: 'who' | 'dim', ids: readonly number[] | undefined): void => {
    if (!ids) return
    conditions.push(`${column} in (select value from json_each(?))`)
    values.push(JSON.stringify(ids))
  }
  const [who, target] = [pick(query, whoFields), pick(query, targetFields)]
  if (who) among('who', dims.matching({ ...who, ...noTarget }))
  if (upTo !== undefined) conditions.push(`n <= ${upTo}`)
  if (after !== undefined) conditions.push(`n > ${after}`)
  const where = (...more: readonly string[]): string => {
    const all = [...conditions, ...more]
    return all.length > 0 ? `where ${all.join(' and ')}` : ''
  }
  // What comes after a number is found by that, whatever else is asked.
  const table = after === undefined ? 'attempts' : 'attempts not indexed'
  if (mostRows !== undefined) {
    // All that are gone through, whether or not what follows is true of them.
    const some = `select count(*) as rows from (select 1 from ${table} ${where()} limit ?)`
    const rows = Number(db.sql(some).get(...values, mostRows + 1)?.['rows'])
    look(rows * (who || subject !== undefined ? scattered : 1))
  }
  if (target) among('dim', dims.matching({ ...who, ...target }))
  const tagged = conditionsOf('attempts', definedOf({ tags }))
  conditions.push(...tagged.conditions)
  values.push(...tagged.values)
  const { selected, grouped, given } = groupsOf(by)
  const valuesAt = (row: SqlRow): readonly string[] => {
    const dim = dims.get(Number(row['dim']))
    return by.map((each, index) => {
      if (isDim(each)) return dim[each]
      const value = row[`g${index}`]
      return each === 'day' ? dayText(Number(value)) : (value as string)
    })
  }
  const sums = `select dim, ${selected}${added} from ${table} ${where()} group by dim${grouped}`
  for (const row of db.sql(sums).iterate(...given, ...values)) {
    look(ofOneSum)
    addPart(totals.at(valuesAt(row)), partOf(row), sign)
  }
  const others = `select dim, ${selected}meters from ${table} ${where('meters is not null')}`
  for (const row of db.sql(others).iterate(...given, ...values))
    for (const [meter, used] of otherMeters(row['meters']))
      addMeter(totals.at(valuesAt(row)), meter, BigInt(sign) * used)
}

type SqlRow = Readonly<Record<string, unknown>>

interface Groups {
  readonly selected: string
  readonly grouped: string
  readonly given: readonly Value[]
}

/** What is not said by the dimensions that have a number together. */
function groupsOf(by: readonly UsageDimension[]): Groups {
  const given: Value[] = []
  const groups = by.flatMap((each, index) => {
    if (isDim(each)) return []
    if (each === 'day') return { name: `g${index}`, of: `cast(at / ${dayMs} as integer)` }
    if (each === 'subject') return { name: `g${index}`, of: `coalesce(subject, '')` }
    given.push(each.slice('tag:'.length))
    const value = 'select tag.value from json_each(tags) as tag where tag.key = ?'
    return { name: `g${index}`, of: `coalesce((${value}), '')` }
  })
  return {
    selected: groups.map(({ name, of }) => `${of} as ${name}, `).join(''),
    grouped: groups.map(({ name }) => `, ${name}`).join(''),
    given,
  }
}
