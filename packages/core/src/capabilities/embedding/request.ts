import type { FilePart, TextPart } from '../chat/content.ts'
import type { RequestTail } from '../request-tail.ts'

/** Things to place in a vector space. */
export interface EmbeddingRequest extends RequestTail {
  /** Each becomes one vector. */
  readonly inputs: readonly EmbeddingInput[]
  /** Length of the vectors, where the model can shorten them. */
  readonly dimensions?: number
  /** What the vectors are for; some models place a question elsewhere than its answer. */
  readonly purpose?: 'query' | 'document' | 'similarity' | 'classification' | 'clustering' | (string & {})
  /** How coarse the numbers may be. `float` unless said. */
  readonly precision?: 'float' | 'int8' | 'uint8' | 'binary' | 'ubinary'
  /** Which end of an input that is too long may be cut off; `none` refuses it. */
  readonly truncate?: 'none' | 'start' | 'end'
}

/** A text, the ids of its tokens, or a mixture of text and media. */
export type EmbeddingInput = string | readonly number[] | MixedContent

export interface MixedContent {
  readonly content: readonly (TextPart | FilePart)[]
}
