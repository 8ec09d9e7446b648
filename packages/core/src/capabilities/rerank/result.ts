import type { Extra } from '../../content/extra.ts'
import type { JsonObject } from '../../json.ts'
import type { ResultHead } from '../capability.ts'

export interface RerankResult extends ResultHead {
  /** Best first. */
  readonly ranking: readonly RankedDocument[]
  readonly extra?: Extra
}

export interface RankedDocument {
  /** Its place in the request's `documents`. */
  readonly index: number
  /** Higher is better; only comparable within one answer. */
  readonly score: number
  readonly document?: string | JsonObject
}
