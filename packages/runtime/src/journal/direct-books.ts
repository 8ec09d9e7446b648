import { fromUnknown, type Ledger, type LedgerText } from '@lucid-gateway/core'
import type { Ports } from '../options.ts'
import type { LastingBooks } from './journal-books.ts'
import { refusal } from './journal-fault.ts'

/** How many rows may wait for a ledger that does not take them; beyond it no new call is taken. */
const mostWaiting = 10_000
const rowsAtOnce = 500
const holdMs = 5000
const firstWaitMs = 250
const lastWaitMs = 30_000

interface Waiting {
  readonly row: LedgerText
  readonly resolve: () => void
}

/** Books without a journal: rows go straight to the ledger. What a process has under way when it dies is not in it. */
export function directBooks({
  ledger,
  clock,
  log,
}: Pick<Ports, 'clock' | 'log'> & { readonly ledger: Ledger }): LastingBooks {
  let waiting: Waiting[] = []
  let adding: Promise<void> | undefined
  let failures = 0

  async function addAll(): Promise<void> {
    // All rows of a tick go together.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const some = waiting.slice(0, rowsAtOnce)
      try {
        await ledger.add(some.map(({ row }) => row))
        waiting = waiting.slice(some.length)
        for (const { resolve } of some) resolve()
        failures = 0
      } catch (thrown) {
        await failed(thrown)
      }
    }
  }

  async function failed(thrown: unknown): Promise<void> {
    if (failures++ === 0) {
      log.error('the ledger does not take rows; they wait in memory', {
        message: fromUnknown(thrown).message,
      })
      const held = waiting
      clock.after(holdMs, () => held.forEach(({ resolve }) => resolve()))
    }
    const waited = Promise.withResolvers<void>()
    clock.after(Math.min(firstWaitMs * 2 ** (failures - 1), lastWaitMs), waited.resolve)
    await waited.promise
  }

  /** Resolves when it is in the ledger, or when it must wait for long. */
  function add(row: LedgerText): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push({ row, resolve })
    if (failures > 0) clock.after(holdMs, resolve)
    adding ??= addAll().finally(() => (adding = undefined))
    return promise
  }

  return {
    refusal() {
      if (waiting.length < mostWaiting) return undefined
      return refusal('journal_full', 'The ledger does not take the rows: see the log.')
    },
    async intend() {},
    settle: (_call, row) => add(row),
    close: (_call, row) => void add(row),
    async end(withinMs) {
      const late = Promise.withResolvers<void>()
      const callOff = clock.after(withinMs, late.resolve)
      await Promise.race([adding, late.promise])
      callOff()
      if (waiting.length > 0)
        log.error('the ledger does not take these rows', {
          rows: waiting.map(({ row }) => JSON.parse(row) as unknown),
        })
    },
  }
}
