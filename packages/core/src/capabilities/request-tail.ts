import type { Extra } from '../content/extra.ts'
import type { JsonObject } from '../json.ts'

/** What the request of every capability may carry beside its own fields. */
export interface RequestTail {
  /** The end user on whose behalf the call is made. */
  readonly user?: string
  /** Free labels, for records and for vendors that keep them. */
  readonly metadata?: Readonly<Record<string, string>>
  /** Fields that only the target understands, in its own words; they are passed on as they are. */
  readonly options?: JsonObject
  /** Fields of the wire that the request came in on; see `Extra`. */
  readonly extra?: Extra
}
