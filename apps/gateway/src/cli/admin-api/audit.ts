import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { LucidError } from '@lucid-gateway/core'
import { noPositionals, parse, UsageError } from '../arguments.ts'
import { columns, print } from '../print.ts'
import { cellsOf } from './action.ts'
import { type AdminClient, where } from './admin-client.ts'
import { connect, countIn } from './ledger-asks.ts'
import { rowsOf } from './rows-of.ts'

const usual = '50'

/** What admins did to a gateway that runs, the latest first. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    ...where,
    export: { type: 'string' },
    limit: { type: 'string' },
  })
  noPositionals(positionals)
  if (values.export !== undefined && (values.json || values.limit !== undefined))
    throw new UsageError('--export writes all rows as JSON, one a line: leave --json and --limit out.')
  const most = countIn(values.limit ?? usual, 'limit')
  const ask = await connect(values)
  if (values.export !== undefined) return exportTo(ask, resolve(values.export))
  const rows = await Array.fromAsync(rowsOf(ask, '/audit', new URLSearchParams(), most))
  if (values.json) print(JSON.stringify(rows, null, 2))
  else if (rows.length === 0) print('No admin has done anything.')
  else print(columns([heads, ...rows.map(row => cellsOf(row, fields))]))
  return 0
}

/** A file that is there is left as it is, and none is made where nothing is told. */
async function exportTo(ask: AdminClient, path: string): Promise<number> {
  const rows = rowsOf(ask, '/audit')
  let next = await rows.next()
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw new LucidError('conflict', `${path} can not be made: ${(error as Error).message}`, {
      reason: 'file_not_made',
      hint: 'Name a file that is not there yet, in a folder that can be written to.',
      cause: error,
    })
  })
  try {
    let count = 0
    for (; !next.done; next = await rows.next()) {
      await file.write(`${JSON.stringify(next.value)}\n`)
      count++
    }
    print(`${count} rows are in ${path}, one a line.`)
    return 0
  } finally {
    await file.close()
  }
}

const heads = ['AT', 'ADMIN', 'ACTION', 'OBJECT', 'TEAM', 'OUTCOME', 'FROM']
const fields = ['at', 'admin_name', 'action', 'object', 'team', 'outcome', 'address']
