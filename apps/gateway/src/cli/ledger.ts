import type { AttemptRow, RepricingRow, UsageRow } from '@lucid-gateway/core'
import { readSqlite, type SqliteReader } from '@lucid-gateway/store-sqlite'
import { costFaults, repricingFaults } from '../calls/cost-faults.ts'
import { parse, place, UsageError } from './arguments.ts'
import { databaseHere } from './database.ts'
import { print } from './print.ts'
import { dimensionsIn, type UsageLine, usageTable } from './usage-table.ts'

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
  const dimensions = dimensionsIn(by)
  const reader = readSqlite(file)
  try {
    const rows = reader.usage({
      by: dimensions,
      ...(from === undefined ? {} : { from: timeOf(from, '--from') }),
      ...(to === undefined ? {} : { to: timeOf(to, '--to') }),
    })
    print(json ? JSON.stringify(rows, null, 2) : usageTable(rows.map(lineOf), dimensions))
    return 0
  } finally {
    reader.close()
  }
}

function timeOf(text: string, option: string): number {
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  throw new UsageError(`${option} is "${text}", which is no day (2026-11-29) and no time (ISO 8601).`)
}

function lineOf({ costNanoUsd, atMostNanoUsd, ...row }: UsageRow): UsageLine {
  return { ...row, cost: usd(costNanoUsd), atMost: usd(atMostNanoUsd) }
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
