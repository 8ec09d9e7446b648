import {
  type ErrorCode,
  fromUnknown,
  type Ledger,
  type LedgerBytes,
  ledgerLines,
  type LedgerRow,
  type LedgerText,
  type Log,
} from '@lucid-gateway/core'

/** What is said of rows, and not of the ledger. */
const ofRows: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['invalid_request', 'not_found', 'conflict'])

/** Adds rows. One that the ledger refuses for what it is holds up none of the others: the log has it. */
export async function addToLedger(
  ledger: Pick<Ledger, 'add'>,
  rows: readonly (LedgerRow | LedgerText | LedgerBytes)[],
  log: Log,
): Promise<void> {
  try {
    await ledger.add(rows)
  } catch (thrown) {
    if (!ofRows.has(fromUnknown(thrown).code)) throw thrown
    for (const line of ledgerLines(rows)) await addOne(ledger, line, log)
  }
}

async function addOne(ledger: Pick<Ledger, 'add'>, line: LedgerText, log: Log): Promise<void> {
  try {
    await ledger.add([line])
  } catch (thrown) {
    const { code, message } = fromUnknown(thrown)
    if (!ofRows.has(code)) throw thrown
    log.error('the ledger refuses a row, which is in none of its sums', {
      message,
      row: JSON.parse(line) as unknown,
    })
  }
}
