import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'

/** Where the config lists the names that are served, no other is. A listed name without a port fits any port. */
export function requireAllowedHost(
  { headers }: IncomingMessage,
  allowed: readonly string[] | undefined,
): void {
  if (allowed === undefined) return
  const host = headers.host?.toLowerCase() ?? ''
  const name = host.replace(/:\d+$/, '')
  if (allowed.some(one => one.toLowerCase() === host || one.toLowerCase() === name)) return
  throw new LucidError('invalid_request', 'The gateway does not serve this host name.', {
    status: 421,
    reason: 'host_not_allowed',
    hint: 'Call it by a name that server.allowedHosts lists.',
  })
}
