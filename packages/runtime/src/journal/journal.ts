import type { Clock, LedgerText, Log, LucidError } from '@lucid-gateway/core'
import { type Disk, writeAll } from './disk.ts'
import { frameHead, frameOf, segmentHead } from './frames.ts'
import { faultOf, type JournalFault, refusal } from './journal-fault.ts'
import type { JournalLimits } from './limits.ts'
import { RecentRows } from './recent-rows.ts'
import { segmentPath } from './segment-name.ts'
import { type Due, Segment, type Unsynced } from './segment.ts'

export interface JournalParts {
  readonly folder: string
  readonly owner: string
  readonly disk: Disk
  readonly clock: Clock
  readonly log: Log
  readonly limits: JournalLimits
  /** What a new segment begins with, so that it needs none of those before it. */
  readonly carried: () => readonly string[]
  /** Told when there is more to read, or more that may be forgotten. */
  readonly onProgress: () => void
}

/** A segment as its reader sees it. */
export interface SegmentState {
  readonly number: number
  /** How far it can be read. */
  readonly length: number
}

/**
 * A process's append-only journal. All that is appended in one tick is one write; the disk is made to keep it off the
 * main thread. What can't be written is kept and written when it can, and until then the journal says so.
 */
export class Journal {
  /** What was written last, for its reader. */
  readonly recent = new RecentRows()
  readonly #parts: JournalParts
  /** On the disk, by number, in order. */
  readonly #lengths = new Map<number, number>()
  #spool = 0
  #open: Segment | undefined
  /** Nothing is written to them any more, but not all of it may be on the disk. */
  #left: Segment[] = []
  #number = 0
  #batch: string[] = []
  /** Those of them that are for the ledger. */
  #rows: LedgerText[] = []
  #due: Due | undefined
  #isSoon = false
  /** What a failed sync leaves in doubt. */
  #doubtful: readonly Unsynced[] = []
  #failure: JournalFault | undefined
  #failures = 0
  #syncing: Promise<boolean> | undefined
  #callOffSync: (() => void) | undefined
  #callOffRetry = (): void => {}
  #closed = false

  constructor(parts: JournalParts) {
    this.#parts = parts
  }

  /** Whether the text is in the kernel's hands (in `sync` mode: on the disk). False where it must still wait, after `holdMs`. */
  append(text: string, isRow = false): Promise<boolean> {
    if (this.#closed) return this.#tooLate(text)
    this.#batch.push(text)
    if (isRow) this.#rows.push(text)
    if (!this.#due) {
      this.#due = Promise.withResolvers()
      if (this.#failure) this.#hold(this.#due)
      else setImmediate(this.#flush)
    }
    return this.#due.promise
  }

  /** Takes a row that nobody waits for: it is written with what comes next, or soon. */
  add(row: LedgerText): void {
    if (this.#closed) return void this.#tooLate(row)
    this.#batch.push(row)
    this.#rows.push(row)
    if (this.#isSoon) return
    this.#isSoon = true
    this.#parts.clock.after(soonMs, this.#flushSoon)
  }

  /** Why no new call can be taken, if so. */
  refusal(): LucidError | undefined {
    const { maxSpoolBytes, maxUnsyncedBytes } = this.#parts.limits
    if (this.#failure) return refusal(this.#failure)
    if (this.#spool >= maxSpoolBytes)
      return refusal('journal_full', 'The ledger does not take the rows: see the log.')
    if (this.#unsyncedBytes() >= maxUnsyncedBytes)
      return refusal('journal_failed', 'The disk of the journal does not keep up.')
    return undefined
  }

  /** In order; the last may still grow. */
  segments(): readonly SegmentState[] {
    return [...this.#lengths].map(([number, length]) => ({ number, length }))
  }

  /** Whether all that is needed of it is in later segments, and on the disk there. */
  isSpare(number: number): boolean {
    if (this.#left.some(segment => segment.number === number)) return false
    if (this.#closed) return true
    return this.#open !== undefined && this.#open.number > number && this.#open.isNamed
  }

  forget(number: number): void {
    this.#spool -= this.#lengths.get(number) ?? 0
    this.#lengths.delete(number)
  }

  /** Goes on in a new segment: another has taken those that are there. */
  startAnew(): void {
    this.#leave()
    for (const number of this.#lengths.keys()) this.forget(number)
  }

  /** Writes what is left, if the disk takes it; resolves to what it did not take. */
  async close(): Promise<readonly string[]> {
    this.#callOffRetry()
    this.#callOffSync?.()
    let isTaken = true
    do {
      try {
        if (this.#batch.length > 0 || this.#doubtful.length > 0) this.#write()
      } catch (thrown) {
        this.#report(thrown)
        isTaken = false
      }
      this.#leave()
      await this.#syncing
      await this.#sync()
      // What came meanwhile is written too.
    } while (isTaken && !this.#failure && (this.#open || this.#batch.length > 0))
    this.#closed = true
    this.#due?.resolve(false)
    return this.#batch
  }

  /** Writes now what would be written soon. */
  flush(): void {
    if (!this.#closed) this.#flush()
  }

  readonly #flushSoon = (): void => {
    this.#isSoon = false
    this.flush()
  }

  readonly #flush = (): void => {
    if (this.#failure || this.#batch.length === 0) return
    try {
      this.#write()
      this.#syncSoon()
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  #write(): void {
    const { disk, limits, onProgress } = this.#parts
    if (this.#open && this.#open.length >= limits.maxSegmentBytes) this.#leave()
    const segment = (this.#open ??= this.#begin())
    const batch = this.#batch
    if (batch.length > 0) {
      const bytes = frameOf(batch)
      writeAll(disk, segment.file, bytes)
      this.#batch = []
      this.recent.add({
        number: segment.number,
        from: segment.length,
        to: segment.length + bytes.length,
        ...this.#rowsIn(bytes, batch.length),
      })
      this.#rows = []
      this.#wrote(segment, [{ bytes, ...(limits.sync && this.#due ? { due: this.#due } : {}) }])
      if (!limits.sync) this.#due?.resolve(true)
      this.#due = undefined
    }
    onProgress()
  }

  /** What of a frame of so many texts is for the ledger: as a rule all of it, or nothing. */
  #rowsIn(frame: Buffer, texts: number): { readonly rows: Uint8Array | undefined; readonly count: number } {
    const count = this.#rows.length
    if (count === 0) return { rows: undefined, count }
    return { rows: count === texts ? frame.subarray(frameHead) : Buffer.from(this.#rows.join('\n')), count }
  }

  #begin(): Segment {
    const { disk, folder, owner, carried } = this.#parts
    const number = ++this.#number
    const segment = new Segment(number, disk.create(segmentPath(folder, owner, number)))
    this.#lengths.set(number, 0)
    try {
      const doubtful = this.#doubtful
      const head = Buffer.concat([segmentHead, frameOf(carried())])
      writeAll(disk, segment.file, Buffer.concat([head, ...doubtful.map(({ bytes }) => bytes)]))
      this.#doubtful = []
      // What is carried was in the ledger's way before; what was in doubt is read.
      if (doubtful.length === 0)
        this.recent.add({ number, from: 0, to: head.length, rows: undefined, count: 0 })
      this.#wrote(segment, [{ bytes: head, isRepeated: true }, ...doubtful])
      return segment
    } catch (thrown) {
      this.#left.push(segment)
      throw thrown
    }
  }

  #wrote(segment: Segment, entries: readonly Unsynced[]): void {
    for (const entry of entries) {
      segment.add(entry)
      this.#spool += entry.bytes.length
    }
    this.#lengths.set(segment.number, segment.length)
  }

  #leave(): void {
    if (this.#open) this.#left.push(this.#open)
    this.#open = undefined
  }

  #unsyncedBytes(): number {
    let sum = this.#open?.unsyncedBytes ?? 0
    for (const segment of this.#left) sum += segment.unsyncedBytes
    return sum
  }

  #syncSoon(): void {
    if (this.#syncing || this.#callOffSync) return
    const { clock, limits } = this.#parts
    if (limits.sync) void this.#sync()
    else this.#callOffSync = clock.after(limits.syncMs, () => void this.#sync())
  }

  /** One at a time; what is written meanwhile is for the next. */
  #sync(): Promise<boolean> {
    this.#callOffSync = undefined
    this.#syncing ??= this.#syncAll().finally(() => {
      this.#syncing = undefined
      if (this.#closed || this.#failure) return
      if (this.#left.length > 0 || (this.#open && this.#open.unsynced > 0)) this.#syncSoon()
    })
    return this.#syncing
  }

  async #syncAll(): Promise<boolean> {
    const left = this.#left
    let fine = true
    for (const segment of this.#open ? [...left, this.#open] : left)
      fine = (await this.#keep(segment)) && fine
    this.#left = this.#left.filter(segment => !left.includes(segment))
    for (const segment of left) await this.#parts.disk.close(segment.file).catch(() => {})
    if (fine) this.#failures = 0
    this.#parts.onProgress()
    return fine
  }

  /** A disk that failed to keep something may have forgotten it since: it is written again elsewhere. */
  async #keep(segment: Segment): Promise<boolean> {
    const { disk, folder } = this.#parts
    const kept = segment.unsynced
    if (kept === 0) return true
    try {
      await disk.sync(segment.file)
      if (!segment.isNamed) await disk.syncFolder(folder)
      segment.isNamed = true
      for (const { due } of segment.take(kept)) due?.resolve(true)
      return true
    } catch (thrown) {
      const inDoubt = segment.take(segment.unsynced).filter(entry => !entry.isRepeated)
      this.#doubtful = [...this.#doubtful, ...inDoubt]
      if (this.#open === segment) this.#leave()
      this.#fail(thrown)
      return false
    }
  }

  #fail(thrown: unknown): void {
    this.#leave()
    if (this.#failures++ === 0 || !this.#failure) this.#report(thrown)
    this.#failure = faultOf(thrown)
    if (this.#due) this.#hold(this.#due)
    for (const { due } of this.#doubtful) if (due) this.#hold(due)
    this.#callOffRetry()
    const wait = Math.min(firstRetryMs * 2 ** (this.#failures - 1), lastRetryMs)
    this.#callOffRetry = this.#parts.clock.after(wait, () => void this.#retry())
  }

  #report(thrown: unknown): void {
    const { message } = thrown as Error
    this.#parts.log.error('the journal can not be written', { folder: this.#parts.folder, message })
  }

  /** It works again when something was written, and the disk keeps it. */
  async #retry(): Promise<void> {
    if (this.#closed) return
    try {
      this.#write()
    } catch (thrown) {
      this.#fail(thrown)
      return
    }
    await this.#syncing
    if (!(await this.#sync())) return
    this.#failure = undefined
    this.#parts.log.info('the journal is written again', { folder: this.#parts.folder })
    this.#flush()
  }

  #tooLate(text: string): Promise<boolean> {
    this.#parts.log.error('a call ended after the journal had been closed', { text })
    return Promise.resolve(false)
  }

  #hold(due: Due): void {
    this.#parts.clock.after(this.#parts.limits.holdMs, () => due.resolve(false))
  }
}

const soonMs = 10
const firstRetryMs = 250
const lastRetryMs = 5000
