import type { FinishReason } from '@lucid-gateway/core'
import type { MaxTokensField } from './request-in.ts'

/** Where a vendor departs from the wire, as data. All optional; what is absent is as OpenAI documents it. */
export interface ChatQuirks {
  /** The field that bounds the output; `max_completion_tokens` unless said. */
  readonly maxTokensField?: MaxTokensField
  /** The role of system messages; unless said, each goes as it came. */
  readonly systemRole?: 'system' | 'developer'
  /** False where the vendor has no `stream_options.include_usage`. */
  readonly streamUsage?: boolean
  /** Top-level fields that the vendor refuses or ignores: dropped with a warning. */
  readonly unsupported?: readonly string[]
  /** True where the vendor knows `top_k`. */
  readonly topK?: boolean
  /** The field in which the vendor takes reasoning of earlier turns back; unless said, it takes none. */
  readonly reasoningField?: 'reasoning' | 'reasoning_content'
  /** The vendor's word for `tool_choice: "required"`. */
  readonly toolChoiceRequired?: string
  /** True where tool messages carry the name of the tool. */
  readonly toolResultName?: boolean
  /** True where the content of a message must be a string. */
  readonly textOnly?: boolean
  /** The field that names the end user; `user` unless said. */
  readonly userField?: 'user' | 'safety_identifier'
  /** The vendor's own words for why it stopped. */
  readonly finishReasons?: Readonly<Record<string, FinishReason['unified']>>
  /** The reasoning efforts that are taken, the least first: others go as the nearest, budgets too; any unless said. */
  readonly efforts?: readonly string[]
  /** What holds for some models only, in order; later rules win. */
  readonly rules?: readonly ChatRule[]
}

export interface ChatRule {
  /** The models it holds for. */
  readonly models: RegExp
  /** It does not hold where the reasoning effort asked for is one of these. */
  readonly unlessEffort?: readonly string[]
  /** `unsupported` is added to what else is unsupported; the rest replaces. */
  readonly quirks: Omit<ChatQuirks, 'rules'>
}
