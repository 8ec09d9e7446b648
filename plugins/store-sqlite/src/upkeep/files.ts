import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { type Database, openDatabase, openToRead, schemaVersion, versionOf } from '../engine/database.ts'
import { Fault } from '../engine/fault.ts'
import { lockFile } from '../engine/lock.ts'
import { inWords } from './in-words.ts'

/** Brings the schema up to date, as opening would. Tells from which version to which. */
export function migrateFile(file: string): { readonly from: number; readonly to: number } {
  return inWords(file, () => {
    requireThere(file)
    const unlock = lockFile(file)
    try {
      const from = peek(file)
      openDatabase(file).close()
      return { from, to: schemaVersion }
    } finally {
      unlock()
    }
  })
}

/** Copies a database as it is at one moment, also while a gateway writes to it. */
export function backupFile(file: string, target: string): void {
  inWords(file, () => {
    requireThere(file)
    if (existsSync(target)) throw there(target)
    const db = openToRead(file)
    try {
      db.sql('vacuum into ?').run(target)
    } finally {
      db.close()
    }
  })
}

/** Puts a backup in the place of a database that nobody has open. What was there is kept beside it; tells where. */
export function restoreFile(file: string, backup: string, now: Date = new Date()): string | undefined {
  return inWords(backup, () => {
    requireWhole(backup)
    const unlock = lockFile(file)
    const fresh = `${file}.restoring`
    try {
      rmSync(fresh, { force: true })
      copyFileSync(backup, fresh)
      const kept = existsSync(file) ? `${file}.before-${now.toISOString().replaceAll(':', '-')}` : undefined
      // With its log, which belongs to it, so that what was there can be put back in the same way.
      if (kept !== undefined)
        for (const end of ['', '-wal']) if (existsSync(file + end)) renameSync(file + end, kept + end)
      rmSync(`${file}-shm`, { force: true })
      renameSync(fresh, file)
      return kept
    } finally {
      rmSync(fresh, { force: true })
      unlock()
    }
  })
}

function peek(file: string): number {
  try {
    const db = openToRead(file)
    const version = versionOf(db)
    db.close()
    return version
  } catch (error) {
    const old = /has version (\d+)/.exec(String(error))?.[1]
    if (old === undefined) throw error
    return Number(old)
  }
}

function requireWhole(backup: string): void {
  if (!existsSync(backup)) throw notBackup(backup, 'there is no such file')
  const db = openBackup(backup)
  try {
    const result = db.sql('pragma integrity_check').get()?.['integrity_check']
    if (result === 'ok') return
    throw new Fault({
      code: 'invalid_request',
      reason: 'backup_corrupt',
      message: `The backup ${backup} is damaged: ${String(result)}.`,
      hint: 'Take another. Nothing was changed.',
    })
  } finally {
    db.close()
  }
}

function openBackup(backup: string): Database {
  try {
    return openToRead(backup)
  } catch (error) {
    if ((error as { readonly errcode?: number }).errcode === notDatabase)
      throw notBackup(backup, 'it is no SQLite database')
    throw error
  }
}

/** SQLite's SQLITE_NOTADB. */
const notDatabase = 26

function notBackup(backup: string, why: string): Fault {
  return new Fault({
    code: 'not_found',
    reason: 'no_backup',
    message: `${backup} is no backup: ${why}.`,
    hint: 'Name a file that `lucid db backup` wrote. Nothing was changed.',
  })
}

export function requireThere(file: string): void {
  if (existsSync(file)) return
  throw new Fault({
    code: 'not_found',
    reason: 'no_database',
    message: `There is no database ${file}.`,
    hint: 'The first start of a gateway makes it. LUCID_DATA_DIR names the data folder.',
  })
}

function there(target: string): Fault {
  return new Fault({
    code: 'conflict',
    reason: 'file_exists',
    message: `There is a file ${target} already.`,
    hint: 'Name another, or move it away.',
  })
}
