import { LucidError } from '../errors/lucid-error.ts'
import type { MeterId } from '../usage/meter.ts'
import type { Usage } from '../usage/usage.ts'
import type { Warning } from '../content/warning.ts'
import type { InferOutput, StandardSchema } from '../standard-schema.ts'

/** How a call of the capability can run: one answer, a stream of parts, a job that outlives its request, a session. */
export type Mode = 'unary' | 'stream' | 'job' | 'session'

/** What every result has, whatever the capability. */
export interface ResultHead {
  /** The vendor's id of the answer. */
  readonly id?: string
  /** The model that the vendor says it used. */
  readonly model?: string
  readonly usage: Usage
  readonly warnings?: readonly Warning[]
  /** Facts about the answer for the caller; `demo: true` from provider-demo. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>
}

/** What every part of a stream has. Readers ignore parts whose type they do not know. */
export interface PartHead {
  readonly type: string
}

/** A thing that a model can do, as a value. A third party's is treated like Lucid's own. */
export interface Capability<
  Id extends string = string,
  Request = unknown,
  Result extends ResultHead = ResultHead,
  Part extends PartHead = PartHead,
> {
  /** Lower case with dashes, no dot: it is the first word of a kind. */
  readonly id: Id
  /** Says what it is, in one sentence, for the API's own description. */
  readonly description: string
  /** Checks and normalises a request of the lucid dialect. */
  readonly request: StandardSchema<Request>
  /** The meters that a call may move. */
  readonly meters: readonly MeterId[]
  readonly modes: readonly Mode[]
  /** True while outside the ABI promise. */
  readonly draft: boolean
  /** Makes the result out of all parts of a stream. Needed where `modes` has both `unary` and `stream`. */
  collect?(parts: readonly Part[]): Result
  /** Makes a stream out of a result. */
  split?(result: Result): Iterable<Part>
  /** Whether a part bears content, so that what follows can no longer be taken back. All but heads do, unless said. */
  commits(part: Part): boolean
  /** An upper bound on what a request can use, per meter; undefined where there is none. */
  bounds?(request: Request): Usage
  /** Never set; carries the types. */
  readonly types?: { readonly request: Request; readonly result: Result; readonly part: Part }
}

export type RequestOf<C> = C extends Capability<string, infer R, infer _Result, infer _Part> ? R : never
export type ResultOf<C> = C extends Capability<string, infer _Request, infer R, infer _Part> ? R : never
export type PartOf<C> = C extends Capability<string, infer _Request, infer _Result, infer P> ? P : never

export interface CapabilityDefinition<Id extends string, S extends StandardSchema, Result, Part> {
  readonly id: Id
  readonly description: string
  readonly request: S
  readonly meters?: readonly MeterId[]
  readonly modes: readonly Mode[]
  readonly draft?: boolean
  readonly collect?: (parts: readonly Part[]) => Result
  readonly split?: (result: Result) => Iterable<Part>
  readonly commits?: (part: Part) => boolean
  readonly bounds?: (request: InferOutput<S>) => Usage
}

const idPattern = /^[a-z][a-z0-9-]*$/

/** `defineCapability<Result, Part>()({ id, request, ... })`: two calls, because Result and Part are said and the rest is inferred. */
export function defineCapability<Result extends ResultHead, Part extends PartHead = PartHead>() {
  return <const Id extends string, S extends StandardSchema>(
    definition: CapabilityDefinition<Id, S, Result, Part>,
  ): Capability<Id, InferOutput<S>, Result, Part> => {
    if (!idPattern.test(definition.id)) {
      throw misdefined(
        `The capability id "${definition.id}" must match ${idPattern}.`,
        'Use lower case letters, digits and dashes; no dot.',
      )
    }
    if (definition.modes.includes('stream') && definition.modes.includes('unary') && !definition.collect) {
      throw misdefined(
        `The capability "${definition.id}" has the modes unary and stream, so it needs "collect".`,
        'Give it a collect that makes the result out of all parts.',
      )
    }
    return Object.freeze({
      id: definition.id,
      description: definition.description,
      request: definition.request as StandardSchema<InferOutput<S>>,
      meters: Object.freeze([...(definition.meters ?? ['request'])]),
      modes: Object.freeze([...definition.modes]),
      draft: definition.draft ?? false,
      ...(definition.collect ? { collect: definition.collect } : {}),
      ...(definition.split ? { split: definition.split } : {}),
      ...(definition.bounds ? { bounds: definition.bounds } : {}),
      commits: definition.commits ?? bearsContent,
    })
  }
}

function misdefined(message: string, hint: string): LucidError {
  return new LucidError('unavailable', message, { reason: 'plugin_capability', recourse: 'none', hint })
}

function bearsContent(part: PartHead): boolean {
  return part.type !== 'start' && part.type !== 'usage' && part.type !== 'warning'
}
