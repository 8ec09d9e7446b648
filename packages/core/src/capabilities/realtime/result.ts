import type { ResultHead } from '../capability.ts'

/** What is left of a session when it is over: its usage. */
export interface RealtimeResult extends ResultHead {
  /** Length of the session. */
  readonly seconds?: number
}
