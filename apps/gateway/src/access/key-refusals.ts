import type { IncomingHttpHeaders } from 'node:http'
import { LucidError } from '@lucid-gateway/core'

/** No key came; or one did where none is looked for, without the word that goes before it. */
export function noKey({ authorization }: IncomingHttpHeaders, what: string, hint: string): LucidError {
  const isBare = authorization !== undefined && !/^bearer\b/i.test(authorization)
  const message = isBare
    ? 'No key was found: the header "authorization" does not begin with "Bearer ".'
    : `No ${what} was sent.`
  return new LucidError('auth', message, { reason: 'missing_key', hint })
}

export function mistyped(): LucidError {
  return new LucidError('auth', 'The key is not whole, or has a slip in it.', {
    reason: 'mistyped_key',
    hint: 'Copy the whole key again: it has a checksum, and that does not fit.',
  })
}

/** A key that opens nothing here. One of the other kind is told so by its form alone. */
export function unknownKey(message: string, hint: string): LucidError {
  return new LucidError('auth', message, { reason: 'unknown_key', hint })
}

export function isAdminKey(key: string): boolean {
  return key.startsWith('lucid_admin_')
}
