import type { Receipt, ReceiptEntry, Warning } from '@lucid-gateway/core'

/** The receipt with a line for each field that the provider could not take as it was. */
export function withWarnings(receipt: Receipt, warnings: readonly Warning[]): Receipt {
  if (warnings.length === 0) return receipt
  return { ...receipt, entries: [...receipt.entries, ...entriesOf(warnings)] }
}

/** Warnings of fields, as lines of a receipt. */
export function entriesOf(warnings: readonly Warning[]): readonly ReceiptEntry[] {
  return warnings.flatMap(entryOf)
}

function entryOf({ type, field, message }: Warning): readonly ReceiptEntry[] {
  if (field === undefined || type === 'deprecated' || type === 'note') return []
  return [{ action: type, field, reason: message }]
}
