/**
 * Short-lived shared state, by what is done with it. A driver may be shared by threads or machines.
 * Draft: outside the ABI promise until two drivers implement it.
 */
export interface State {
  /**
   * Takes from several rate limits at once, all or nothing. Of one whose limit has changed as much is taken as before.
   */
  take(claims: readonly RateClaim[]): TakeResult | Promise<TakeResult>
  /** Gives back, or takes what a claim had under-estimated: a cost below or above 0. */
  adjust(claim: RateClaim): void | Promise<void>
  /** The rate limits whose keys begin so, of which something is taken now: so many at most. Absent where the driver can't tell. */
  takenFrom?(prefix: string, most: number): readonly string[] | Promise<readonly string[]>
  /** Becomes or stays the only holder of a name for a while. */
  lease(name: string, owner: string, ttlMs: number): boolean | Promise<boolean>
  release(name: string, owner: string): void | Promise<void>
  /** Adds an event to a window and tells how many it holds. */
  count(name: string, windowMs: number): number | Promise<number>
  get(key: string): string | undefined | Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): void | Promise<void>
  delete(key: string): void | Promise<void>
  publish(topic: string, message: string): void | Promise<void>
  subscribe(topic: string, listener: (message: string) => void): () => void
  close(): void | Promise<void>
}

export interface RateLimit {
  /** How much per `perMs`, evenly. */
  readonly amount: number
  readonly perMs: number
  /** How much may come at once; `amount` unless said. */
  readonly burst?: number
}

export interface RateClaim {
  readonly key: string
  readonly limit: RateLimit
  /** 1 unless said. */
  readonly cost?: number
  /**
   * Of what is given back: what `take` told when it was taken. So much of it as has come back by itself since is not given back
   * a second time.
   */
  readonly mark?: RateMark
}

/** When something was taken, and how it stood then; opaque to all but the driver that told it. */
export interface RateMark {
  readonly at: number
  readonly top: number
}

export type TakeResult =
  /** `remaining` is the least of all; `left` is that of each claim, in their order, where the driver tells. */
  | {
      readonly ok: true
      readonly remaining: number
      readonly left?: readonly number[]
      /** One a claim, for `adjust` alone. */
      readonly marks?: readonly RateMark[]
    }
  /** `index` is the claim that was refused; `Infinity` says that it can never be met. */
  | { readonly ok: false; readonly index: number; readonly retryAfterMs: number; readonly remaining: number }
