import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

const globalUnicast = ipaddr.parseCIDR('2000::/3')
const nat64 = ipaddr.parseCIDR('64:ff9b::/96')

/**
 * Whether an address belongs to the public internet. Compares numbers, not text. IPv4 inside IPv6 (mapped, or behind
 * the well-known NAT64 prefix) is judged as the IPv4 address it is; whatever is not known to be public is not.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false
  const address = ipaddr.process(text)
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast'
  if (address.match(nat64)) return isPublicAddress(lastFourBytes(address))
  return address.match(globalUnicast) && address.range() === 'unicast'
}

function lastFourBytes(address: ipaddr.IPv6): string {
  return address.toByteArray().slice(12).join('.')
}
