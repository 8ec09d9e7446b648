import type { JsonObject } from '../../json.ts'
import type { RequestTail } from '../request-tail.ts'

/** Documents to be ordered by how well they answer a query. */
export interface RerankRequest extends RequestTail {
  readonly query: string
  /** Texts, or records whose fields are read. */
  readonly documents: readonly (string | JsonObject)[]
  /** How many of the best to return; absent returns all. */
  readonly topN?: number
  /** The fields of a record to read, in order; absent leaves it to the model. */
  readonly rankFields?: readonly string[]
  /** Give back each document beside its score. */
  readonly returnDocuments?: boolean
  /** Read no more than so many tokens of each document. */
  readonly maxTokensPerDocument?: number
}
