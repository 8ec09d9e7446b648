import { LucidError } from '@lucid-gateway/core'
import type { Ports, RuntimeOptions } from '../options.ts'
import { directBooks } from './direct-books.ts'
import { type LastingBooks, openJournal } from './journal-books.ts'

/** None where no ledger was handed in: one in memory would grow without end. */
export async function booksOf(
  { journal = false, ports: { ledger } = {} }: Pick<RuntimeOptions, 'journal' | 'ports'>,
  { clock, log }: Ports,
): Promise<LastingBooks | undefined> {
  if (!ledger) {
    if (journal) throw noLedger()
    return undefined
  }
  return journal ? openJournal(journal, { ledger, clock, log }) : directBooks({ ledger, clock, log })
}

function noLedger(): LucidError {
  return new LucidError('unavailable', 'There is a journal, but no ledger that its rows could go to.', {
    recourse: 'none',
    reason: 'no_ledger',
    param: 'journal',
    hint: 'Set `ports.ledger`, or leave `journal` out.',
  })
}
