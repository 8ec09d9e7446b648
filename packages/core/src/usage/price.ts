import type { MeterId } from './meter.ts'

/** What a vendor asks for `per` units of a meter, in thousand-millionths of a US dollar. */
export interface Price {
  readonly meter: MeterId
  /** JSON has no such numbers: records, logs and answers have costs as decimals. */
  readonly nanoUsd: bigint
  readonly per: number
  /** Where the price was read, and on which day. */
  readonly source?: string
  readonly asOf?: string
}
