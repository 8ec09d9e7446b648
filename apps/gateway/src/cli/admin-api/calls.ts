import { noPositionals, parse } from '../arguments.ts'
import { columns, print } from '../print.ts'
import { where } from './admin-client.ts'
import { connect, countIn, queryOf, whose } from './ledger-asks.ts'
import { rowsOf } from './rows-of.ts'

const usual = '50'

/** The calls of a gateway that runs which have ended, the latest first. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    ...where,
    ...whose,
    status: { type: 'string' },
    limit: { type: 'string' },
  })
  noPositionals(positionals)
  const most = countIn(values.limit ?? usual, 'limit')
  const query = queryOf(values)
  if (values.status !== undefined) query.set('status', values.status)
  const ask = await connect(values)
  const rows = await Array.fromAsync(rowsOf(ask, '/calls', query, most))
  if (values.json) print(JSON.stringify(rows, null, 2))
  else if (rows.length === 0) print('There are no calls.')
  else print(columns([heads, ...rows.map(cellsOf)]))
  return 0
}

const heads = ['ENDED', 'CALL', 'ASKED', 'KEY', 'TEAM', 'SUBJECT', 'STATUS', 'COST, USD']

function cellsOf(row: Readonly<Record<string, unknown>>): readonly string[] {
  const { error, status } = row
  const { code, reason } = (error ?? {}) as { readonly code?: string; readonly reason?: string | null }
  const told = code === undefined ? status : `${String(status)}: ${reason ?? code}`
  const cells = [
    row['ended_at'],
    row['request_id'],
    row['asked'],
    row['key'],
    row['team'],
    row['subject'],
    told,
    row['cost_usd'] ?? 'unknown',
  ]
  return cells.map(cell => (typeof cell === 'string' && cell !== '' ? cell : '-'))
}
