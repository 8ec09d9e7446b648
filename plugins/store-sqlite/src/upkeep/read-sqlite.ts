import type {
  AttemptQuery,
  AttemptRow,
  JsonObject,
  LedgerPage,
  RepricingRow,
  UsageQuery,
  UsageRow,
} from '@lucid-gateway/core'
import { type Database, openToRead } from '../engine/database.ts'
import { operationsOn } from '../engine/engine.ts'
import { pageOf } from '../link/ports.ts'
import { type SumFault, sumFaults } from '../ledger/sum-faults.ts'
import { requireThere } from './files.ts'
import { inWords } from './in-words.ts'

/** A database that is read in this thread, beside the gateway that writes to it. */
export interface SqliteReader {
  usage(query: UsageQuery): readonly UsageRow[]
  attempts(query: AttemptQuery): LedgerPage<AttemptRow>
  /** Each row of each table, as one JSON object: first what the store has, then calls, attempts, repricings. */
  all(): Iterable<JsonObject>
  /** What attempts were priced at later, in the order of the attempts and of time. */
  repricings(): Iterable<RepricingRow>
  /** The sums of days that are not those of their rows. */
  sumFaults(): Iterable<SumFault>
  close(): void
}

export function readSqlite(file: string): SqliteReader {
  const db = inWords(file, () => {
    requireThere(file)
    return openToRead(file)
  })
  const { on, dims } = operationsOn(db)
  return {
    usage: query => inWords(file, () => JSON.parse(on.usage(query)) as readonly UsageRow[]),
    attempts: query => inWords(file, () => pageOf<AttemptRow>(on.attempts(query))),
    all: () => allOf(db),
    repricings: () => repricingsOf(db),
    sumFaults: () => sumFaults(db, dims),
    close: () => db.close(),
  }
}

function* allOf(db: Database): Generator<JsonObject> {
  for (const row of db.sql('select tab, id, version, value from rows order by tab, id').iterate()) {
    const value = JSON.parse(row['value'] as string) as JsonObject
    yield {
      kind: 'row',
      table: row['tab'] as string,
      id: row['id'] as string,
      version: Number(row['version']),
      value,
    }
  }
  const ordered = ['calls order by at, id', 'attempts order by at, id']
  for (const rows of ordered)
    for (const row of db.sql(`select record from ${rows}`).iterate())
      yield JSON.parse(row['record'] as string) as JsonObject
  for (const row of repricingsOf(db)) yield row as unknown as JsonObject
}

function* repricingsOf(db: Database): Generator<RepricingRow> {
  for (const row of db.sql('select record from repricings order by attempt, at').iterate())
    yield JSON.parse(row['record'] as string) as RepricingRow
}
