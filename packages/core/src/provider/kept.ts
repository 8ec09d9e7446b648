import type { HttpAnswer } from '../ports/http.ts'
import type { Attempt } from './attempt.ts'

/**
 * What a vendor keeps for an account under ids of its own: answers, files, batches. It is asked for by id and comes in
 * the vendor's words. Each resolves at the head of an answer that is a success; a refusal rejects.
 */
export interface Kept<Credentials = Readonly<Record<string, string>>> {
  get(asked: KeptAsk, attempt: Attempt<Credentials>): Promise<HttpAnswer>
  delete?(asked: KeptAsk, attempt: Attempt<Credentials>): Promise<HttpAnswer>
  /** Stops the work whose result it is to become. */
  cancel?(asked: KeptAsk, attempt: Attempt<Credentials>): Promise<HttpAnswer>
}

export interface KeptAsk {
  /** Comes from a caller: what can be no id of the vendor's is refused with `not_found`, never put into a path. */
  readonly id: string
  /** What of it, in the vendor's word: `input_items` of an answer, `content` of a file. Absent for the thing itself. */
  readonly part?: string
  /** The caller's query as it came, without its question mark. */
  readonly query?: string
}
