import type { Capability, PartOf, RequestOf, ResultOf } from '../capabilities/capability.ts'
import type { SessionRun } from '../outcome/outcome.ts'
import type { Usage } from '../usage/usage.ts'
import type { Attempt } from './attempt.ts'
import type { JobOffer } from './job.ts'
import type { Relay } from './relay.ts'

/**
 * What a provider gives for one capability. All optional, at least one; the core derives `generate` from `stream`
 * and the reverse. Usage and warnings are part of the result, and parts of the stream.
 */
export interface Offer<C extends Capability = Capability, Credentials = Readonly<Record<string, string>>> {
  generate?(request: RequestOf<C>, attempt: Attempt<Credentials>): Promise<ResultOf<C>>
  stream?(request: RequestOf<C>, attempt: Attempt<Credentials>): AsyncIterable<PartOf<C>>
  readonly job?: JobOffer<C, Credentials>
  open?(request: RequestOf<C>, attempt: Attempt<Credentials>): Promise<SessionRun>
  /** Asks the vendor what a request would use before it is answered: its input meters. Costs nothing. */
  count?(request: RequestOf<C>, attempt: Attempt<Credentials>): Promise<Usage>
  /** Passes a body of the vendor's own wire through. A vendor that speaks several wires has a relay for each. */
  readonly relay?: Relay<C, Credentials> | readonly Relay<C, Credentials>[]
}
