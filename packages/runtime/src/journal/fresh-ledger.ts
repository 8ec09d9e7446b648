import type { Ledger } from '@lucid-gateway/core'
import type { LastingBooks } from './journal-books.ts'

/** A ledger that, when it is asked, has what was written down by then. */
export function freshLedger(ledger: Ledger, books: Pick<LastingBooks, 'bring'>): Ledger {
  return {
    add: rows => ledger.add(rows),
    async calls(query) {
      await books.bring()
      return ledger.calls(query)
    },
    async attempts(query) {
      await books.bring()
      return ledger.attempts(query)
    },
    async usage(query) {
      await books.bring()
      return ledger.usage(query)
    },
    forget: (before, most) => ledger.forget(before, most),
    close: () => ledger.close(),
  }
}
