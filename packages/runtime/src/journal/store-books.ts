import type { Ports } from '../options.ts'
import type { LastingBooks, Self } from './journal-books.ts'
import { refusal } from './journal-fault.ts'
import { LedgerQueue } from './ledger-queue.ts'
import { newOwner } from './owner.ts'
import { StoreIntents } from './store-intents.ts'
import { StoreSeat } from './store-seat.ts'
import { storeSweeper } from './store-sweeper.ts'

/**
 * Books for machines whose disk does not last: intents are rows of the Store before a provider is asked, settlements rows of
 * the ledger before the caller sees the end, and the intents go once their call is a row of it.
 */
export function storeBooks(
  parts: Pick<Ports, 'store' | 'ledger' | 'clock' | 'log'>,
  { owner = newOwner(), heir }: Self = {},
): LastingBooks {
  const queue = new LedgerQueue(parts)
  const seat = new StoreSeat(owner, parts)
  const intents = new StoreIntents(seat, parts)
  const sweeping = storeSweeper({ ...parts, owner, ...(heir ? { heir } : {}) })

  return {
    refusal() {
      if (queue.isFailing) return refusal('journal_failed', 'The ledger does not take the rows: see the log.')
      return seat.refusal()
    },
    intend: (call, intent) => intents.add(call, intent),
    settle: (_call, row) => queue.add(row),
    close: (call, row) => void queue.add(row, () => intents.spend(call)),
    bring: () => queue.emptied(),
    async end(withinMs) {
      const late = Promise.withResolvers<void>()
      const callOff = parts.clock.after(withinMs, late.resolve)
      await queue.end(withinMs)
      await Promise.race([intents.end(), late.promise])
      await Promise.race([sweeping.stop(), late.promise])
      await Promise.race([seat.leave(intents.isEmpty), late.promise])
      callOff()
    },
  }
}
