import type { Extra } from '../../content/extra.ts'
import type { AssistantContent, TextPart, ToolResultPart, UserContent } from './content.ts'

export interface SystemMessage {
  /** `developer` outranks the user where a vendor tells the two apart. */
  readonly role: 'system' | 'developer'
  readonly content: readonly TextPart[]
  readonly name?: string
  readonly extra?: Extra
}

export interface UserMessage {
  readonly role: 'user'
  readonly content: readonly UserContent[]
  readonly name?: string
  readonly extra?: Extra
}

export interface AssistantMessage {
  readonly role: 'assistant'
  readonly content: readonly AssistantContent[]
  readonly name?: string
  readonly extra?: Extra
}

export interface ToolMessage {
  readonly role: 'tool'
  readonly content: readonly ToolResultPart[]
  readonly extra?: Extra
}

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage
