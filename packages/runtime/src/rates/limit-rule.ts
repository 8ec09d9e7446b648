/** How much of something may be had in a time. */
export interface LimitRule {
  /** How errors and headers name it: letters, digits, dots, dashes, underscores. */
  readonly name: string
  /** Whose it is: each of them has a count of its own. */
  readonly by: LimitScope
  /** Those that it is for; `*` at the end stands for anything. All unless said. */
  readonly only?: readonly string[]
  /** The capabilities that it is for, by id. All unless said. */
  readonly capabilities?: readonly string[]
  /** What is counted. */
  readonly measure: LimitMeasure
  /** How much of it: in `perMs`, or at a time where calls under way are counted. */
  readonly amount: number
  /** A minute unless said; without meaning where calls under way are counted. */
  readonly perMs?: number
  /** How much may come at once; `amount` unless said. */
  readonly burst?: number
}

/** Of a call, the first four; of each try, the others. */
export type LimitScope = CallScope | 'account' | 'provider' | 'model'
export type CallScope = 'organisation' | 'team' | 'key' | 'subject'

/** `concurrency`: calls (or tries) that are under way. */
export type LimitMeasure = 'requests' | 'tokens' | 'images' | 'concurrency'

/** How a limit stands after something was taken from it. */
export interface LimitState {
  readonly rule: LimitRule
  readonly remaining: number
}
