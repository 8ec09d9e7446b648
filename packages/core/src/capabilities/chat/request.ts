import type { Extra } from '../../content/extra.ts'
import type { JsonObject } from '../../json.ts'
import type { Message } from './message.ts'
import type { Tool, ToolChoice } from './tool.ts'

export interface ChatRequest {
  readonly messages: readonly Message[]
  readonly tools?: readonly Tool[]
  readonly toolChoice?: ToolChoice
  readonly parallelToolCalls?: boolean
  readonly responseFormat?: ResponseFormat
  /** Upper bound on what the model writes, reasoning included. */
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly topK?: number
  readonly presencePenalty?: number
  readonly frequencyPenalty?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  /** How many answers to write. */
  readonly candidates?: number
  readonly reasoning?: ReasoningOptions
  /** Ask for the log-probability of each token, and of so many others beside it. */
  readonly logprobs?: { readonly top?: number }
  readonly verbosity?: 'low' | 'medium' | 'high' | (string & {})
  /** The end user on whose behalf the call is made. */
  readonly user?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly extra?: Extra
}

export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | {
      readonly type: 'json-schema'
      readonly name: string
      readonly schema: JsonObject
      readonly description?: string
      readonly strict?: boolean
    }

export interface ReasoningOptions {
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | (string & {})
  readonly budgetTokens?: number
  /** Ask for a readable summary. */
  readonly summary?: 'auto' | 'concise' | 'detailed'
}
