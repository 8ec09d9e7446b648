import { LucidError } from '@lucid-gateway/core'

/** Where a request goes. Made by one parser, from one reading of the text. */
export interface Target {
  readonly secure: boolean
  /** Scheme, host and port; what a pool is for. */
  readonly origin: string
  /** With the port if it is not the scheme's own. */
  readonly host: string
  /** Always with the port. */
  readonly hostAndPort: string
  /** Without the port; an IPv6 address stands in brackets. */
  readonly hostname: string
  /** Path and query. */
  readonly path: string
}

const schemes: ReadonlyMap<string, { readonly secure: boolean; readonly port: string }> = new Map([
  ['https:', { secure: true, port: '443' }],
  ['http:', { secure: false, port: '80' }],
  ['wss:', { secure: true, port: '443' }],
  ['ws:', { secure: false, port: '80' }],
])

export function parseTarget(text: string): Target {
  const url = URL.parse(text)
  if (url === null) throw badUrl('The address is not a valid URL', 'invalid_url')
  const scheme = schemes.get(url.protocol)
  if (scheme === undefined)
    throw badUrl(`The scheme "${url.protocol}" cannot be used to go out`, 'invalid_scheme')
  if (url.username !== '' || url.password !== '') {
    throw badUrl('The address holds a user name or password', 'credentials_in_url')
  }
  return Object.freeze({
    secure: scheme.secure,
    origin: `${scheme.secure ? 'https' : 'http'}://${url.host}`,
    host: url.host,
    hostAndPort: `${url.hostname}:${url.port || scheme.port}`,
    hostname: url.hostname,
    path: url.pathname + url.search,
  })
}

const mostTargets = 512
const longestKept = 512

/** Parsing costs a microsecond and a plugin asks for the same few addresses all day. */
export class TargetCache {
  readonly #targets = new Map<string, Target>()

  parse(text: string): Target {
    const known = this.#targets.get(text)
    if (known !== undefined) return known
    const target = parseTarget(text)
    if (text.length <= longestKept) this.#keep(text, target)
    return target
  }

  #keep(text: string, target: Target): void {
    if (this.#targets.size >= mostTargets) this.#targets.clear()
    this.#targets.set(text, target)
  }
}

function badUrl(message: string, reason: string): LucidError {
  return new LucidError('invalid_request', `${message}.`, {
    reason,
    hint: 'Use an absolute http or https URL without credentials in it.',
  })
}
