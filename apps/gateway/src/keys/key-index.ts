import type { Store } from '@lucid-gateway/core'
import { Table } from './table.ts'

/** Leads from the hash of a key to the row that it is of. That row alone says what the key is worth. */
export interface IndexRow {
  readonly of: 'key' | 'admin'
  readonly id: string
}

/** One for all keys, so that a key of either sort is looked for in the same way. */
export function keyIndex(store: Store): Table<IndexRow> {
  return new Table<IndexRow>(store, 'key-index')
}
