import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'
import { hasBody, mediaType } from '../http/content-type.ts'

export type RequestRule = (request: IncomingMessage) => LucidError | undefined

/**
 * Who may call while no key is configured: programs on this machine that speak to this gateway by its own name.
 * A web page elsewhere must not get through, neither directly nor by a name that it points at 127.0.0.1, nor must
 * whoever a proxy on this machine lets in.
 */
export function keylessRule(port: number, bound?: string): RequestRule {
  const names = new Set(bound === undefined ? ownNames : [...ownNames, hostName(bound)])
  const hosts = new Set(
    [...names].flatMap(name => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])),
  )
  const origins = new Set([...hosts].map(host => `http://${host}`))
  return request => {
    const { headers } = request
    if (!isLoopback(request.socket.remoteAddress))
      return refusal('peer_not_local', 'only this machine is served')
    // Programs on this machine have no need of these; who forwards others' requests may send them.
    if (request.httpVersion !== '1.1' || !isPath(request.url) || hostCount(request) !== 1)
      return refusal(
        'request_not_plain',
        'only plain HTTP/1.1 requests for a path, with one Host, are served',
      )
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
    return hasBody(request) && !isPlainJson(request) && !isCustomMultipart(request) ? notJson() : undefined
  }
}

/** An address as a URL and a `Host` header have it: `::ffff:127.0.0.1` is `[::ffff:7f00:1]` there. */
function hostName(address: string): string {
  return new URL(`http://${address.includes(':') ? `[${address}]` : address}`).hostname
}

const ownNames = ['localhost', '127.0.0.1', '[::1]']

export function isLoopback(address: string | undefined): boolean {
  if (address === '127.0.0.1' || address === '::1') return true
  if (address === undefined) return false
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain)
}

const proxyNames = new Set(['forwarded', 'via', 'x-real-ip', 'cdn-loop', 'x-envoy-external-address'])
const proxyPrefixes = ['x-forwarded', 'cf-', 'x-original-']

function isProxyHeader(name: string): boolean {
  return (
    proxyNames.has(name) ||
    proxyPrefixes.some(prefix => name.startsWith(prefix)) ||
    name.endsWith('client-ip')
  )
}

/** Others that end in `+json` are of no use to a program that calls a model. */
function isPlainJson({ headers }: IncomingMessage): boolean {
  const type = headers['content-type']
  return type !== undefined && mediaType(type) === 'application/json'
}

/** Express is given the path as it came, also where the request line named a whole URL. */
function isPath(url: string | undefined): boolean {
  return url?.startsWith('/') === true && !url.startsWith('//')
}

/** Node keeps the first of many. */
function hostCount({ rawHeaders }: IncomingMessage): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count
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
