import type { Capability, PartOf, ResultOf } from '../capabilities/capability.ts'
import type { WireId } from '../content/extra.ts'
import type { Answer, PartStream } from '../outcome/outcome.ts'
import type { HttpHeaders } from '../ports/http.ts'
import type { Attempt } from './attempt.ts'
import type { Kept } from './kept.ts'

/**
 * The path without translation, for a caller who speaks the provider's own wire. `send` resolves once the answer,
 * or the first content-bearing event of the stream, is there; what fails before then rejects and may fail over.
 */
export interface Relay<C extends Capability = Capability, Credentials = Readonly<Record<string, string>>> {
  readonly wire: WireId
  /** Other versions of the wire that the vendor takes as well; the headers of the body say which it is. */
  readonly alsoTakes?: readonly WireId[]
  /** Whether the vendor speaks this wire with the model; with all of them unless said. */
  speaks?(model: string): boolean
  /**
   * Whether this body can be made one that the model takes, by setting and taking out top-level fields; what cannot is
   * translated. Absent where all can. Asked before each `send`, so it must be cheap.
   */
  takes?(body: RelayBody, model: string): boolean
  send(body: RelayBody, attempt: Attempt<Credentials>): Promise<Answer<ResultOf<C>> | PartStream<PartOf<C>>>
  /** The answers that the vendor keeps, where this wire has such. */
  readonly kept?: Kept<Credentials>
}

export interface RelayBody {
  /** Whether the body asks for a stream. */
  readonly stream: boolean
  /** The caller's headers that are part of the wire, such as its version and betas: lower-case names, no credentials. */
  readonly headers?: HttpHeaders
  /** The caller's body with these top-level fields set, the rest byte for byte. A value of undefined takes a field out. */
  patched(fields: Readonly<Record<string, unknown>>): Uint8Array
  /** The value of a top-level field. */
  field(name: string): unknown
}
