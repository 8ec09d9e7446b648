import type { Extra } from '../../content/extra.ts'
import type { Warning } from '../../content/warning.ts'
import type { JsonValue } from '../../json.ts'
import type { Usage } from '../../usage/usage.ts'
import type { ResultHead } from '../capability.ts'
import type { FilePart, SourcePart, ToolResultPart } from './content.ts'
import type { FinishReason } from './result.ts'

/** Which answer a part belongs to; absent means the first. */
interface OfChoice {
  readonly choice?: number
}

/** A block of content is `*-start`, any number of `*-delta`, `*-end`, all with one id; blocks may interleave. */
interface Block extends OfChoice {
  readonly id: string
  readonly extra?: Extra
}

export type ChatPart =
  | ({ readonly type: 'start'; readonly created?: number; readonly extra?: Extra } & Pick<
      ResultHead,
      'id' | 'model' | 'metadata'
    >)
  | ({ readonly type: 'text-start' } & Block)
  | ({ readonly type: 'text-delta'; readonly text: string; readonly logprobs?: JsonValue } & Block)
  | ({ readonly type: 'text-end' } & Block)
  | ({ readonly type: 'reasoning-start' } & Block)
  | ({ readonly type: 'reasoning-delta'; readonly text: string } & Block)
  | ({ readonly type: 'reasoning-end'; readonly signature?: string; readonly encrypted?: string } & Block)
  | ({ readonly type: 'refusal-start' } & Block)
  | ({ readonly type: 'refusal-delta'; readonly text: string } & Block)
  | ({ readonly type: 'refusal-end' } & Block)
  /** `id` is the id of the tool call itself. */
  | ({ readonly type: 'tool-call-start'; readonly name: string; readonly executed?: boolean } & Block)
  | ({ readonly type: 'tool-call-delta'; readonly input: string } & Block)
  | ({ readonly type: 'tool-call-end' } & Block)
  | (FilePart & OfChoice)
  | (SourcePart & OfChoice)
  /** What a tool gave that the vendor ran itself. */
  | (ToolResultPart & OfChoice)
  | { readonly type: 'warning'; readonly warning: Warning }
  /** All that was used so far, not what was used since. */
  | { readonly type: 'usage'; readonly usage: Usage }
  | ({ readonly type: 'finish'; readonly finish: FinishReason; readonly extra?: Extra } & OfChoice)
