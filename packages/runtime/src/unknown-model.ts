import { LucidError } from '@lucid-gateway/core'
import { nearest } from './near.ts'

/**
 * What is said of a name that no model has; `refs` are those that there are, and `missing` says what keeps others
 * from being there.
 */
export function unknownModel(
  name: string,
  refs: Iterable<string>,
  missing: readonly string[] = [],
): LucidError {
  const candidates = nearest(name, refs)
  const known =
    candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : 'GET /v1/models lists what there is.'
  const lacking = missing.length > 0 ? ` Not in use for want of a credential: ${missing.join('; ')}.` : ''
  return new LucidError('not_found', `There is no model "${name}".`, {
    param: 'model',
    reason: 'unknown_model',
    hint: known + lacking,
    details: { candidates, ...(missing.length > 0 ? { missing } : {}) },
  })
}
