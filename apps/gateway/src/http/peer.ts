import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Where a request came from: the nearest address that is not a trusted proxy's. Headers of others are not believed. */
export function peerOf(request: IncomingMessage, trusted: readonly string[] | undefined): string | undefined {
  const { remoteAddress } = request.socket
  const peer = remoteAddress?.startsWith('::ffff:') ? remoteAddress.slice('::ffff:'.length) : remoteAddress
  if (trusted === undefined || peer === undefined || !trusted.includes(peer)) return peer
  const said = request.headers['x-forwarded-for']
  const hops = (Array.isArray(said) ? said.join(',') : (said ?? '')).split(',').map(hop => hop.trim())
  const nearest = hops.findLast(hop => !trusted.includes(hop))
  return nearest !== undefined && isIP(nearest) ? nearest : peer
}
