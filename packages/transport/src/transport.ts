import type { Http, Log } from '@lucid-gateway/core'

/** The one way out. One copy per runtime; it owns the connection pools. */
export interface Transport {
  /** A way out bound to one attempt. Cheap: one object, no socket. */
  http(scope: HttpScope): Http
  /** Ends idle connections and refuses new requests; resolves when all are closed. */
  close(): Promise<void>
}

export interface HttpScope {
  /** Where `trust: 'declared'` may go, exactly. */
  readonly hosts: readonly DeclaredHost[]
  /** Where `trust: 'artifact'` may go, besides. A leading `*.` covers one or more labels. */
  readonly artifactHosts?: readonly string[]
  readonly signal: AbortSignal
  /** Milliseconds since 1970; no request of this scope lasts longer. */
  readonly deadline: number
  readonly timeouts?: Partial<Timeouts>
  /** Values that must never appear in an error or a log line. */
  readonly secrets?: readonly string[]
  readonly log?: Log
}

export interface DeclaredHost {
  /** `host` or `host:port`, lower case. Without a port: the scheme's own. */
  readonly host: string
  /** True where the operator wrote it: private addresses and plain HTTP are then allowed. */
  readonly operator: boolean
}

/** In milliseconds. */
export interface Timeouts {
  readonly connect: number
  /** From the request's last byte to the answer's head. */
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
  /** Certificates to trust besides the system's, in PEM. */
  readonly ca?: string | readonly string[]
  /** The most bytes of a body that `bytes`, `text` and `json` read. */
  readonly maxBodyBytes?: number
}
