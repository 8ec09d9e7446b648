import type { AttemptRow, RepricingRow, UsageDimension, UsageRow } from '@lucid-gateway/core'
import { readSqlite, type SqliteReader } from '@lucid-gateway/store-sqlite'
import { costFaults, repricingFaults } from '../calls/cost-faults.ts'
import { parse, place, UsageError } from './arguments.ts'
import { databaseHere } from './database.ts'
import { columns, print } from './print.ts'

const options = {
  config: place.config,
  by: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean' },
} as const

export async function run(args: readonly string[]): Promise<number> {
  if (args[0] === 'reprice') return (await import('./reprice.ts')).run(args.slice(1))
  const { values, positionals } = parse(args, options)
  const [what, more] = positionals
  if (more !== undefined) throw new UsageError(`"${more}" was not expected.`)
  const file = await databaseHere(values)
  if (what === 'report') return report(file, values)
  if (what === 'verify') return verify(file)
  throw new UsageError('Say what: ledger report, ledger verify, or ledger reprice.')
}

interface ReportOptions {
  readonly by?: string
  readonly from?: string
  readonly to?: string
  readonly json?: boolean
}

function report(file: string, { by = 'day', from, to, json = false }: ReportOptions): number {
  const dimensions = by.split(',').filter(Boolean).map(dimensionOf)
  const reader = readSqlite(file)
  try {
    const rows = reader.usage({
      by: dimensions,
      ...(from === undefined ? {} : { from: timeOf(from, '--from') }),
      ...(to === undefined ? {} : { to: timeOf(to, '--to') }),
    })
    print(json ? JSON.stringify(rows, null, 2) : tableOf(rows, dimensions))
    return 0
  } finally {
    reader.close()
  }
}

const known: readonly string[] = [
  ...'day organisation team key subject capability account provider model payer'.split(' '),
] satisfies readonly string[]

function dimensionOf(word: string): UsageDimension {
  if (known.includes(word) || /^tag:./.test(word)) return word as UsageDimension
  throw new UsageError(`There is no "${word}" to add up by. There are ${known.join(', ')} and tag:<name>.`)
}

function timeOf(text: string, option: string): number {
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  throw new UsageError(`${option} is "${text}", which is no day (2026-11-29) and no time (ISO 8601).`)
}

function tableOf(rows: readonly UsageRow[], by: readonly UsageDimension[]): string {
  const numbers = ['CALLS', 'ATTEMPTS', 'FAILED', 'COST, USD', 'UNKNOWN', 'AT MOST, USD']
  return columns([
    [...by.map(each => each.toUpperCase()), ...numbers],
    ...rows.map(row => [
      ...by.map(each => row.of[each] || '-'),
      String(row.calls),
      String(row.attempts),
      String(row.failed),
      usd(row.costNanoUsd),
      String(row.unknown),
      row.unknown === 0 ? '-' : usd(row.atMostNanoUsd),
    ]),
  ])
}

/** Nano-dollars as dollars, to the last digit. */
function usd(nano: string): string {
  const digits = nano.padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`
}

function verify(file: string): number {
  const reader = readSqlite(file)
  let faults = 0
  const tell = (text: string): void => {
    faults++
    print(text)
  }
  try {
    let after: string | undefined
    let count = 0
    do {
      const page = reader.attempts({ limit: 1000, ...(after === undefined ? {} : { after }) })
      for (const row of page.rows) {
        count++
        for (const { what, kept, counted } of costFaults(row))
          tell(`attempt ${row.record.id}: ${what} is ${kept}, and should be ${counted}`)
      }
      after = page.next
    } while (after !== undefined)
    for (const row of reader.repricings()) {
      const attempt = attemptOf(reader, row)
      for (const { what, kept, counted } of attempt ? repricingFaults(row, attempt) : [])
        tell(`re-pricing ${row.id}: ${what} is ${kept}, and should be ${counted}`)
    }
    for (const { day, name, value, what, kept, counted } of reader.sumFaults())
      tell(
        `sum of ${day}${name && ` for ${name} ${value}`}: ${what} is ${kept}, and its rows have ${counted}`,
      )
    print(faults === 0 ? `${count} attempts and their sums agree.` : `${faults} faults.`)
    return faults === 0 ? 0 : 1
  } finally {
    reader.close()
  }
}

/** None of one whose row was forgotten since. */
function attemptOf(reader: SqliteReader, { attemptId }: RepricingRow): AttemptRow | undefined {
  const callId = attemptId.slice(0, attemptId.lastIndexOf('.'))
  return reader.attempts({ callId }).rows.find(({ record }) => record.id === attemptId)
}
