import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { buildConnector } from 'undici'
import { checkLiteral, guardedLookup, requirePublic } from './guarded-lookup.ts'
import { bypassesProxy, ProxyTunnel } from './proxy-tunnel.ts'
import type { Settings } from './settings.ts'
import type { Reach } from './trust.ts'

export type Connect = buildConnector.connector

/** Opens sockets for the pools: through the proxy or directly, and never to where the reach does not go. */
export class Connectors {
  readonly #settings: Settings
  readonly #tls: { readonly secureContext?: SecureContext }
  readonly #proxy: ProxyTunnel | undefined

  constructor(settings: Settings) {
    this.#settings = settings
    this.#tls = settings.ca.length === 0 ? {} : { secureContext: trusting(settings.ca) }
    this.#proxy = settings.proxy && new ProxyTunnel(settings.proxy, settings)
  }

  /** The connector of one origin's pool. */
  for(hostname: string, hostAndPort: string, reach: Reach): Connect {
    const proxy = this.#proxy
    if (proxy === undefined || bypassesProxy(hostname, hostAndPort, this.#settings.noProxy))
      return this.#direct(reach)
    return proxy.connector(this.#base(reach), reach)
  }

  #direct(reach: Reach): Connect {
    const base = this.#base(reach)
    return (options, callback) => {
      try {
        checkLiteral(options.hostname, reach)
      } catch (error) {
        callback(error as Error, null)
        return
      }
      base(options, reach === 'public' ? checkedPeer(options.hostname, callback) : callback)
    }
  }

  #base(reach: Reach): Connect {
    return buildConnector({
      ...this.#tls,
      allowH2: false,
      timeout: this.#settings.timeouts.connect,
      lookup: guardedLookup(this.#settings.lookup, reach),
    })
  }
}

/** The last word: whatever led there, the other end's address must be public. */
function checkedPeer(host: string, callback: buildConnector.Callback): buildConnector.Callback {
  return (...outcome) => {
    const [, socket] = outcome
    try {
      if (socket) requirePublic(socket.remoteAddress ?? '', host)
    } catch (error) {
      socket?.destroy()
      callback(error as Error, null)
      return
    }
    callback(...outcome)
  }
}

/** Node replaces its own list by `ca`, so that both must be given. */
function trusting(ca: readonly string[]): SecureContext {
  return createSecureContext({ ca: [...getCACertificates('default'), ...ca] })
}
