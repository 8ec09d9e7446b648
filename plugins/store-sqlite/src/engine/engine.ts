import type { AttemptQuery, UsageQuery } from '@lucid-gateway/core'
import { addRows } from '../ledger/add-rows.ts'
import { type Dims, dimsOf } from '../ledger/dims.ts'
import { forgetRows } from '../ledger/forget.ts'
import { pageOf, type RawPage } from '../ledger/pages.ts'
import { usageOf } from '../ledger/usage.ts'
import { type Database, openDatabase } from './database.ts'
import { lockFile } from './lock.ts'
import { type RawQuery, type RawRow, rowsOf } from './rows.ts'

/** What can be asked of the database's thread: the arguments and the answer of each. */
export interface Operations {
  get(table: string, id: string): RawRow | undefined
  insert(table: string, id: string, value: string): boolean
  update(table: string, id: string, version: number, value: string): boolean
  delete(table: string, id: string): boolean
  list(table: string, query: RawQuery): readonly RawRow[]
  /** A row a line. */
  add(rows: string | Uint8Array): void
  calls(query: AttemptQuery): RawPage
  attempts(query: AttemptQuery): RawPage
  /** JSON of `UsageRow[]`. */
  usage(query: UsageQuery): string
  forget(before: number, most: number): number
  vacuum(): void
}

export type Operation = keyof Operations

const reads: ReadonlySet<Operation> = new Set<Operation>(['get', 'calls', 'attempts', 'usage'])

export interface Engine {
  /** Runs them in one transaction; one that fails leaves the others as they are. */
  run(asked: readonly Asked[]): readonly Answered[]
  close(): void
}

export interface Asked {
  readonly op: Operation
  readonly args: readonly unknown[]
}

export type Answered = { readonly value: unknown } | { readonly error: unknown }

/** Takes the lock and opens the database. */
export function openEngine(file: string): Engine {
  const db = openDatabaseAlone(file)
  const operations = operationsOn(db.database)
  const call = ({ op, args }: Asked): unknown =>
    (operations.on[op] as (...all: unknown[]) => unknown)(...args)

  function one(asked: Asked): Answered {
    try {
      const value = reads.has(asked.op) ? call(asked) : db.database.atomically(() => call(asked))
      return { value }
    } catch (error) {
      operations.undone()
      return { error }
    }
  }

  return {
    run(asked) {
      if (asked.every(({ op }) => reads.has(op))) return asked.map(one)
      try {
        return db.database.atomically(() => asked.map(one))
      } catch (error) {
        operations.undone()
        return asked.map(() => ({ error }))
      }
    },
    close() {
      db.database.close()
      db.unlock()
    },
  }
}

function openDatabaseAlone(file: string): { readonly database: Database; readonly unlock: () => void } {
  const unlock = lockFile(file)
  try {
    return { database: openDatabase(file), unlock }
  } catch (error) {
    unlock()
    throw error
  }
}

const decoder = new TextDecoder()

function linesOf(text: string | Uint8Array): readonly string[] {
  const whole = typeof text === 'string' ? text : decoder.decode(text)
  return whole.split('\n').filter(line => line !== '')
}

export function operationsOn(db: Database): {
  readonly on: Operations
  readonly dims: Dims
  undone(): void
} {
  const rows = rowsOf(db)
  const dims = dimsOf(db)
  return {
    dims,
    on: {
      ...rows,
      add: text => addRows(db, dims, linesOf(text)),
      calls: query => pageOf(db, dims, 'calls', query),
      attempts: query => pageOf(db, dims, 'attempts', query),
      usage: query => JSON.stringify(usageOf(db, dims, query)),
      forget: (before, most) => forgetRows(db, dims, before, most),
      vacuum: () => db.exec('pragma wal_checkpoint(truncate)'),
    },
    undone: () => dims.forget(),
  }
}
