import type { Extra } from '../../content/extra.ts'
import type { ResultHead } from '../capability.ts'

export interface EmbeddingResult extends ResultHead {
  /** One for each input, in the order of the inputs. */
  readonly vectors: readonly Vector[]
  readonly extra?: Extra
}

export type Vector = readonly number[]
