import type { MixedContent } from '../embedding/request.ts'
import type { RequestTail } from '../request-tail.ts'

/** Texts and media to be checked against a vendor's policy. */
export interface ModerationRequest extends RequestTail {
  /** Each gets one verdict. */
  readonly inputs: readonly ModerationInput[]
}

/** A text, or a mixture of text and media that is judged as one. */
export type ModerationInput = string | MixedContent
