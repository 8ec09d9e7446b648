import { LucidError } from '@lucid-gateway/core'

/** An answer, or an event, that is no JSON or not of the wire's shape. */
export function malformed(what: string, cause?: unknown): LucidError {
  return new LucidError('upstream', `The upstream sent ${what}.`, { reason: 'malformed', cause })
}

/** A stream that ended without saying how. */
export function truncated(): LucidError {
  return new LucidError('upstream', 'The upstream ended the stream before the answer was finished.', {
    reason: 'truncated',
  })
}
