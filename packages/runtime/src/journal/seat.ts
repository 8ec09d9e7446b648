import { mkdir, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Log, LucidError } from '@lucid-gateway/core'
import { type Repeated, repeat } from '../artifacts/repeat.ts'
import { checkpointPath } from './checkpoint.ts'
import { beat, layDown, sign, signOff } from './owner.ts'
import { segmentNameOf } from './segment-name.ts'

const beatMs = 5000

export interface SeatParts {
  readonly folder: string
  /** Names the process among those that share it. */
  readonly owner: string
  readonly clock: Clock
  readonly log: Log
}

/** A process's place in the folder of a journal: made, and signed, when there is something to write. */
export class Seat {
  readonly owner: string
  readonly #folder: string
  readonly #clock: Clock
  readonly #log: Log
  readonly #onLost: () => void
  #taking: Promise<void> | undefined
  #beating: Repeated | undefined

  /** `onLost` is called where another process took the journal for that of a dead one. */
  constructor({ folder, owner, clock, log }: SeatParts, onLost: () => void) {
    this.owner = owner
    this.#folder = folder
    this.#clock = clock
    this.#log = log
    this.#onLost = onLost
  }

  get isTaken(): boolean {
    return this.#beating !== undefined
  }

  /** Rejects where the folder can't be written to; the next call tries again. */
  take(): Promise<void> {
    this.#taking ??= this.#take().catch((thrown: unknown) => {
      this.#taking = undefined
      throw unusable(this.#folder, thrown)
    })
    return this.#taking
  }

  /** Leaves nothing behind, or what is there to whoever comes next. */
  async leave(isEmpty: boolean): Promise<void> {
    if (!this.#beating) return
    await this.#beating.stop()
    if (!isEmpty) {
      await layDown(this.#folder, this.owner)
      return
    }
    for (const file of await readdir(this.#folder))
      if (segmentNameOf(file)?.owner === this.owner) await unlink(join(this.#folder, file)).catch(() => {})
    await unlink(checkpointPath(this.#folder, this.owner)).catch(() => {})
    await signOff(this.#folder, this.owner)
  }

  async #take(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await sign(this.#folder, this.owner, this.#clock)
    this.#beating = repeat(this.#clock, beatMs, () => this.#beat())
  }

  async #beat(): Promise<void> {
    if (await beat(this.#folder, this.owner, this.#clock)) return
    this.#log.error(
      'another process has taken over the journal of this one, which said nothing for too long',
      {
        folder: this.#folder,
      },
    )
    await sign(this.#folder, this.owner, this.#clock)
    this.#onLost()
  }
}

function unusable(folder: string, thrown: unknown): LucidError {
  return new LucidError('unavailable', 'The folder of the journal can not be used, so no call is taken.', {
    recourse: 'none',
    reason: 'journal_failed',
    retryAfterMs: 5000,
    hint: `Give the process a folder that it may write to (${folder}), or turn the journal off.`,
    cause: thrown,
  })
}
