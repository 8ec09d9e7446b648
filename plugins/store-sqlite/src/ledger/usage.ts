import type { AttemptRow, UsageDimension, UsageQuery, UsageRow } from '@lucid-gateway/core'
import type { Database, Value } from '../engine/database.ts'
import { type DimField, dimFields, type Dims } from './dims.ts'
import { conditionsOf, definedOf } from './pages.ts'
import { dayMs, newTally, subjectName, type Sum, tagName } from './tally.ts'

type AddUp = (part: Sum) => void

/**
 * Sums by dimensions. Whole days come from their sums, which are there for everything, and for each subject and each tag
 * alone; parts of a day, and several of those at once, from the rows.
 */
export function usageOf(db: Database, dims: Dims, query: UsageQuery): readonly UsageRow[] {
  const { by, from, to, organisation, team, key, capability, account, provider, model, payer } = query
  const wanted = { organisation, team, key, capability, account, provider, model, payer }
  const matching = dims.matching(definedOf(wanted))
  const labels = labelsOf(query)
  const name = [...labels][0] ?? ''
  const totals = totalsBy(by, dims)
  const add: AddUp = part => part.name === name && totals.add(part)
  const dimSet = matching && JSON.stringify(matching)
  if (labels.size > 1) rowsBetween(db, query, matching, from, to, part => totals.add(part))
  else {
    const first = from === undefined ? undefined : Math.ceil(from / dayMs)
    const end = to === undefined ? undefined : Math.floor(to / dayMs)
    const whole = first === undefined || end === undefined || first < end
    if (!whole) rowsBetween(db, query, matching, from, to, add)
    else {
      if (from !== undefined && first !== undefined && from < first * dayMs)
        rowsBetween(db, query, matching, from, first * dayMs, add)
      daysBetween(db, { name, dimSet, value: valueWanted(query), first, end }, by, add)
      if (to !== undefined && end !== undefined && to > end * dayMs)
        rowsBetween(db, query, matching, end * dayMs, to, add)
    }
  }
  return totals.rows()
}

/** The names of the sums that a question needs beside those over everything. */
function labelsOf({ by, subject, tags = {} }: UsageQuery): ReadonlySet<string> {
  return new Set([
    ...(subject === undefined ? [] : [subjectName]),
    ...Object.keys(tags).map(tagName),
    ...by.flatMap(each =>
      each === 'subject' ? subjectName : each.startsWith('tag:') ? tagName(each.slice('tag:'.length)) : [],
    ),
  ])
}

function valueWanted({ subject, tags = {} }: UsageQuery): string | undefined {
  return subject ?? Object.values(tags)[0]
}

interface Days {
  readonly name: string
  readonly dimSet: string | undefined
  readonly value: string | undefined
  readonly first: number | undefined
  readonly end: number | undefined
}

function daysBetween(
  db: Database,
  { name, dimSet, value, first, end }: Days,
  by: readonly UsageDimension[],
  add: AddUp,
): void {
  const read = (label: string, only: string | undefined, sign: bigint): void => {
    const conditions = ['name = ?']
    const values: Value[] = [label]
    const where = (condition: string, one: Value | undefined): void => {
      if (one === undefined) return
      conditions.push(condition)
      values.push(one)
    }
    where('day >= ?', first)
    where('day < ?', end)
    where('dim in (select value from json_each(?))', dimSet)
    where('value = ?', only)
    const group = [by.includes('day') ? 'day' : '0', 'dim', sign > 0n ? 'value' : `''`]
    const from = `from sums where ${conditions.join(' and ')}`
    const parts = new Map<string, Sum>()
    const numbers = 'calls, attempts, failed, cost, unknown, at_most'
    const summed = numbers.split(', ').map(each => `sum(${each}) as ${each}`)
    const grouped = group.map((each, index) => `${each} as g${index}`)
    const text = `select ${grouped.join(', ')}, ${summed.join(', ')} ${from} group by g0, g1, g2`
    for (const row of db.sql(text).iterate(...values)) {
      const part = partOf(row as Readonly<Record<string, bigint | string>>, name, sign)
      parts.set(`${part.day} ${part.dim} ${part.value}`, part)
    }
    const meters = `select ${grouped.join(', ')}, meter, sum(millionths) as millionths
      from sums join meter_sums on meter_sums.sum = sums.id
      where ${conditions.join(' and ')} group by g0, g1, g2, meter`
    for (const row of db.sql(meters).iterate(...values))
      parts
        .get(`${row['g0']} ${row['g1']} ${row['g2']}`)
        ?.meters.set(row['meter'] as string, sign * (row['millionths'] as bigint))
    for (const part of parts.values()) add(part)
  }
  read(name, value, 1n)
  // Those that have no such subject or tag: all, without those that have one.
  if (name === '' || value !== undefined) return
  read('', undefined, 1n)
  read(name, undefined, -1n)
}

function partOf(row: Readonly<Record<string, bigint | string>>, name: string, sign: bigint): Sum {
  const number = (column: string): bigint => sign * (row[column] as bigint)
  return {
    name,
    day: Number(row['g0']),
    dim: Number(row['g1']),
    value: row['g2'] as string,
    calls: Number(number('calls')),
    attempts: Number(number('attempts')),
    failed: Number(number('failed')),
    cost: number('cost'),
    unknown: Number(number('unknown')),
    atMost: number('at_most'),
    meters: new Map(),
  }
}

function rowsBetween(
  db: Database,
  query: UsageQuery,
  matching: readonly number[] | undefined,
  from: number | undefined,
  to: number | undefined,
  add: AddUp,
): void {
  const { subject, tags } = query
  const { conditions, values } = conditionsOf('attempts', definedOf({ from, to, subject, tags }))
  if (matching) conditions.push('dim in (select value from json_each(?))')
  if (matching) values.push(JSON.stringify(matching))
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  for (const row of db.sql(`select dim, cost, record from attempts ${where}`).iterate(...values)) {
    const attempt = { kind: 'attempt', ...(JSON.parse(row['record'] as string) as object) } as AttemptRow
    const tally = newTally()
    tally.count(attempt, Number(row['dim']), (row['cost'] as bigint | null) ?? undefined)
    const [whole] = tally.sums
    if (whole) add({ ...whole, name: labelName(query), value: labelValues(query, attempt) })
  }
}

function labelName(query: UsageQuery): string {
  return [...labelsOf(query)][0] ?? ''
}

/** The values of all that is not among the dims, in the order of the question. */
function labelValues({ by }: UsageQuery, { call }: AttemptRow): string {
  const values = by.flatMap(each =>
    each === 'subject'
      ? (call.subject ?? '')
      : each.startsWith('tag:')
        ? (call.tags?.[each.slice('tag:'.length)] ?? '')
        : [],
  )
  return values.length > 1 ? JSON.stringify(values) : (values[0] ?? '')
}

function totalsBy(by: readonly UsageDimension[], dims: Dims) {
  const totals = new Map<string, { readonly values: readonly string[]; readonly parts: Sum }>()
  const labels = by.filter(each => each === 'subject' || each.startsWith('tag:'))

  function add(part: Sum): void {
    const dim = dims.get(part.dim)
    const of = labels.length > 1 ? (JSON.parse(part.value) as string[]) : [part.value]
    const values = by.map(each => {
      if (each === 'day') return new Date(part.day * dayMs).toISOString().slice(0, 10)
      if (dimFields.includes(each as DimField)) return dim[each as DimField]
      return of[labels.indexOf(each)] ?? ''
    })
    const name = JSON.stringify(values)
    const found = totals.get(name)
    if (!found) totals.set(name, { values, parts: { ...part, meters: new Map(part.meters) } })
    else addSum(found.parts, part)
  }

  return {
    add,
    rows(): readonly UsageRow[] {
      const sorted = [...totals.values()].sort((a, b) => compare(a.values, b.values))
      const rows = sorted.filter(({ parts }) => parts.attempts > 0)
      if (rows.length === 0 && by.length === 0) return [usageRow([], [], nothing())]
      return rows.map(({ values, parts }) => usageRow(by, values, parts))
    },
  }
}

function addSum(into: Sum, part: Sum): void {
  into.calls += part.calls
  into.attempts += part.attempts
  into.failed += part.failed
  into.cost += part.cost
  into.unknown += part.unknown
  into.atMost += part.atMost
  for (const [meter, more] of part.meters) into.meters.set(meter, (into.meters.get(meter) ?? 0n) + more)
}

function nothing(): Sum {
  const zero = { calls: 0, attempts: 0, failed: 0, cost: 0n, unknown: 0, atMost: 0n }
  return { name: '', day: 0, dim: 0, value: '', ...zero, meters: new Map() }
}

function usageRow(by: readonly UsageDimension[], values: readonly string[], sum: Sum): UsageRow {
  return {
    of: Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? ''])),
    calls: sum.calls,
    attempts: sum.attempts,
    failed: sum.failed,
    costNanoUsd: sum.cost.toString(),
    unknown: sum.unknown,
    atMostNanoUsd: sum.atMost.toString(),
    meters: Object.fromEntries(
      [...sum.meters].filter(([, used]) => used !== 0n).map(([meter, used]) => [meter, Number(used) / 1e6]),
    ),
  }
}

function compare(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((value, at) => value !== b[at])
  return index < 0 ? 0 : (a[index] ?? '') < (b[index] ?? '') ? -1 : 1
}
