import { isIP, type LookupFunction } from 'node:net'
import { LucidError } from '@lucid-gateway/core'
import { isPublicAddress } from './address.ts'
import type { HostAddress, Lookup } from './transport.ts'
import type { Reach } from './trust.ts'

/**
 * A resolver for sockets: what it hands out is what is connected to, so a name cannot change its address between
 * the check and the connection. One address that is not public spoils all of a name's addresses.
 */
export function guardedLookup(lookup: Lookup, reach: Reach): LookupFunction {
  return (host, options, callback) => {
    resolveChecked(lookup, host, reach).then(
      addresses => {
        const [first] = addresses
        if (options.all)
          callback(
            null,
            addresses.map(address => ({ ...address })),
          )
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    )
  }
}

export async function resolveChecked(
  lookup: Lookup,
  host: string,
  reach: Reach,
): Promise<readonly [HostAddress, ...HostAddress[]]> {
  const [first, ...others] = await lookup(host)
  if (first === undefined) throw noAddress(host)
  if (reach === 'public') for (const { address } of [first, ...others]) requirePublic(address, host)
  return [first, ...others]
}

/** For an address that stands in the URL itself, which no resolver is asked about. */
export function checkLiteral(hostname: string, reach: Reach): void {
  if (reach === 'public' && isIP(hostname) !== 0) requirePublic(hostname, hostname)
}

/** Says nothing of the address that a name has: that is the business of the network's owner. */
export function requirePublic(address: string, host: string): void {
  if (isPublicAddress(address)) return
  throw new LucidError('permission', `${host} is not at a public address.`, {
    origin: 'gateway',
    recourse: 'none',
    billed: 'no',
    reason: 'private_address',
    hint: "Private addresses are reached only where the operator wrote the host: into an account's settings, or for what callers name into `callerHosts`.",
  })
}

function noAddress(host: string): LucidError {
  return new LucidError('network', `${host} has no address.`, { billed: 'no', reason: 'dns' })
}
