import { noPositionals, parse } from '../arguments.ts'
import { print } from '../print.ts'
import { dimensionsIn, type UsageLine, usageTable } from '../usage-table.ts'
import { where } from './admin-client.ts'
import { connect, queryOf, whose } from './ledger-asks.ts'

/** What was used of a gateway that runs, and what it cost. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { ...where, ...whose, by: { type: 'string' } })
  noPositionals(positionals)
  const by = dimensionsIn(values.by ?? 'day')
  const query = queryOf(values)
  query.set('by', by.join(','))
  const ask = await connect(values)
  const { data } = await ask('GET', `/usage?${query.toString()}`)
  const rows = data as readonly Readonly<Record<string, unknown>>[]
  if (values.json) print(JSON.stringify(rows, null, 2))
  else if (rows.length === 0) print('Nothing was used.')
  else print(usageTable(rows.map(lineOf), by))
  return 0
}

function lineOf(row: Readonly<Record<string, unknown>>): UsageLine {
  return {
    of: row['of'] as UsageLine['of'],
    calls: Number(row['calls']),
    attempts: Number(row['attempts']),
    failed: Number(row['failed']),
    cost: String(row['cost_usd']),
    unknown: Number(row['attempts_of_unknown_cost']),
    atMost: String(row['unknown_at_most_usd']),
    unbounded: Number(row['attempts_without_bound']),
  }
}
