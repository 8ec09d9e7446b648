import type { Ledger } from '@lucid-gateway/core'
import type { Ports } from '../options.ts'
import type { LastingBooks } from './journal-books.ts'
import { refusal } from './journal-fault.ts'
import { LedgerQueue } from './ledger-queue.ts'

/** How many rows may wait for a ledger that does not take them; beyond it no new call is taken. */
const mostWaiting = 10_000

/** Books without a journal: rows go straight to the ledger. What a process has under way when it dies is not in it. */
export function directBooks(parts: Pick<Ports, 'clock' | 'log'> & { readonly ledger: Ledger }): LastingBooks {
  const queue = new LedgerQueue(parts)
  return {
    refusal() {
      if (queue.length < mostWaiting) return undefined
      return refusal('journal_full', 'The ledger does not take the rows: see the log.')
    },
    async intend() {},
    settle: (_call, row) => queue.add(row),
    close: (_call, row) => void queue.add(row),
    bring: () => queue.emptied(),
    end: withinMs => queue.end(withinMs),
  }
}
