import { open, readdir, rename, stat, unlink } from 'node:fs/promises'
import {
  type AttemptRow,
  type Clock,
  fromUnknown,
  type Ledger,
  type LedgerText,
  type Log,
} from '@lucid-gateway/core'
import { type Repeated, repeat } from '../artifacts/repeat.ts'
import { addToLedger } from './add-to-ledger.ts'
import { type Checkpoint, checkpointPath, readCheckpoint } from './checkpoint.ts'
import { LeftCalls } from './left-calls.ts'
import { isGone, type OwnerName, ownerNameOf, ownerPath } from './owner.ts'
import { rowsAtOnce } from './projector.ts'
import { readSegment } from './read-segment.ts'
import { recordOf } from './record.ts'
import { segmentNameOf, segmentPath } from './segment-name.ts'

export interface SweeperParts {
  readonly folder: string
  /** Who sweeps. */
  readonly owner: string
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  /**
   * Settles what else such a process left: told its attempts in the order in which they were settled, those without an end
   * last. May be told twice. `by time`: some of those of one millisecond may be in another order.
   */
  heir?(owner: string, rows: readonly AttemptRow[], order?: 'exact' | 'by time'): Promise<void>
}

const everyMs = 15_000

/**
 * Settles what processes left that are no more: their rows are brought into the ledger, their attempts without an end
 * are settled as of unknown use, their calls closed. Who renames the owner's file is the heir, so there is one.
 */
export function sweeper(parts: SweeperParts): Repeated {
  return repeat(parts.clock, everyMs, () => sweep(parts))
}

/** Once. What fails is tried again with the next. */
export async function sweep(parts: SweeperParts): Promise<void> {
  const { folder, owner, log } = parts
  const files = await filesIn(folder)
  for (const name of ownersIn(files)) {
    if (name.owner === owner) continue
    try {
      if (await inherit(name, parts)) await settle(name.owner, parts)
    } catch (thrown) {
      const { message } = fromUnknown(thrown)
      log.error('what a process left can not be settled yet', { folder, owner: name.owner, message })
    }
  }
}

/** None of a folder that is not there. */
async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw thrown
  }
}

/** Those of whom there is a file, and those of whom there are only segments. */
function ownersIn(files: readonly string[]): readonly OwnerName[] {
  const signed = files.map(ownerNameOf).filter(name => name !== undefined)
  const known = new Set(signed.map(({ owner }) => owner))
  const unsigned = new Set(files.map(file => segmentNameOf(file)?.owner).filter(owner => owner !== undefined))
  return [...signed, ...[...unsigned].filter(owner => !known.has(owner)).map(owner => ({ owner }))]
}

async function inherit(name: OwnerName, { folder, owner: heir, clock }: SweeperParts): Promise<boolean> {
  if (name.heir === heir) return true
  if (!(await isGone(folder, name.heir ?? name.owner, clock))) return false
  const mine = ownerPath(folder, { owner: name.owner, heir })
  try {
    await rename(ownerPath(folder, name), mine)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    return isForlorn(name.owner, folder, mine)
  }
}

/** Whether it has segments and no file of its own, and nobody else has begun to see to it. */
async function isForlorn(owner: string, folder: string, mine: string): Promise<boolean> {
  const files = await readdir(folder)
  const isOurs = files.some(file => segmentNameOf(file)?.owner === owner)
  if (!isOurs || files.some(file => ownerNameOf(file)?.owner === owner)) return false
  await (await open(mine, 'wx', 0o600)).close()
  return true
}

async function settle(owner: string, parts: SweeperParts): Promise<void> {
  const { folder, ledger, clock, log, owner: heir } = parts
  const names = (await readdir(folder)).map(segmentNameOf).filter(name => name?.owner === owner)
  const numbers = names.map(name => name?.number as number).toSorted((a, b) => a - b)
  const checkpoint = await readCheckpoint(folder, owner)
  const left = new LeftCalls()
  const broken: number[] = []
  const attempts: AttemptRow[] = []
  for (const number of numbers) {
    const isWhole = await bring({ number, owner, checkpoint, left, attempts }, parts)
    if (!isWhole) broken.push(number)
  }
  const rows = left.rows(clock.now())
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await addToLedger(ledger, rows.slice(at, at + rowsAtOnce), log)
  const settled = rows.filter(row => row.kind === 'attempt').length
  attempts.push(...rows.filter(row => row.kind === 'attempt'))
  await parts.heir?.(owner, attempts)
  if (rows.length > 0)
    log.warn('calls of a process that is no more were settled', { owner, attempts: settled })
  for (const number of numbers) {
    const path = segmentPath(folder, owner, number)
    // What can't be read may be of use to a person.
    await (broken.includes(number) ? rename(path, `${path}.torn`) : unlink(path))
  }
  await unlink(checkpointPath(folder, owner)).catch(() => {})
  await unlink(ownerPath(folder, { owner, heir })).catch(() => {})
}

interface Left {
  readonly number: number
  readonly owner: string
  readonly checkpoint: Checkpoint
  readonly left: LeftCalls
  readonly attempts: AttemptRow[]
}

/** False where not all of it could be read. */
async function bring(
  { number, owner, checkpoint, left, attempts }: Left,
  { folder, ledger, log, heir }: SweeperParts,
): Promise<boolean> {
  const path = segmentPath(folder, owner, number)
  const { size } = await stat(path)
  for (let at = 0; at < size;) {
    const read = await readSegment(path, at, size, rowsAtOnce)
    if (read.isBroken) {
      log.warn('a journal ends in what can not be read', { path, from: read.at, bytes: size - read.at })
      return false
    }
    const rows: LedgerText[] = []
    for (const text of read.texts) {
      const record = recordOf(text)
      if (!record) continue
      left.read(record)
      if (record.kind !== 'intent') rows.push(text)
      if (heir && record.kind === 'attempt') attempts.push(record)
    }
    const isNew =
      number > checkpoint.number || (number === checkpoint.number && read.at > checkpoint.position)
    if (isNew && rows.length > 0) await addToLedger(ledger, rows, log)
    at = read.at
  }
  return true
}
