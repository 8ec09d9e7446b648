import type { Extra } from '../../content/extra.ts'
import type { ResultHead } from '../capability.ts'

export interface ModerationResult extends ResultHead {
  /** One for each input, in the order of the inputs. */
  readonly verdicts: readonly ModerationVerdict[]
  readonly extra?: Extra
}

export interface ModerationVerdict {
  /** True where any category is. */
  readonly flagged: boolean
  /** By the vendor's own names, such as `violence/graphic`. */
  readonly categories: Readonly<Record<string, ModerationCategory>>
}

export interface ModerationCategory {
  readonly flagged: boolean
  /** 0 to 1. */
  readonly score?: number
  /** The kinds of content it was judged by: `text`, `image`. */
  readonly appliesTo?: readonly string[]
}
