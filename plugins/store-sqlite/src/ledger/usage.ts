import type { AttemptRow, UsageDimension, UsageQuery, UsageRow } from '@lucid-gateway/core'
import type { Database, Value } from '../engine/database.ts'
import { type DimField, dimFields, type Dims } from './dims.ts'
import { conditionsOf, definedOf } from './pages.ts'
import { dayMs, dayOf, newTally, subjectName, tagName } from './tally.ts'
import { addMeter, addPart, newPart, type Totals, totalsBy } from './totals.ts'

/**
 * Sums by dimensions. Whole days come from their sums, which are there for everything, and for each subject and each tag
 * alone; parts of a day, and several of those at once, from the rows.
 */
export function usageOf(db: Database, dims: Dims, query: UsageQuery): readonly UsageRow[] {
  const { by, from, to } = query
  const totals = totalsBy(by)
  const [label = '', ...more] = labelsOf(query)
  const first = from === undefined ? undefined : Math.ceil(from / dayMs)
  const end = to === undefined ? undefined : Math.floor(to / dayMs)
  const noWholeDay = first !== undefined && end !== undefined && first >= end
  if (more.length > 0 || noWholeDay) addRows(db, dims, query, totals)
  else {
    addDays(db, query, { label, first, end }, totals)
    if (from !== undefined && first !== undefined && from < first * dayMs)
      addRows(db, dims, { ...query, to: first * dayMs }, totals)
    if (to !== undefined && end !== undefined && to > end * dayMs)
      addRows(db, dims, { ...query, from: end * dayMs }, totals)
  }
  return totals.rows()
}

/** The names of the sums that a question needs beside those over everything. */
function labelsOf({ by, subject, tags = {} }: UsageQuery): readonly string[] {
  const all = [
    ...(subject === undefined ? [] : [subjectName]),
    ...Object.keys(tags).map(tagName),
    ...by.flatMap(each => labelOf(each) ?? []),
  ]
  return [...new Set(all)]
}

function labelOf(dimension: UsageDimension): string | undefined {
  if (dimension === 'subject') return subjectName
  return dimension.startsWith('tag:') ? tagName(dimension.slice('tag:'.length)) : undefined
}

function isDim(dimension: string): dimension is DimField {
  return (dimFields as readonly string[]).includes(dimension)
}

interface Days {
  readonly label: string
  readonly first: number | undefined
  readonly end: number | undefined
}

const numbers = ['calls', 'attempts', 'failed', 'cost', 'unknown', 'at_most']
const summed = numbers.map(each => `sum(sums.${each}) as ${each}`).join(', ')

function addDays(db: Database, query: UsageQuery, { label, first, end }: Days, totals: Totals): void {
  const { by, subject, tags = {} } = query
  const value = subject ?? Object.values(tags)[0]
  const conditions = ['sums.name = ?']
  const values: Value[] = []
  const where = (condition: string, wanted: Value | undefined): void => {
    if (wanted === undefined) return
    conditions.push(condition)
    values.push(wanted)
  }
  where('sums.day >= ?', first)
  where('sums.day < ?', end)
  where('sums.value = ?', value)
  for (const field of dimFields)
    where(`dims.${field} = ?`, query[field as keyof UsageQuery] as string | undefined)

  const read = (name: string, sign: 1 | -1, labelled: boolean): void => {
    const groups = by.map(each =>
      each === 'day' ? 'sums.day' : isDim(each) ? `dims.${each}` : labelled ? 'sums.value' : `''`,
    )
    const selected = groups.map((each, index) => `${each} as g${index}, `).join('')
    const named = groups.map((_, index) => `g${index}`)
    const from = `from sums cross join dims on dims.id = sums.dim`
    const when = `where ${conditions.join(' and ')}`
    const grouped = named.length > 0 ? `group by ${named.join(', ')}` : ''
    for (const row of db
      .sql(`select ${selected}${summed} ${from} ${when} ${grouped}`)
      .iterate(name, ...values))
      if (row['attempts'] !== null) addPart(totals.at(valuesOf(by, row)), partOf(row), sign)
    const meters = `select ${selected}meter, sum(millionths) as used ${from}
      cross join meter_sums on meter_sums.sum = sums.id ${when} group by ${[...named, 'meter'].join(', ')}`
    for (const row of db.sql(meters).iterate(name, ...values))
      addMeter(totals.at(valuesOf(by, row)), row['meter'] as string, BigInt(sign) * (row['used'] as bigint))
  }
  if (label === '' || value !== undefined) return read(label, 1, true)
  // Those without such a subject or tag: all, without those that have one.
  read(label, 1, true)
  read('', 1, false)
  read(label, -1, false)
}

type SqlRow = Readonly<Record<string, unknown>>

function valuesOf(by: readonly UsageDimension[], row: SqlRow): readonly string[] {
  return by.map((each, index) => {
    const value = row[`g${index}`]
    return each === 'day' ? dayText(Number(value)) : (value as string)
  })
}

function partOf(row: SqlRow) {
  return {
    ...newPart(),
    calls: Number(row['calls']),
    attempts: Number(row['attempts']),
    failed: Number(row['failed']),
    cost: row['cost'] as bigint,
    unknown: Number(row['unknown']),
    atMost: row['at_most'] as bigint,
  }
}

function addRows(db: Database, dims: Dims, query: UsageQuery, totals: Totals): void {
  const { from, to, subject, tags, organisation, team, key, capability, account, provider, model, payer } =
    query
  const { conditions, values } = conditionsOf('attempts', definedOf({ from, to, subject, tags }))
  const matching = dims.matching(
    definedOf({ organisation, team, key, capability, account, provider, model, payer }),
  )
  if (matching) {
    conditions.push('dim in (select value from json_each(?))')
    values.push(JSON.stringify(matching))
  }
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  for (const row of db.sql(`select dim, cost, record from attempts ${where}`).iterate(...values)) {
    const attempt = JSON.parse(row['record'] as string) as AttemptRow
    const tally = newTally()
    tally.count(attempt, Number(row['dim']), (row['cost'] as bigint | null) ?? undefined)
    const [whole] = tally.sums
    const dim = dims.get(Number(row['dim']))
    const at = query.by.map(each => {
      if (each === 'day') return dayText(dayOf(attempt.record.startedAt))
      if (isDim(each)) return dim[each]
      if (each === 'subject') return attempt.call.subject ?? ''
      return attempt.call.tags?.[each.slice('tag:'.length)] ?? ''
    })
    if (whole) addPart(totals.at(at), whole)
  }
}

function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}
