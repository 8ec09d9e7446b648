import type { Extra } from '../../content/extra.ts'
import type { Media } from '../../content/media.ts'

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  readonly extra?: Extra
}

/** An image, a document or sound, by its media type. */
export interface FilePart extends Media {
  readonly type: 'file'
  /** How closely to look at an image. */
  readonly detail?: 'auto' | 'low' | 'high' | (string & {})
  readonly extra?: Extra
}

export interface ReasoningPart {
  readonly type: 'reasoning'
  /** Empty where the vendor shows none. */
  readonly text: string
  /** The vendor's proof that the text is its own; goes back unchanged. */
  readonly signature?: string
  /** Reasoning that only the vendor can read; goes back unchanged. */
  readonly encrypted?: string
  readonly extra?: Extra
}

export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly id: string
  readonly name: string
  /** The arguments as the JSON text that the model wrote, valid or not. */
  readonly input: string
  /** True where the vendor ran the tool itself. */
  readonly executed?: boolean
  readonly extra?: Extra
}

export interface ToolResultPart {
  readonly type: 'tool-result'
  /** The id of the call that this answers. */
  readonly callId: string
  readonly name?: string
  readonly content: readonly (TextPart | FilePart)[]
  readonly failed?: boolean
  readonly extra?: Extra
}

export interface RefusalPart {
  readonly type: 'refusal'
  readonly text: string
  readonly extra?: Extra
}

/** A place that an answer rests on. */
export interface SourcePart {
  readonly type: 'source'
  readonly url?: string
  readonly title?: string
  /** Where in the text it is cited, in characters. */
  readonly start?: number
  readonly end?: number
  readonly extra?: Extra
}

export type UserContent = TextPart | FilePart
export type AssistantContent =
  | TextPart
  | FilePart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | RefusalPart
  | SourcePart
