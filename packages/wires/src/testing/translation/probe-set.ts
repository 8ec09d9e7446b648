import type { JsonObject } from '@lucid-gateway/core'

/** One feature of a wire: in a few words, by the name of its field, and the fields of a body that has it. */
export type Probe = readonly [feature: string, field: string, body: JsonObject]

export interface ProbeSet {
  /** A body that is as plain as can be; what a probe says is laid over it. */
  readonly plain: JsonObject
  /** Where texts are, they have the word "probe": unless a loss is reported, it has to arrive. */
  readonly probes: readonly Probe[]
}
