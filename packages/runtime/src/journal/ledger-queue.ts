import { fromUnknown, type Ledger, type LedgerText } from '@lucid-gateway/core'
import type { Ports } from '../options.ts'

const rowsAtOnce = 500
const holdMs = 5000
const firstWaitMs = 250
const lastWaitMs = 30_000

interface Waiting {
  readonly row: LedgerText
  /** Told whether it is in the ledger. */
  readonly resolve: (isAdded: boolean) => void
  readonly onAdded: (() => void) | undefined
}

/** Rows on their way to a ledger, in their order. Those of one turn of the loop go together. */
export class LedgerQueue {
  readonly #parts: Pick<Ports, 'clock' | 'log'> & { readonly ledger: Ledger }
  #waiting: Waiting[] = []
  #adding: Promise<void> | undefined
  #failures = 0

  constructor(parts: Pick<Ports, 'clock' | 'log'> & { readonly ledger: Ledger }) {
    this.#parts = parts
  }

  get length(): number {
    return this.#waiting.length
  }

  /** Whether the ledger did not take what it was last given. */
  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** Whether it is in the ledger; false where it must wait for long. `onAdded` is told once it is there. */
  add(row: LedgerText, onAdded?: () => void): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#waiting.push({ row, resolve, onAdded })
    if (this.isFailing) this.#hold([resolve])
    this.#adding ??= this.#addAll().finally(() => (this.#adding = undefined))
    return promise
  }

  /** Resolves when all is in the ledger, or it does not take it. */
  async emptied(): Promise<void> {
    if (!this.isFailing) await this.#adding
  }

  /** Waits until all is in the ledger, for so long; the log has what is not. */
  async end(withinMs: number): Promise<void> {
    const { clock, log } = this.#parts
    const late = Promise.withResolvers<void>()
    const callOff = clock.after(withinMs, late.resolve)
    await Promise.race([this.#adding, late.promise])
    callOff()
    if (this.#waiting.length > 0)
      log.error('the ledger does not take these rows', {
        rows: this.#waiting.map(({ row }) => JSON.parse(row) as unknown),
      })
  }

  async #addAll(): Promise<void> {
    // All rows of a tick go together.
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) {
      const some = this.#waiting.slice(0, rowsAtOnce)
      try {
        await this.#parts.ledger.add(some.map(({ row }) => row))
      } catch (thrown) {
        await this.#failed(thrown)
        continue
      }
      this.#waiting = this.#waiting.slice(some.length)
      this.#failures = 0
      for (const { resolve, onAdded } of some) {
        resolve(true)
        onAdded?.()
      }
    }
  }

  async #failed(thrown: unknown): Promise<void> {
    const { clock, log } = this.#parts
    if (this.#failures++ === 0) {
      const { message } = fromUnknown(thrown)
      log.error('the ledger does not take rows; they wait in memory', { message })
      this.#hold(this.#waiting.map(({ resolve }) => resolve))
    }
    const waited = Promise.withResolvers<void>()
    clock.after(Math.min(firstWaitMs * 2 ** (this.#failures - 1), lastWaitMs), waited.resolve)
    await waited.promise
  }

  #hold(those: readonly ((isAdded: boolean) => void)[]): void {
    this.#parts.clock.after(holdMs, () => those.forEach(resolve => resolve(false)))
  }
}
