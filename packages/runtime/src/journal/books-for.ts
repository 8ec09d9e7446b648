import { LucidError } from '@lucid-gateway/core'
import type { Ports, RuntimeOptions } from '../options.ts'
import { directBooks } from './direct-books.ts'
import { type LastingBooks, openJournal, type Self } from './journal-books.ts'

/** How to open them; none where no ledger was handed in. */
export function booksFor(
  { journal = false, ports: { ledger } = {} }: Pick<RuntimeOptions, 'journal' | 'ports'>,
  { clock, log }: Ports,
  self: Self = {},
): (() => LastingBooks) | undefined {
  if (!ledger) {
    if (journal) throw noLedger()
    return undefined
  }
  return () =>
    journal ? openJournal(journal, { ledger, clock, log }, self) : directBooks({ ledger, clock, log })
}

function noLedger(): LucidError {
  return new LucidError('unavailable', 'There is a journal, but no ledger that its rows could go to.', {
    recourse: 'none',
    reason: 'no_ledger',
    param: 'journal',
    hint: 'Set `ports.ledger`, or leave `journal` out.',
  })
}
