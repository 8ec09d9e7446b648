import type { Usage } from '@lucid-gateway/core'
import type { Notes } from './notes.ts'

/** For a wire whose usage has no place for the searches that a vendor ran, and billed. */
export function noteSearches({ meters: { search } }: Usage, notes: Notes): void {
  if (!search || search.certainty === 'unknown' || search.quantity === 0) return
  notes.add('dropped', 'usage.search', 'The usage of this wire does not count searches.')
}
