import { mkdir, readdir, unlink } from 'node:fs/promises'
import { fromUnknown, type Ledger, LucidError } from '@lucid-gateway/core'
import { repeat } from '../artifacts/repeat.ts'
import type { Ports } from '../options.ts'
import type { Books } from './booking.ts'
import { checkpointPath } from './checkpoint.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { Journal } from './journal.ts'
import { refusal } from './journal-fault.ts'
import { defaultLimits, type JournalLimits } from './limits.ts'
import { OpenCalls } from './open-calls.ts'
import { beat, layDown, newOwner, sign, signOff } from './owner.ts'
import { Projector, rowsOf } from './projector.ts'
import { textOf } from './record.ts'
import { segmentNameOf } from './segment-name.ts'
import { sweeper } from './sweeper.ts'

export interface JournalOptions extends Partial<JournalLimits> {
  /** Made if it is not there. On a disk of this machine; processes may share it. */
  readonly folder: string
  readonly disk?: Disk
}

/** Books that outlive the process: a journal first, the ledger when it takes the rows. */
export interface LastingBooks extends Books {
  /** Brings what is left into the ledger; what it does not take in time stays in the folder for the next process. */
  end(withinMs: number): Promise<void>
}

type BookPorts = Pick<Ports, 'clock' | 'log'> & { readonly ledger: Ledger }

const beatMs = 5000

export async function openJournal(options: JournalOptions, ports: BookPorts): Promise<LastingBooks> {
  const { folder, disk = nodeDisk, ...own } = options
  const limits = { ...defaultLimits, ...own }
  const { clock, log, ledger } = ports
  const owner = newOwner()
  await made(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await sign(folder, owner, clock)
  })
  const calls = new OpenCalls()
  const journal = new Journal({
    folder,
    owner,
    disk,
    clock,
    log,
    limits,
    carried: () => calls.texts(),
    onProgress: () => projector.wake(),
  })
  const projector = new Projector({ folder, owner, journal, ledger, clock, log, gatherMs: limits.gatherMs })
  const sweeping = sweeper({ folder, owner, ledger, clock, log })
  const beating = repeat(clock, beatMs, async () => {
    if (await beat(folder, owner, clock)) return
    log.error('another process has taken over the journal of this one, which said nothing for too long', {
      folder,
    })
    await sign(folder, owner, clock)
    journal.startAnew()
  })

  return {
    refusal: () => journal.refusal(),
    async intend(intent) {
      const text = textOf(intent)
      calls.add(intent.call.id, text)
      if (!(await journal.append(text))) throw journal.refusal() ?? refusal('journal_failed')
    },
    settle(row) {
      const text = textOf({ kind: 'settle', row })
      calls.add(row.record.callId, text)
      return journal.append(text, row)
    },
    close(row) {
      calls.delete(row.record.id)
      void journal.append(textOf({ kind: 'close', row }), row)
    },
    async end(withinMs) {
      const late = Promise.withResolvers<void>()
      const callOff = clock.after(withinMs, late.resolve)
      const unwritten = rowsOf(await journal.close())
      if (unwritten.length > 0) await Promise.race([lastWay(unwritten, ports), late.promise])
      await Promise.race([projector.finish(), late.promise])
      await Promise.race([Promise.all([sweeping.stop(), beating.stop()]), late.promise])
      callOff()
      projector.stop()
      if (projector.isDone && calls.isEmpty) await clear(folder, owner)
      else log.warn('not all of the journal is in the ledger; the next process brings the rest', { folder })
      await layDown(folder, owner)
    },
  }
}

async function made(folder: string, make: () => Promise<void>): Promise<void> {
  try {
    await make()
  } catch (thrown) {
    throw new LucidError('unavailable', `The journal can not be made: ${(thrown as Error).message}`, {
      recourse: 'none',
      reason: 'journal_failed',
      hint: `Give the process a folder it may write to: ${folder}.`,
      cause: thrown,
    })
  }
}

/** What the disk did not take to the end. */
async function lastWay(rows: ReturnType<typeof rowsOf>, { ledger, log }: BookPorts): Promise<void> {
  try {
    await ledger.add(rows)
  } catch (thrown) {
    const { message } = fromUnknown(thrown)
    log.error('neither the journal nor the ledger takes these rows', { message, rows })
  }
}

async function clear(folder: string, owner: string): Promise<void> {
  const files = await readdir(folder)
  for (const file of files)
    if (segmentNameOf(file)?.owner === owner) await unlink(`${folder}/${file}`).catch(() => {})
  await unlink(checkpointPath(folder, owner)).catch(() => {})
  await signOff(folder, owner)
}
