import type { Receipt, ReceiptEntry, Warning } from '@lucid-gateway/core'

/** The receipt with a line for each field that the provider could not take as it was. */
export function withWarnings(receipt: Receipt, warnings: readonly Warning[]): Receipt {
  return warnings.length === 0 ? receipt : withEntries(receipt, entriesOf(warnings))
}

/** The receipt with more lines. Where a layer answered, there was none. */
export function withEntries(receipt: Receipt | undefined, entries: readonly ReceiptEntry[]): Receipt {
  const { entries: before, ...head } = receipt ?? answeredHere
  return { ...head, entries: [...before, ...entries] }
}

const answeredHere: Receipt = { path: 'decoded', target: '', why: 'a layer answered', entries: [] }

/** Warnings of fields, as lines of a receipt. */
export function entriesOf(warnings: readonly Warning[]): readonly ReceiptEntry[] {
  return warnings.flatMap(entryOf)
}

function entryOf({ type, field, message }: Warning): readonly ReceiptEntry[] {
  if (field === undefined || type === 'deprecated' || type === 'note') return []
  return [{ action: type, field, reason: message }]
}
