import type { LedgerBytes, LedgerRow, LedgerText } from './ledger.ts'

type Given = LedgerRow | LedgerText | LedgerBytes

/** What a ledger was given, as rows that nobody else has. */
export function ledgerRows(given: readonly Given[]): readonly LedgerRow[] {
  return given.flatMap(some => (isText(some) ? linesOf(some).map(parsed) : structuredClone(some)))
}

/** The same as text, a line each. */
export function ledgerLines(given: readonly Given[]): readonly string[] {
  return given.flatMap(some => (isText(some) ? linesOf(some) : JSON.stringify(some)))
}

function isText(some: Given): some is LedgerText | LedgerBytes {
  return typeof some === 'string' || some instanceof Uint8Array
}

const decoder = new TextDecoder()

function linesOf(text: LedgerText | LedgerBytes): readonly string[] {
  const whole = typeof text === 'string' ? text : decoder.decode(text)
  return whole.split('\n').filter(line => line !== '')
}

function parsed(line: string): LedgerRow {
  return JSON.parse(line) as LedgerRow
}
