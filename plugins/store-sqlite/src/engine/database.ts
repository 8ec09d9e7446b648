import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Fault } from './fault.ts'
import { migrations } from './migrations.ts'

/** A connection with its prepared statements. */
export interface Database {
  readonly file: string
  /** Prepared once; whole numbers are read as bigint. */
  sql(text: string): StatementSync
  exec(text: string): void
  /** Does it all or not at all; may be nested. */
  atomically<T>(work: () => T): T
  close(): void
}

export type Value = SQLInputValue

/** Statements whose text depends on what is asked for are many: these are kept, the others are prepared anew. */
const mostStatements = 200

/** Opens for writing, and brings the schema up to date. */
export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const db = connect(file, false)
  try {
    // FULL: what was acknowledged is on the disk. It costs a sync for each commit, in a thread that waits for nobody.
    db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory')
    // The same pages are written again and again: the longer the log, the more seldom also to their place.
    db.exec('pragma wal_autocheckpoint = 8000')
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens beside the one that writes. */
export function openToRead(file: string): Database {
  const db = connect(file, true)
  try {
    requireVersion(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function connect(file: string, readOnly: boolean): Database {
  const db = new DatabaseSync(file, { readOnly })
  db.exec('pragma busy_timeout = 5000; pragma cache_size = -16000')
  const statements = new Map<string, StatementSync>()
  let depth = 0
  return {
    file,
    sql(text) {
      const found = statements.get(text)
      if (found) return found
      const made = db.prepare(text)
      made.setReadBigInts(true)
      if (statements.size >= mostStatements) statements.delete(statements.keys().next().value as string)
      statements.set(text, made)
      return made
    },
    exec: text => db.exec(text),
    atomically(work) {
      const name = `level${depth}`
      db.exec(depth === 0 ? 'begin immediate' : `savepoint ${name}`)
      depth++
      try {
        const result = work()
        db.exec(depth === 1 ? 'commit' : `release ${name}`)
        return result
      } catch (error) {
        // A full disk may have rolled back already.
        if (db.isTransaction) db.exec(depth === 1 ? 'rollback' : `rollback to ${name}; release ${name}`)
        throw error
      } finally {
        depth--
      }
    },
    close() {
      statements.clear()
      db.close()
    },
  }
}

export const schemaVersion = migrations.length

export function versionOf(db: Database): number {
  return Number(db.sql('pragma user_version').get()?.['user_version'] ?? 0)
}

/** One transaction a step: killed half-way, it goes on with the step that was not done. Tells how many were. */
function migrate(db: Database): number {
  const before = versionOf(db)
  if (before > schemaVersion) throw tooNew(db.file, before)
  for (let version = before; version < schemaVersion; version++) {
    db.atomically(() => {
      db.exec(migrations[version] as string)
      db.exec(`pragma user_version = ${version + 1}`)
    })
  }
  return schemaVersion - before
}

function requireVersion(db: Database): void {
  const version = versionOf(db)
  if (version > schemaVersion) throw tooNew(db.file, version)
  if (version === schemaVersion) return
  throw new Fault({
    code: 'unavailable',
    reason: 'store_too_old',
    message: `The database ${db.file} has version ${version} of the schema, and this program reads version ${schemaVersion}.`,
    hint: 'Bring it up to date: lucid db migrate.',
  })
}

function tooNew(file: string, version: number): Fault {
  return new Fault({
    code: 'unavailable',
    reason: 'store_too_new',
    message: `The database ${file} has version ${version} of the schema; this program knows ${schemaVersion} and leaves it alone.`,
    hint: 'Start the newer program that wrote it, or put back a backup of before: lucid db restore <file>.',
  })
}
