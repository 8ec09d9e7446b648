import type { Extra } from '../../content/extra.ts'
import type { StartPart, UsagePart, WarningPart } from '../part-events.ts'
import type { GeneratedAudio, SpeechMark } from './result.ts'

export type SpeechPart =
  /** `audio` says what the bytes are; known before the first of them. */
  | (StartPart & { readonly audio: Omit<GeneratedAudio, 'data'>; readonly extra?: Extra })
  /** The next bytes, in base64. Chunks may end anywhere; decoded and joined they are the file. */
  | { readonly type: 'audio-delta'; readonly base64: string }
  | { readonly type: 'marks'; readonly marks: readonly SpeechMark[] }
  | WarningPart
  | UsagePart
