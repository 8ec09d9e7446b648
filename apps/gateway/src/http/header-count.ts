import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'

/** Node leaves surplus header fields out in silence; here they are refused. */
export function requireFewHeaders({ rawHeaders }: IncomingMessage, most: number): void {
  if (rawHeaders.length <= most * 2) return
  throw new LucidError('invalid_request', `The request has more than ${most} header fields.`, {
    status: 431,
    reason: 'too_many_headers',
    hint: 'Send fewer, or raise server.limits.headerCount.',
    details: { limit: most },
  })
}
