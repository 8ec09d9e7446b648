import { LucidError } from '@lucid-gateway/core'
import type { Ports, RuntimeOptions } from '../options.ts'
import { directBooks } from './direct-books.ts'
import { type LastingBooks, openJournal, type Self } from './journal-books.ts'
import { storeBooks } from './store-books.ts'

/** How to open them; none where no ledger was handed in. */
export function booksFor(
  { journal = false, ports: { ledger, store } = {} }: Pick<RuntimeOptions, 'journal' | 'ports'>,
  { clock, log }: Ports,
  self: Self = {},
): (() => LastingBooks) | undefined {
  if (!ledger) {
    if (journal) throw noLedger()
    return undefined
  }
  const ports = { ledger, clock, log }
  if (journal === 'store') {
    if (!store) throw noStore()
    return () => storeBooks({ ...ports, store }, self)
  }
  return () => (journal ? openJournal(journal, ports, self) : directBooks(ports))
}

function noLedger(): LucidError {
  return new LucidError('unavailable', 'There is a journal, but no ledger that its rows could go to.', {
    recourse: 'none',
    reason: 'no_ledger',
    param: 'journal',
    hint: 'Set `ports.ledger`, or leave `journal` out.',
  })
}

function noStore(): LucidError {
  return new LucidError('unavailable', 'The journal is to be in the store, but there is none that lasts.', {
    recourse: 'none',
    reason: 'no_store',
    param: 'journal',
    hint: 'Set `ports.store`, or give `journal` a folder.',
  })
}
