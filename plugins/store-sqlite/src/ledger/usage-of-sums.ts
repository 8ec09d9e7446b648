import type { UsageDimension, UsageQuery } from '@lucid-gateway/core'
import type { Database, Value } from '../engine/database.ts'
import { dayText, type Stretch } from './calendar.ts'
import { dimFields, isDim } from './dims.ts'
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
export function addFromSums(db: Database, query: UsageQuery, { label, stretch, totals, look }: Summed): void {
  const { by, subject, tags = {} } = query
  const { span, first, end } = stretch
  const value = subject ?? Object.values(tags)[0]
  const conditions: string[] = []
  const values: Value[] = []
  const where = (condition: string, wanted: Value | undefined): void => {
    if (wanted === undefined) return
    conditions.push(`and ${condition}`)
    values.push(wanted)
  }
  where('sums.period >= ?', first)
  where('sums.period < ?', end)
  for (const field of dimFields)
    where(`dims.${field} = ?`, query[field as keyof UsageQuery] as string | undefined)

  const ofDims = by.some(isDim) || dimFields.some(field => query[field as keyof UsageQuery] !== undefined)
  const isByLabel = label !== '' && value === undefined
  const read = (
    name: string,
    wanted: string | undefined,
    add: (row: SqlRow, meters: boolean) => void,
  ): void => {
    const groups = by.map(each =>
      each === 'day' ? 'sums.period' : isDim(each) ? `dims.${each}` : name === '' ? `''` : 'sums.value',
    )
    const selected = groups.map((each, index) => `${each} as g${index}, `).join('')
    const named = groups.map((_, index) => `g${index}`)
    const ofValue = wanted === undefined ? '' : 'and sums.value = ?'
    const from = (table: string): string =>
      `from ${table} as sums ${ofDims ? 'cross join dims on dims.id = sums.dim' : ''}
       where sums.name = ? and sums.span = ? ${ofValue} ${conditions.join(' ')}`
    const given = [name, span, ...(wanted === undefined ? [] : [wanted]), ...values]
    const grouped = named.length > 0 ? `group by ${named.join(', ')}` : ''
    for (const row of db
      .sql(`select ${selected}${summedColumns} ${from('sums')} ${grouped}`)
      .iterate(...given))
      if (row['attempts'] !== null) add(row, false)
    const meters = `select ${selected}meter, sum(millionths) as used ${from('meter_sums')}
      group by ${[...named, 'meter'].join(', ')}`
    for (const row of db.sql(meters).iterate(...given)) add(row, true)
  }
  const addTo = (at: readonly string[], row: SqlRow, isMeter: boolean, sign: 1 | -1): void => {
    look(isMeter ? 1 : ofOneSum)
    if (isMeter) addMeter(totals.at(at), row['meter'] as string, BigInt(sign) * (row['used'] as bigint))
    else addPart(totals.at(at), partOf(row), sign)
  }
  read(label, isByLabel ? undefined : (value ?? ''), (row, isMeter) => {
    const at = valuesOf(by, row)
    addTo(at, row, isMeter, 1)
    // Those without such a subject or tag: all, without those that have one.
    if (isByLabel)
      addTo(
        at.map((each, index) => (isLabel(by[index] as string) ? '' : each)),
        row,
        isMeter,
        -1,
      )
  })
  if (isByLabel) read('', '', (row, isMeter) => addTo(valuesOf(by, row), row, isMeter, 1))
}

function isLabel(dimension: string): boolean {
  return dimension !== 'day' && !isDim(dimension)
}

type SqlRow = Readonly<Record<string, unknown>>

function valuesOf(by: readonly UsageDimension[], row: SqlRow): readonly string[] {
  return by.map((each, index) => {
    const value = row[`g${index}`]
    return each === 'day' ? dayText(Number(value)) : (value as string)
  })
}
