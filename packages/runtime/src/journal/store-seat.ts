import { fromUnknown, type LucidError } from '@lucid-gateway/core'
import { type Repeated, repeat } from '../artifacts/repeat.ts'
import type { Ports } from '../options.ts'
import { type JournalFault, refusal } from './journal-fault.ts'

/** A row an owner: that there are intents of it, and that it lives, as each new version says. */
export const ownerTable = 'journal_owners'

const beatMs = 5000
const firstRetryMs = 250
const lastRetryMs = 5000

/** A process's place among those whose intents are rows of a Store, and whether that Store takes them. */
export class StoreSeat {
  readonly owner: string
  readonly #parts: Pick<Ports, 'store' | 'clock' | 'log'>
  #beating: Repeated | undefined
  #taking: Promise<void> | undefined
  #fault: JournalFault | undefined
  #failures = 0
  #callOffRetry = (): void => {}

  constructor(owner: string, parts: Pick<Ports, 'store' | 'clock' | 'log'>) {
    this.owner = owner
    this.#parts = parts
  }

  /** Why no new call can be taken, if so. */
  refusal(): LucidError | undefined {
    return this.#fault && storeRefusal(this.#fault)
  }

  /** Rejects where the Store does not take it; the next call tries again. */
  take(): Promise<void> {
    this.#taking ??= this.#write(false).then(
      () => {
        this.#beating = repeat(this.#parts.clock, beatMs, () => this.#beat())
      },
      (thrown: unknown) => {
        this.#taking = undefined
        throw thrown
      },
    )
    return this.#taking
  }

  /** Something was not taken: no new call is, until the Store answers again. */
  failed(thrown: unknown): LucidError {
    const { message, reason } = fromUnknown(thrown)
    if (!this.#fault)
      this.#parts.log.error('the store does not take what is written down of calls', { message })
    this.#fault = reason === 'store_full' ? 'journal_full' : 'journal_failed'
    this.#callOffRetry()
    const wait = Math.min(firstRetryMs * 2 ** this.#failures++, lastRetryMs)
    this.#callOffRetry = this.#parts.clock.after(wait, () => void this.#beat())
    return storeRefusal(this.#fault)
  }

  /** Leaves nothing behind, or what is there to whoever comes next. */
  async leave(isEmpty: boolean): Promise<void> {
    this.#callOffRetry()
    if (!this.#beating) return
    await this.#beating.stop()
    try {
      if (isEmpty) await this.#parts.store.delete(ownerTable, this.owner)
      else await this.#write(true)
    } catch (thrown) {
      const { message } = fromUnknown(thrown)
      this.#parts.log.warn('the store was not told that this process ends', { message })
    }
  }

  async #beat(): Promise<void> {
    try {
      await this.#write(false)
    } catch (thrown) {
      this.failed(thrown)
      return
    }
    this.#failures = 0
    if (!this.#fault) return
    this.#fault = undefined
    this.#parts.log.info('the store takes what is written down of calls again')
  }

  async #write(isOver: boolean): Promise<void> {
    const { store, clock, log } = this.#parts
    const value = { at: clock.now(), isOver }
    const row = await store.get(ownerTable, this.owner)
    if (row) {
      await store.update(ownerTable, this.owner, row.version, value)
      return
    }
    if (this.#beating)
      log.error('another process has settled the calls of this one, which said nothing for too long')
    await store.insert(ownerTable, this.owner, value)
  }
}

/** Why calls can't be taken where the Store is what they are written down in. */
function storeRefusal(fault: JournalFault): LucidError {
  return refusal(fault, hints[fault])
}

const hints: Readonly<Record<JournalFault, string>> = {
  journal_full: 'Make room on the disk of the store; calls are taken again within seconds.',
  journal_failed: 'The log says what the store answers; calls are taken again once it works.',
}
