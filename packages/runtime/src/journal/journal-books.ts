import { fromUnknown, type Ledger, type LedgerText } from '@lucid-gateway/core'
import type { Ports } from '../options.ts'
import type { Books } from './booking.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { Journal } from './journal.ts'
import { refusal } from './journal-fault.ts'
import { defaultLimits, type JournalLimits } from './limits.ts'
import { OpenCalls } from './open-calls.ts'
import { newOwner } from './owner.ts'
import { Projector } from './projector.ts'
import { isRow } from './record.ts'
import { Seat } from './seat.ts'
import { sweeper, type SweeperParts } from './sweeper.ts'

export interface JournalOptions extends Partial<JournalLimits> {
  /** Made when there is something to write. On a disk of this machine; processes may share it. */
  readonly folder: string
  readonly disk?: Disk
}

/** Books that outlive the process: a journal first, the ledger when it takes the rows. */
export interface LastingBooks extends Books {
  /** Brings what is written down by now into the ledger; resolves also where that does not take it. */
  bring(): Promise<void>
  /** Brings what is left into the ledger; what it does not take in time stays in the folder for the next process. */
  end(withinMs: number): Promise<void>
}

type BookPorts = Pick<Ports, 'clock' | 'log'> & { readonly ledger: Ledger }

/** The process whose books they are. */
export interface Self {
  /** Its name among those that share the folder; made up unless said. */
  readonly owner?: string
  /** What else is to be settled of a process that is no more, by the attempts that its journal has. */
  readonly heir?: SweeperParts['heir']
}

export function openJournal(
  options: JournalOptions,
  ports: BookPorts,
  { owner = newOwner(), heir }: Self = {},
): LastingBooks {
  const { folder, disk = nodeDisk, ...own } = options
  const limits = { ...defaultLimits, ...own }
  const { clock, log, ledger } = ports
  const calls = new OpenCalls()
  const seat = new Seat({ folder, owner, clock, log }, () => journal.startAnew())
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
  const beginning = new Set<Promise<boolean>>()
  const sweeping = sweeper({ folder, owner, ledger, clock, log, ...(heir ? { heir } : {}) })

  return {
    refusal: () => journal.refusal(),
    async intend(call, intent) {
      if (!seat.isTaken) await seat.take()
      calls.add(call, intent)
      if (!(await journal.append(intent))) throw journal.refusal() ?? refusal('journal_failed')
    },
    settle(call, row) {
      if (!seat.isTaken) return unasked(row)
      calls.add(call, row)
      return journal.append(row, true)
    },
    close(call, row) {
      calls.delete(call)
      if (seat.isTaken) journal.add(row)
      else void unasked(row)
    },
    async bring() {
      if (!seat.isTaken) return
      journal.flush()
      await projector.finish()
    },
    async end(withinMs) {
      const late = Promise.withResolvers<void>()
      const callOff = clock.after(withinMs, late.resolve)
      await Promise.race([Promise.all(beginning), late.promise])
      const unwritten = (await journal.close()).filter(isRow)
      if (unwritten.length > 0) await Promise.race([lastWay(unwritten, ports), late.promise])
      await Promise.race([projector.finish(), late.promise])
      await Promise.race([sweeping.stop(), late.promise])
      callOff()
      projector.stop()
      const isEmpty = projector.isDone && calls.isEmpty
      if (!isEmpty)
        log.warn('not all of the journal is in the ledger; the next process brings the rest', { folder })
      await seat.leave(isEmpty)
    },
  }

  /** Of a call for which no provider was asked by then. Where there can be no journal there is the log. */
  function unasked(row: LedgerText): Promise<boolean> {
    const written = seat.take().then(
      () => journal.append(row, true),
      (thrown: unknown) => {
        log.error('a call that cost nothing could not be written down', {
          message: fromUnknown(thrown).message,
          row: JSON.parse(row) as unknown,
        })
        return false
      },
    )
    beginning.add(written)
    void written.then(() => beginning.delete(written))
    return written
  }
}

/** What the disk did not take to the end. */
async function lastWay(rows: readonly LedgerText[], { ledger, log }: BookPorts): Promise<void> {
  try {
    await ledger.add(rows)
  } catch (thrown) {
    const { message } = fromUnknown(thrown)
    log.error('neither the journal nor the ledger takes these rows', {
      message,
      rows: rows.map(row => JSON.parse(row) as unknown),
    })
  }
}
