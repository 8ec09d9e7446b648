import { identityOf } from '../../../access/app-key.ts'
import type { RequestHead } from '../../../calls/make-call.ts'

/** Whose the answers are that a caller makes: its key's, or nobody's while callers need none. */
export function ownerOf({ caller }: RequestHead): string {
  return identityOf(caller.key) ?? ''
}
