import type { AttemptRow, CallRow, LedgerRow, LedgerText, RepricingRow } from '@lucid-gateway/core'
import type { Database } from '../engine/database.ts'
import { Fault } from '../engine/fault.ts'
import { countedColumns, countedOf, newColumns, valuesOf } from './counted.ts'
import type { Dims } from './dims.ts'
import { rollUpIfMany, summedTo } from './roll-up.ts'
import { newTally, writeTally } from './tally.ts'

/** Adds rows, all or none. They are kept as they came. */
export function addRows(db: Database, dims: Dims, texts: readonly LedgerText[]): void {
  const later: (() => void)[] = []
  for (const text of texts) {
    const row = JSON.parse(text) as LedgerRow
    if (row.kind === 'call') addCall(db, dims, row, text)
    else if (row.kind === 'attempt') addAttempt(db, dims, row, text)
    else if (row.kind === 'repricing') later.push(() => addRepricing(db, dims, row, text))
    else throw unknownKind(row)
  }
  for (const add of later) add()
  rollUpIfMany(db, dims)
}

function addCall(db: Database, dims: Dims, { record }: CallRow, text: LedgerText): void {
  const { organisation, team = '', key = '' } = record.principal
  const dim = dims.idOf(organisation, team, key, record.capability, '', '', '', '')
  db.sql('insert into calls values (?, ?, ?, ?, ?, ?) on conflict do nothing').run(
    record.id,
    record.admittedAt,
    dim,
    record.subject ?? null,
    record.status ?? null,
    text,
  )
}

const insertAttempt = `insert into attempts (id, at, dim, who, subject, status, ${newColumns}, record)
  values (?, ?, ?, ?, ?, ?, ${newColumns.replaceAll(/\w+/g, '?')}, ?) on conflict do nothing`

function addAttempt(db: Database, dims: Dims, row: AttemptRow, text: LedgerText): void {
  const { record, call } = row
  const { organisation, team = '', key = '' } = call.principal
  const { capability, account, provider, model, payer } = record
  const dim = dims.idOf(organisation, team, key, capability, account, provider, model, payer)
  db.sql(insertAttempt).run(
    record.id,
    record.startedAt,
    dim,
    dims.whoOf(dim),
    call.subject ?? null,
    record.status ?? null,
    ...valuesOf(row),
    text,
  )
}

function addRepricing(db: Database, dims: Dims, row: RepricingRow, text: LedgerText): void {
  const { id, attemptId, at, costNanoUsd } = row
  const found = db.sql(`select n, ${countedColumns} from attempts where id = ?`).get(attemptId)
  if (!found) throw unknownAttempt(attemptId)
  const { changes } = db
    .sql('insert into repricings values (?, ?, ?, ?, ?) on conflict do nothing')
    .run(id, attemptId, at, BigInt(costNanoUsd), text)
  if (Number(changes) === 0) return
  const newer = db.sql('select 1 from repricings where attempt = ? and at > ? limit 1').get(attemptId, at)
  if (newer) return
  db.sql('update attempts set cost = ? where id = ?').run(BigInt(costNanoUsd), attemptId)
  if (Number(found['n']) > summedTo(db)) return
  const tally = newTally(dims)
  tally.reprice(countedOf(found), BigInt(costNanoUsd))
  writeTally(db, tally)
}

function unknownAttempt(id: string): Fault {
  return new Fault({
    code: 'not_found',
    reason: 'unknown_attempt',
    message: `There is no attempt "${id}" in the ledger to be re-priced.`,
  })
}

function unknownKind({ kind }: { readonly kind?: unknown }): Fault {
  return new Fault({
    code: 'invalid_request',
    reason: 'unknown_row',
    message: `The ledger has no rows of the kind "${String(kind)}".`,
  })
}
