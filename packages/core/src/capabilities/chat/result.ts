import type { Extra } from '../../content/extra.ts'
import type { JsonValue } from '../../json.ts'
import type { ResultHead } from '../capability.ts'
import type { AssistantContent } from './content.ts'

export interface ChatResult extends ResultHead {
  /** What the model wrote, in the order it wrote it. */
  readonly content: readonly AssistantContent[]
  readonly finish: FinishReason
  /** The vendor's time of creation, in seconds since 1970. */
  readonly created?: number
  readonly logprobs?: JsonValue
  /** The second and further answers, where more than one was asked for. */
  readonly alternatives?: readonly ChatAlternative[]
  readonly extra?: Extra
}

export interface ChatAlternative {
  readonly content: readonly AssistantContent[]
  readonly finish: FinishReason
  readonly logprobs?: JsonValue
  readonly extra?: Extra
}

export interface FinishReason {
  readonly unified: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other'
  /** The vendor's own word. */
  readonly raw?: string
}
