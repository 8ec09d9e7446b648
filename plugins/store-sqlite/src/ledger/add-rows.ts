import type { AttemptRow, CallRow, LedgerRow, RepricingRow } from '@lucid-gateway/core'
import type { Database } from '../engine/database.ts'
import { Fault } from '../engine/fault.ts'
import type { Dims } from './dims.ts'
import { newTally, writeTally, type Tally } from './tally.ts'

/** A row, and what an attempt surely cost. */
export type CostedRow = readonly [row: LedgerRow, spent?: string]

/** Adds rows and what they sum up to, all or none. */
export function addRows(db: Database, dims: Dims, rows: readonly CostedRow[]): void {
  const tally = newTally()
  for (const [row, spent] of rows) {
    if (row.kind === 'call') addCall(db, dims, row)
    else if (row.kind === 'attempt') addAttempt(db, dims, tally, row, spent)
  }
  for (const [row] of rows) if (row.kind === 'repricing') addRepricing(db, tally, row)
  writeTally(db, tally)
}

function addCall(db: Database, dims: Dims, { record }: CallRow): void {
  const { organisation, team = '', key = '' } = record.principal
  const { capability } = record
  const dim = dims.idOf({
    organisation,
    team,
    key,
    capability,
    account: '',
    provider: '',
    model: '',
    payer: '',
  })
  db.sql('insert into calls values (?, ?, ?, ?, ?, ?) on conflict do nothing').run(
    record.id,
    record.admittedAt,
    dim,
    record.subject ?? null,
    record.status ?? null,
    JSON.stringify(record),
  )
}

function addAttempt(
  db: Database,
  dims: Dims,
  tally: Tally,
  row: AttemptRow,
  spent: string | undefined,
): void {
  const { record, call } = row
  const { organisation, team = '', key = '' } = call.principal
  const { capability, account, provider, model, payer } = record
  const dim = dims.idOf({ organisation, team, key, capability, account, provider, model, payer })
  const cost = spent === undefined ? undefined : BigInt(spent)
  const { kind: _, ...rest } = row
  const { changes } = db
    .sql('insert into attempts values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing')
    .run(
      record.id,
      record.startedAt,
      dim,
      call.subject ?? null,
      record.status ?? null,
      cost ?? null,
      JSON.stringify(rest),
    )
  if (Number(changes) > 0) tally.count(row, dim, cost)
}

function addRepricing(db: Database, tally: Tally, row: RepricingRow): void {
  const { id, attemptId, at, costNanoUsd } = row
  const found = db.sql('select dim, cost, record from attempts where id = ?').get(attemptId)
  if (!found) throw unknownAttempt(attemptId)
  const { changes } = db
    .sql('insert into repricings values (?, ?, ?, ?, ?) on conflict do nothing')
    .run(id, attemptId, at, BigInt(costNanoUsd), JSON.stringify(row))
  if (Number(changes) === 0) return
  const newer = db.sql('select 1 from repricings where attempt = ? and at > ? limit 1').get(attemptId, at)
  if (newer) return
  db.sql('update attempts set cost = ? where id = ?').run(BigInt(costNanoUsd), attemptId)
  const attempt = { kind: 'attempt', ...(JSON.parse(found['record'] as string) as object) } as AttemptRow
  const before = (found['cost'] as bigint | null) ?? undefined
  tally.reprice(attempt, Number(found['dim']), before, BigInt(costNanoUsd))
}

function unknownAttempt(id: string): Fault {
  return new Fault({
    code: 'not_found',
    reason: 'unknown_attempt',
    message: `There is no attempt "${id}" in the ledger to be re-priced.`,
  })
}
