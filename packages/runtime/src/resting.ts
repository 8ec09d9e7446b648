/** That an account is passed over for a while, because its vendor said so. */
export interface Resting {
  /** When it is asked again as before, in milliseconds since 1970. */
  readonly until: number
  /** What its vendor refused: its key (`auth`), its credit (`quota`), or so many requests (`rate_limit`). */
  readonly why: 'auth' | 'quota' | 'rate_limit'
  /** The model that it rests for; absent where it rests for all. */
  readonly model?: string
}
