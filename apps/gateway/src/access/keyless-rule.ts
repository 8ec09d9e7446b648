import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'
import { hasBody, isJson, mediaType } from '../http/content-type.ts'

export type RequestRule = (request: IncomingMessage) => LucidError | undefined

/**
 * Who may call while no key is configured: programs on this machine that speak to this gateway by its own name.
 * A web page elsewhere must not get through, neither directly nor by a name that it points at 127.0.0.1, nor must
 * whoever a proxy on this machine lets in.
 */
export function keylessRule(port: number): RequestRule {
  const hosts = new Set(ownNames.flatMap(name => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
  const origins = new Set([...hosts].map(host => `http://${host}`))
  return request => {
    const { headers } = request
    if (!isLoopback(request.socket.remoteAddress))
      return refusal('peer_not_local', 'only this machine is served')
    if (!hosts.has(headers.host?.toLowerCase() ?? '')) {
      return refusal('host_not_local', `the Host header must be localhost:${port}`)
    }
    const site = headers['sec-fetch-site']
    const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none'
    if (foreignSite || (headers.origin !== undefined && !origins.has(headers.origin))) {
      return refusal('origin_not_own', 'web pages of other origins are not served')
    }
    for (const name in headers) {
      if (isProxyHeader(name))
        return refusal('proxied', `requests that came through a proxy (${name}) are not served`)
    }
    return hasBody(request) && !isJson(headers['content-type']) && !isCustomMultipart(request)
      ? notJson()
      : undefined
  }
}

const ownNames = ['localhost', '127.0.0.1', '[::1]']

export function isLoopback(address: string | undefined): boolean {
  if (address === '127.0.0.1' || address === '::1') return true
  if (address === undefined) return false
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain)
}

function isProxyHeader(name: string): boolean {
  return name === 'forwarded' || name === 'via' || name === 'x-real-ip' || name.startsWith('x-forwarded-')
}

/** Multipart is what forms send without asking; a header of one's own is what they can't send without asking. */
function isCustomMultipart(request: IncomingMessage): boolean {
  const type = request.headers['content-type']
  if (type === undefined || mediaType(type) !== 'multipart/form-data') return false
  return (
    'authorization' in request.headers ||
    Object.keys(request.headers).some(name => name.startsWith('x-lucid-'))
  )
}

function refusal(reason: string, rule: string): LucidError {
  return new LucidError('permission', `No key is configured, so ${rule}.`, {
    reason,
    hint: 'Set LUCID_API_KEY or `keys` in lucid.config, start the gateway again, and send the key as a Bearer token.',
  })
}

function notJson(): LucidError {
  return new LucidError('invalid_request', 'The body must be JSON.', {
    status: 415,
    reason: 'unsupported_media_type',
    hint: "Send it with the header content-type: application/json (curl: -H 'content-type: application/json').",
  })
}
