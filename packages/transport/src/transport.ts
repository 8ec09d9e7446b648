import type { Clock, Http, Log } from '@lucid-gateway/core'

/** The one way out. One copy per runtime; it owns the connection pools. */
export interface Transport {
  /** A way out bound to one attempt. Cheap: one object, no socket. */
  http(scope: HttpScope): Http
  /**
   * A way out for addresses that a caller gave: webhooks, media, a base URL of their own. Public addresses only,
   * and never with one of the scope's secrets; a request's `trust` is not looked at.
   */
  caller(scope: CallerScope): Http
  /**
   * Rejects where an address that a caller names can't be reached, or may not be, so that it is told at once. Nothing is
   * sent; whether it still holds is checked at each connection.
   */
  requireReachable(url: string, scope: CallerScope): Promise<void>
  /** What holds where a scope says nothing else. */
  readonly timeouts: Timeouts
  /** Ends idle connections and refuses new requests; resolves when all are closed. */
  close(): Promise<void>
}

/** What is read of an AbortSignal, so that something cheaper may stand in for one. */
export interface Abortable {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What a way out is bound to, whatever its trust. */
export interface Scope {
  readonly signal: Abortable
  /** Milliseconds since 1970; no request of this scope lasts longer. */
  readonly deadline: number
  readonly timeouts?: Partial<Timeouts>
  /** Values that must never appear in an error or a log line. */
  readonly secrets?: readonly string[]
  readonly log?: Log
}

export interface HttpScope extends Scope {
  /** Where `trust: 'declared'` may go, exactly. */
  readonly hosts: readonly DeclaredHost[]
  /** Where `trust: 'artifact'` may go, besides. A leading `*.` covers one or more labels. */
  readonly artifactHosts?: readonly string[]
  /** As in `CallerScope`, for `trust: 'caller'`. */
  readonly callerHosts?: readonly string[]
}

export interface CallerScope extends Scope {
  /** The operator's: besides staying out of errors, a request that holds one in its address or headers is refused. */
  readonly secrets?: readonly string[]
  /** The caller's own keys: kept out of errors and logs, but may be sent. */
  readonly callerSecrets?: readonly string[]
  /**
   * `host` or `host:port`, exactly and in lower case. They may be private, because the operator wrote them; without a
   * port, the scheme's own is meant.
   */
  readonly callerHosts?: readonly string[]
}

export interface DeclaredHost {
  /** `host` or `host:port`, lower case. Without a port: the scheme's own. */
  readonly host: string
  /** True where the operator wrote it: private addresses and plain HTTP are then allowed. */
  readonly operator: boolean
}

/** In milliseconds. */
export interface Timeouts {
  /** Until a connection is there and the request is on its way. */
  readonly connect: number
  /** From the request's last byte to the answer's head; what reads a stream may allow as much up to its first content. */
  readonly firstByte: number
  /** Between two chunks of a body. */
  readonly idle: number
}

export interface TransportOptions {
  readonly timeouts?: Partial<Timeouts>
  /** Connections kept per origin. */
  readonly connections?: number
  /** Proxy for all that goes out, `http://user:password@host:port`. */
  readonly proxy?: string
  /** Hosts reached without the proxy: `host`, `host:port`, or `.suffix`. Loopback never goes through it. */
  readonly noProxy?: readonly string[]
  /** Certificates to trust besides the system's, in PEM. */
  readonly ca?: string | readonly string[]
  /** The most bytes of a body that `bytes`, `text` and `json` read, and that a compressed body may become. */
  readonly maxBodyBytes?: number
  /** How names become addresses; the system's resolver unless said. What it answers is checked all the same. */
  readonly lookup?: Lookup
  readonly clock?: Clock
}

/** All addresses of a host, in the order to try them. */
export type Lookup = (host: string) => Promise<readonly HostAddress[]>

export interface HostAddress {
  readonly address: string
  readonly family: 4 | 6
}
