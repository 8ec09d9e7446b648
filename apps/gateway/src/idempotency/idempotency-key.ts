import { createHash } from 'node:crypto'
import { LucidError } from '@lucid-gateway/core'
import type { Exchange } from '../http/exchange.ts'

/** What a client calls a request by, so that it is done once however often it is sent. */
export function idempotencyKeyOf(exchange: Exchange): string | undefined {
  const key = exchange.header('idempotency-key')
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new LucidError(
    'invalid_request',
    'The header Idempotency-Key must be 1 to 255 visible ASCII characters.',
    {
      param: 'idempotency-key',
      reason: 'bad_header',
      hint: 'Make one up for each thing that you want done, such as a UUID, and send it again with each repetition.',
    },
  )
}

/** Keys are their application's own: another's same key is another key. */
export function nameOf(application: string | undefined, key: string): string {
  return sha256(JSON.stringify([application ?? null, key]))
}

export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url')
}
