import { invalidField } from '../wording/invalid-field.ts'

/** When something is to be good no longer; null where it is to have no end. */
export function expiryOf(asked: string | undefined, now: number): number | null {
  if (asked === undefined) return null
  const at = Date.parse(asked)
  if (at > now) return at
  throw invalidField('expires_at', 'is in the past', 'Name a time to come, or leave it out.')
}
