import type { MutableRequest } from '../recorded-request.ts'
import type { ReplicateBehaviour } from './behaviour.ts'
import type { State } from './state.ts'

/** A request that was let in, and what its answer is made of. */
export interface Ask {
  readonly request: MutableRequest
  /** What the path names, in order. */
  readonly params: readonly string[]
  readonly account: string
  readonly origin: string
  /** For what this request makes. */
  readonly id: string
  readonly behaviour: ReplicateBehaviour
  readonly state: State
}
