import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from './fault.ts'

/** Who writes to a database. */
interface Owner {
  readonly pid: number
  readonly host: string
  /** As ISO 8601. */
  readonly since: string
}

/** A connection that nobody refers to would be closed when memory is tidied, and the lock gone with it. */
const locks = new Set<DatabaseSync>()

/**
 * Makes this process the only writer of a database file. What holds is the kernel's lock of a file beside it, which ends with
 * the process however that ends, so that nothing stale is left: not after a kill, nor where another process has got the
 * same number, nor in a container whose numbers mean nothing outside. The owner's name is a file of its own.
 */
export function lockFile(file: string): () => void {
  const lock = `${file}.lock`
  const named = `${file}.owner`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const held = new DatabaseSync(lock)
  try {
    held.exec('pragma busy_timeout = 0; pragma journal_mode = delete; begin immediate')
  } catch (error) {
    held.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== 5) throw error
    throw taken(file, readOwner(named))
  }
  const owner: Owner = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  locks.add(held)
  writeFileSync(named, `${JSON.stringify(owner)}\n`, { mode: 0o600 })
  return () => {
    rmSync(named, { force: true })
    locks.delete(held)
    held.exec('rollback')
    held.close()
  }
}

function readOwner(named: string): Owner | undefined {
  try {
    return existsSync(named) ? (JSON.parse(readFileSync(named, 'utf8')) as Owner) : undefined
  } catch {
    return undefined
  }
}

function taken(file: string, owner: Owner | undefined): Fault {
  const who = owner
    ? `process ${owner.pid} on ${owner.host} has had it since ${owner.since}`
    : 'another process has it'
  return new Fault({
    code: 'conflict',
    reason: 'store_in_use',
    message: `The database ${file} is in use: ${who}. One process writes to it at a time.`,
    hint: 'Stop that process, or give this one a data folder of its own: LUCID_DATA_DIR.',
  })
}
