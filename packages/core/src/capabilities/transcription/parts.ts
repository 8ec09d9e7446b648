import type { Extra } from '../../content/extra.ts'
import type { StartPart, UsagePart, WarningPart } from '../part-events.ts'
import type { TranscriptSpan } from './result.ts'

export type TranscriptionPart =
  | StartPart
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'segment'; readonly segment: TranscriptSpan }
  | { readonly type: 'word'; readonly word: TranscriptSpan }
  | WarningPart
  | UsagePart
  | {
      readonly type: 'finish'
      /** The whole text, where the vendor revised what it had sent. */
      readonly text?: string
      readonly language?: string
      readonly seconds?: number
      readonly extra?: Extra
    }
