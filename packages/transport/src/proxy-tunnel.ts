import { type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { LucidError } from '@lucid-gateway/core'
import type { buildConnector } from 'undici'
import { checkLiteral, resolveChecked } from './guarded-lookup.ts'
import type { Settings } from './settings.ts'
import type { Reach } from './trust.ts'

/**
 * Goes out through a proxy by CONNECT, plain HTTP too. The proxy resolves the name and makes the connection, so its
 * address can't be checked on the socket: a name is resolved here as well, and refused if that leads inward; a name
 * that only the proxy can resolve is the proxy's to judge.
 */
export class ProxyTunnel {
  readonly #proxy: URL
  readonly #settings: Settings

  constructor(proxy: URL, settings: Settings) {
    this.#proxy = proxy
    this.#settings = settings
  }

  /** `secure` puts TLS over the socket that it is given. */
  connector(secure: buildConnector.connector, reach: Reach): buildConnector.connector {
    return (options, callback) => {
      this.#open(options, reach).then(
        httpSocket => {
          if (options.protocol === 'https:') secure({ ...options, httpSocket }, callback)
          else callback(null, httpSocket)
        },
        (error: Error) => callback(error, null),
      )
    }
  }

  async #open(options: buildConnector.Options, reach: Reach): Promise<Socket> {
    checkLiteral(options.hostname, reach)
    if (reach === 'public' && isIP(options.hostname) === 0) await this.#checkName(options.hostname)
    return this.#tunnel(`${authority(options.hostname)}:${options.port || defaultPort(options.protocol)}`)
  }

  async #checkName(hostname: string): Promise<void> {
    try {
      await resolveChecked(this.#settings.lookup, hostname, 'public')
    } catch (error) {
      if (LucidError.is(error) && error.code === 'permission') throw error
    }
  }

  #tunnel(path: string): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    const { protocol, hostname, port, username, password } = this.#proxy
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
      method: 'CONNECT',
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port || defaultPort(protocol),
      path,
      headers: { host: path, ...credentials(username, password) },
      agent: false,
      timeout: this.#settings.timeouts.connect,
    })
    request.once('connect', (answer: IncomingMessage, socket: Socket) => {
      if (answer.statusCode === 200) resolve(socket.setTimeout(0))
      else refused(answer.statusCode ?? 0)
      if (answer.statusCode !== 200) socket.destroy()
    })
    request.once('response', (answer: IncomingMessage) => {
      request.destroy()
      refused(answer.statusCode ?? 0)
    })
    request.once('timeout', () => request.destroy(unreachable('did not answer in time', 'proxy_timeout')))
    request.once('error', cause =>
      reject(LucidError.is(cause) ? cause : unreachable('could not be reached', 'proxy_unreachable')),
    )
    request.end()
    return promise

    function refused(status: number): void {
      const reason = status === 407 ? 'proxy_auth' : 'proxy_refused'
      reject(unreachable(`answered ${status} to CONNECT ${path}`, reason))
    }
  }
}

/** Whether a host is reached without the proxy. */
export function bypassesProxy(hostname: string, hostAndPort: string, noProxy: readonly string[]): boolean {
  if (isLoopback(hostname)) return true
  return noProxy.some(entry =>
    entry.startsWith('.') ? hostname.endsWith(entry) : entry === hostname || entry === hostAndPort,
  )
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function authority(hostname: string): string {
  return isIP(hostname) === 6 ? `[${hostname}]` : hostname
}

function defaultPort(protocol: string): string {
  return protocol === 'https:' ? '443' : '80'
}

function credentials(username: string, password: string): Record<string, string> {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function unreachable(what: string, reason: string): LucidError {
  return new LucidError('network', `The egress proxy ${what}.`, {
    origin: 'gateway',
    billed: 'no',
    reason,
    hint: 'Look at the `proxy` setting of the transport, and at the proxy.',
  })
}
