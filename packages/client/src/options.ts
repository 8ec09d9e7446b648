/** Keys of your own for vendors, by account or provider: one key, or each credential where it takes several. */
export type OwnKeys = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** What may be said of each call, and for all of them. */
export interface CallDefaults {
  /** The end user on whose behalf the calls are made: limits and usage are counted by it. */
  readonly subject?: string | undefined
  /** Labels for the record, to add usage up by. Those of a call stand beside those of the client. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** The channel in which kinds are looked up. */
  readonly channel?: string | undefined
  /** Keys of your own for vendors. The vendor's bill is yours then, and the gateway keeps none of them. */
  readonly ownKeys?: OwnKeys | undefined
  /** Whether to be refused rather than lose a part of the request. */
  readonly strict?: boolean | undefined
  /** How often a request may be sent again: 2 unless said. */
  readonly retries?: number | undefined
  /** Headers beside those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What may be said of one call. */
export interface CallOptions extends CallDefaults {
  /** Gives the call up. */
  readonly signal?: AbortSignal | undefined
  /**
   * What the gateway is to know the call by, so that it is done once however often it is sent. One is made up for each call
   * that spends, unless it has a signal: what has a key is finished also when its client goes away, so that nothing would
   * be saved by giving it up. `true` has one made up all the same; `false` has none.
   */
  readonly idempotencyKey?: string | boolean | undefined
}

export interface ConnectionOptions {
  /** Where the gateway is: `https://lucid.example.com`. What stands before its paths stays. */
  readonly baseUrl: string
  /** What sends requests, instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** The longest time to wait before a request is sent again, in milliseconds: 30,000 unless said. Who is asked to wait longer is told. */
  readonly maxWaitMs?: number | undefined
  /** Waits, instead of a timer: for tests. */
  readonly wait?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined
}

export interface ClientOptions extends ConnectionOptions, CallDefaults {
  /** A key of the gateway. May be left out on its own machine while it has none. */
  readonly key?: string | undefined
}
