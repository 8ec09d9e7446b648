import { unlink, writeFile } from 'node:fs/promises'
import { type Clock, fromUnknown, type Ledger, type Log } from '@lucid-gateway/core'
import { checkpointPath, textOfCheckpoint } from './checkpoint.ts'
import type { Journal, SegmentState } from './journal.ts'
import { readSegment } from './read-segment.ts'
import { isRow } from './record.ts'
import { segmentPath } from './segment-name.ts'

export interface ProjectorParts {
  readonly folder: string
  readonly owner: string
  readonly journal: Pick<Journal, 'segments' | 'isSpare' | 'forget' | 'recent'>
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly gatherMs: number
}

/**
 * Brings the rows of a journal into the ledger, in their order, and deletes the segments that are no longer needed. It
 * reads them from the files, so that a ledger which is away for long takes no memory.
 */
export class Projector {
  readonly #parts: ProjectorParts
  #number = 0
  #position = 0
  #running: Promise<void> | undefined
  #callOff: (() => void) | undefined
  #failures = 0
  /** When it was last written down how far it is. */
  #markedAt = 0
  #stopped = false

  constructor(parts: ProjectorParts) {
    this.#parts = parts
  }

  readonly wake = (): void => {
    if (this.#stopped || this.#running) return
    const { journal, clock, gatherMs } = this.#parts
    if (journal.recent.count >= rowsAtOnce && this.#failures === 0) void this.run()
    else this.#callOff ??= clock.after(gatherMs, () => void this.run())
  }

  /** Brings over all that is there now; resolves also where the ledger does not take it. */
  run(): Promise<void> {
    this.#callOff?.()
    this.#callOff = undefined
    this.#running ??= this.#bringAll().finally(() => {
      this.#running = undefined
      if (this.#isBehind()) this.wake()
    })
    return this.#running
  }

  /** Resolves when all is in the ledger, or it does not take it. */
  async finish(): Promise<void> {
    await this.#running
    await this.run()
  }

  /** Whether all is in the ledger. */
  get isDone(): boolean {
    return !this.#isBehind()
  }

  stop(): void {
    this.#stopped = true
    this.#callOff?.()
  }

  #isBehind(): boolean {
    const last = this.#parts.journal.segments().at(-1)
    if (this.#failures > 0) return true
    if (!last) return false
    return last.number > this.#number || last.length > this.#position
  }

  async #bringAll(): Promise<void> {
    try {
      while (!this.#stopped && (await this.#step())) if (this.#failures > 0) this.#works()
      if (this.#failures > 0) this.#works()
      await this.#tidy()
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  async #step(): Promise<boolean> {
    const { journal } = this.#parts
    const segment = journal.segments().find(({ number }) => number >= this.#number)
    if (!segment) return false
    if (segment.number > this.#number) this.#moveTo(segment.number, 0)
    if (this.#position < segment.length) {
      await this.#bring(segment)
      return true
    }
    const next = journal.segments().find(({ number }) => number > segment.number)
    if (!next) return false
    this.#moveTo(next.number, 0)
    return true
  }

  async #bring({ number, length }: SegmentState): Promise<void> {
    const { folder, owner, ledger, log, journal } = this.#parts
    const recent = journal.recent.take(number, this.#position, rowsAtOnce)
    if (recent) {
      if (recent.rows.length > 0) await ledger.add(recent.rows)
      await this.#brought(number, recent.to)
      return
    }
    const path = segmentPath(folder, owner, number)
    const read = await readSegment(path, this.#position, length, rowsAtOnce)
    if (read.isBroken) {
      log.error('a part of the journal can not be read', { path, from: read.at, bytes: length - read.at })
      this.#position = length
      return
    }
    const rows = read.texts.filter(isRow)
    if (rows.length > 0) await ledger.add(rows)
    await this.#brought(number, read.at)
  }

  async #brought(number: number, to: number): Promise<void> {
    const { folder, owner, journal, clock } = this.#parts
    journal.recent.drop(number, to)
    this.#position = to
    const now = clock.now()
    if (now - this.#markedAt < markMs) return
    this.#markedAt = now
    await writeFile(checkpointPath(folder, owner), textOfCheckpoint(number, to))
  }

  #moveTo(number: number, position: number): void {
    this.#number = number
    this.#position = position
  }

  async #tidy(): Promise<void> {
    const { folder, owner, journal } = this.#parts
    for (const { number } of journal.segments()) {
      if (number >= this.#number || !journal.isSpare(number)) continue
      await unlink(segmentPath(folder, owner, number)).catch(() => {})
      journal.forget(number)
    }
  }

  #failed(thrown: unknown): void {
    const { message } = fromUnknown(thrown)
    this.#failures++
    const waitMs = Math.min(firstWaitMs * 2 ** (this.#failures - 1), lastWaitMs)
    if (this.#failures === 1)
      this.#parts.log.error('the ledger does not take rows; the journal keeps them', { message })
    if (this.#stopped) return
    this.#callOff = this.#parts.clock.after(waitMs, () => void this.run())
  }

  #works(): void {
    this.#failures = 0
    this.#parts.log.info('the ledger takes rows again')
  }
}

export const rowsAtOnce = 2000
const markMs = 1000
const firstWaitMs = 250
const lastWaitMs = 30_000
