import type { UsageDimension, UsageQuery } from '@lucid-gateway/core'
import type { Database, Value } from '../engine/database.ts'
import { dayText, type Stretch } from './calendar.ts'
import { type DimField, dimFields, type Dims, isDim, noTarget, pick, whoFields } from './dims.ts'
import { addMeter, addPart, partOf, summedColumns } from './part.ts'
import type { Totals } from './totals.ts'
import { ofOneSum } from './usage-of-rows.ts'

interface Summed {
  /** The name of the sums. */
  readonly label: string
  readonly stretch: Stretch
  readonly totals: Totals
  readonly look: (rows: number) => void
}

/** Adds what the sums of days or months say. */
export function addFromSums(
  db: Database,
  dims: Dims,
  query: UsageQuery,
  { label, stretch, totals, look }: Summed,
): void {
  const { by, subject, tags = {} } = query
  const value = subject ?? Object.values(tags)[0]
  const add = (row: SqlRow, at: readonly string[], without?: readonly string[]): void => {
    look(row['meter'] === undefined ? ofOneSum : 1)
    if (row['meter'] !== undefined) {
      const [meter, used] = [row['meter'] as string, row['used'] as bigint]
      addMeter(totals.at(at), meter, used)
      if (without) addMeter(totals.at(without), meter, -used)
      return
    }
    const part = partOf(row)
    addPart(totals.at(at), part)
    if (without) addPart(totals.at(without), part, -1)
  }
  if (label !== '') {
    // Those without such a subject or tag: all, without those that have one.
    const withoutIt = (at: readonly string[]) => at.map((each, index) => (isLabel(by[index]) ? '' : each))
    for (const row of ofLabel(db, dims, query, stretch, { label, value })) {
      const at = valuesOf(by, row, dims.get(Number(row['dim'])))
      add(row, at, value === undefined ? withoutIt(at) : undefined)
    }
    if (value !== undefined) return
  }
  for (const row of ofEverything(db, query, stretch)) add(row, valuesOf(by, row))
}

/** Added up by what is asked for, where few rows are left of many. */
function* ofEverything(db: Database, query: UsageQuery, stretch: Stretch): Generator<SqlRow> {
  const wanted = pick(query, dimFields) ?? {}
  const fields = dimFields.filter(field => wanted[field] !== undefined)
  const groups = query.by.map(each => (each === 'day' ? 'sums.period' : isDim(each) ? `dims.${each}` : `''`))
  yield* read(db, stretch, {
    selected: groups.map((each, index) => `${each} as g${index}, `).join(''),
    grouped: groups.map((_, index) => `g${index}`),
    join: query.by.some(isDim) || fields.length > 0 ? 'cross join dims on dims.id = sums.dim' : '',
    conditions: [`sums.name = '' and sums.value = ''`, ...fields.map(field => `dims.${field} = ?`)],
    values: fields.map(field => wanted[field] as string),
  })
}

interface Label {
  readonly label: string
  readonly value: string | undefined
}

/** One by one: they are as many as their subjects or tags, and have hardly more than one number each. */
function* ofLabel(
  db: Database,
  dims: Dims,
  query: UsageQuery,
  stretch: Stretch,
  { label, value }: Label,
): Generator<SqlRow> {
  const who = pick(query, whoFields)
  const groups = query.by.flatMap((each, index) =>
    isDim(each) ? [] : `${each === 'day' ? 'sums.period' : 'sums.value'} as g${index}, `,
  )
  yield* read(db, stretch, {
    selected: `sums.dim as dim, ${groups.join('')}`,
    grouped: [...query.by.flatMap((each, index) => (isDim(each) ? [] : `g${index}`)), 'dim'],
    join: '',
    conditions: [
      'sums.name = ?',
      ...(value === undefined ? [] : ['sums.value = ?']),
      ...(who ? ['sums.dim in (select value from json_each(?))'] : []),
    ],
    values: [
      label,
      ...(value === undefined ? [] : [value]),
      ...(who ? [JSON.stringify(dims.matching({ ...who, ...noTarget }))] : []),
    ],
  })
}

interface Reading {
  readonly selected: string
  readonly grouped: readonly string[]
  readonly join: string
  readonly conditions: readonly string[]
  readonly values: readonly Value[]
}

/** Sums, then what was used of meters that are no columns. */
function* read(db: Database, { span, first, end }: Stretch, reading: Reading): Generator<SqlRow> {
  const { selected, grouped, join, conditions, values } = reading
  const when = [
    ...conditions,
    'sums.span = ?',
    ...(first === undefined ? [] : ['sums.period >= ?']),
    ...(end === undefined ? [] : ['sums.period < ?']),
  ].join(' and ')
  const given = [...values, span, ...[first, end].filter(bound => bound !== undefined)]
  const by = grouped.length > 0 ? `group by ${grouped.join(', ')}` : ''
  for (const row of db
    .sql(`select ${selected}${summedColumns} from sums ${join} where ${when} ${by}`)
    .iterate(...given))
    if (row['attempts'] !== null) yield row
  const meters = `select ${selected}meter, sum(millionths) as used from meter_sums as sums ${join}
    where ${when} group by ${[...grouped, 'meter'].join(', ')}`
  yield* db.sql(meters).iterate(...given)
}

function isLabel(dimension: UsageDimension | undefined): boolean {
  return dimension !== undefined && dimension !== 'day' && !isDim(dimension)
}

type SqlRow = Readonly<Record<string, unknown>>

function valuesOf(
  by: readonly UsageDimension[],
  row: SqlRow,
  dim?: Readonly<Record<DimField, string>>,
): readonly string[] {
  return by.map((each, index) => {
    if (dim && isDim(each)) return dim[each]
    const value = row[`g${index}`]
    return each === 'day' ? dayText(Number(value)) : (value as string)
  })
}
