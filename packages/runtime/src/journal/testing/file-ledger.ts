import { appendFileSync, readFileSync } from 'node:fs'
import { type AttemptRow, type CallRow, type Ledger, type LedgerRow, ledgerRows } from '@lucid-gateway/core'

/** A ledger that outlives its process: a line a row. What it can't be asked it does not have. */
export function fileLedger(path: string): Pick<Ledger, 'add' | 'close'> {
  const known = new Set(rowsIn(path).map(keyOf))
  return {
    async add(given) {
      const rows = ledgerRows(given)
      const fresh = new Map(rows.toReversed().map(row => [keyOf(row), row]))
      for (const key of known) fresh.delete(key)
      appendFileSync(path, [...fresh.values()].map(row => `${JSON.stringify(row)}\n`).join(''))
      for (const key of fresh.keys()) known.add(key)
    },
    async close() {},
  }
}

export function rowsIn(path: string): readonly (AttemptRow | CallRow)[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .filter(line => line.endsWith('}'))
    .map(line => JSON.parse(line) as AttemptRow | CallRow)
}

function keyOf(row: LedgerRow): string {
  return row.kind === 'repricing' ? row.id : `${row.kind} ${row.record.id}`
}
