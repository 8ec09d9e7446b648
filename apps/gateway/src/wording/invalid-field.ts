import { LucidError } from '@lucid-gateway/core'

/** A field of a caller's body that is not what it must be: `"stream" must be true or false, but is a string.` */
export function invalidField(param: string, rule: string, hint: string): LucidError {
  return new LucidError('invalid_request', `"${param}" ${rule}.`, { param, reason: 'invalid_field', hint })
}
