import { LucidError } from '@lucid-gateway/core'
import { nearest } from './near.ts'

/** What is said of a name that no model has; `refs` are those that there are. */
export function unknownModel(name: string, refs: Iterable<string>): LucidError {
  const candidates = nearest(name, refs)
  return new LucidError('not_found', `There is no model "${name}".`, {
    param: 'model',
    reason: 'unknown_model',
    hint:
      candidates.length > 0
        ? `Did you mean ${candidates.join(', ')}?`
        : 'GET /v1/models lists what there is.',
    details: { candidates },
  })
}
