import { fromUnknown, type JsonObject } from '@lucid-gateway/core'
import type { Ports } from '../options.ts'
import type { StoreSeat } from './store-seat.ts'

/** A row an attempt, from before its provider is asked until its call is in the ledger. */
export const intentTable = 'journal_intents'

export interface IntentRow extends JsonObject {
  readonly owner: string
  readonly call: string
  /** The intent as a journal has it. */
  readonly text: string
}

/** How long the Store may take to write one before the call is refused. */
const holdMs = 5000
/** An heir counts what was spent of a budget by these rows, so they outlive the write of what was spent. */
const keepMs = 3000
const atOnce = 64

/** The intents of a process in a Store. */
export class StoreIntents {
  readonly #seat: StoreSeat
  readonly #parts: Pick<Ports, 'store' | 'clock' | 'log'>
  /** By call. */
  readonly #open = new Map<string, string[]>()
  #spent: string[] = []
  #callOff: (() => void) | undefined
  #dropping: Promise<void> | undefined

  constructor(seat: StoreSeat, parts: Pick<Ports, 'store' | 'clock' | 'log'>) {
    this.#seat = seat
    this.#parts = parts
  }

  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#spent.length === 0
  }

  /** Resolves once the Store has it; rejects where it doesn't take it in time. */
  async add(call: string, text: string): Promise<void> {
    const before = this.#open.get(call) ?? []
    const id = `${call}#${before.length + 1}`
    this.#open.set(call, [...before, id])
    const writing = this.#write(id, { owner: this.#seat.owner, call, text })
    const late = Promise.withResolvers<never>()
    const callOff = this.#parts.clock.after(holdMs, () => {
      late.reject(new Error('The store does not answer.'))
      void writing.then(
        () => this.#drop([id]),
        () => {},
      )
    })
    try {
      await Promise.race([writing, late.promise])
    } catch (thrown) {
      throw this.#seat.failed(thrown)
    } finally {
      callOff()
    }
  }

  /** The rows of a call that is in the ledger go, in a while. */
  spend(call: string): void {
    const ids = this.#open.get(call)
    this.#open.delete(call)
    if (ids) this.#drop(ids)
  }

  /** Drops now what may go; what the Store doesn't let go of stays for an heir, who finds it in the ledger. */
  async end(): Promise<void> {
    this.#callOff?.()
    await this.#dropping
    await this.#dropAll()
    this.#callOff?.()
  }

  #drop(ids: readonly string[]): void {
    this.#spent.push(...ids)
    this.#dropSoon()
  }

  #dropSoon(): void {
    if (this.#callOff || this.#dropping) return
    this.#callOff = this.#parts.clock.after(keepMs, () => {
      this.#callOff = undefined
      this.#dropping = this.#dropAll().finally(() => {
        this.#dropping = undefined
        if (this.#spent.length > 0) this.#dropSoon()
      })
    })
  }

  /** Those that came meanwhile are for the next time. */
  async #dropAll(): Promise<void> {
    const ids = this.#spent
    this.#spent = []
    try {
      while (ids.length > 0) {
        await Promise.all(ids.slice(-atOnce).map(id => this.#parts.store.delete(intentTable, id)))
        ids.splice(-atOnce)
      }
    } catch (thrown) {
      this.#spent.push(...ids)
      this.#parts.log.warn('the store does not let go of what was written down of calls', {
        message: fromUnknown(thrown).message,
      })
    }
  }

  async #write(id: string, value: IntentRow): Promise<void> {
    await this.#seat.take()
    await this.#parts.store.insert(intentTable, id, value)
  }
}
