import { isIP } from 'node:net'
import { LucidError } from '@lucid-gateway/core'
import { checkLiteral, requirePublic } from './guarded-lookup.ts'
import { bypassesProxy } from './proxy-tunnel.ts'
import type { Settings } from './settings.ts'
import { parseTarget } from './target.ts'
import type { CallerScope, HostAddress } from './transport.ts'
import { CallerTrust } from './trust.ts'

/**
 * Refuses an address that a caller names for what a connection would be refused for, without making one. It promises
 * nothing: a name may lead elsewhere later, and what it leads to is checked again then.
 */
export async function requireReachable(url: string, scope: CallerScope, settings: Settings): Promise<void> {
  const target = parseTarget(url)
  if (new CallerTrust(scope).admit(target) === 'anywhere') return
  const { host, hostAndPort } = target
  const name = target.hostname.replace(/^\[|\]$/g, '')
  checkLiteral(name, 'public')
  if (isIP(name) !== 0) return
  const addresses = await addressesOf(name, settings)
  for (const { address } of addresses ?? []) requirePublic(address, host)
  const isAskedHere = !settings.proxy || bypassesProxy(target.hostname, hostAndPort, settings.noProxy)
  if (addresses?.length === 0 && isAskedHere) throw noAddress(host)
}

/** Undefined where that can't be found out now. */
async function addressesOf(
  name: string,
  { lookup, clock, timeouts }: Settings,
): Promise<readonly HostAddress[] | undefined> {
  const late = Promise.withResolvers<undefined>()
  const stop = clock.after(timeouts.connect, () => late.resolve(undefined))
  const found = lookup(name).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOTFOUND' || error.code === 'ENODATA' ? [] : undefined,
  )
  try {
    return await Promise.race([found, late.promise])
  } finally {
    stop()
  }
}

function noAddress(host: string): LucidError {
  return new LucidError('invalid_request', `${host} has no address.`, {
    reason: 'dns',
    hint: 'Check how it is spelt; the gateway must be able to look it up.',
  })
}
