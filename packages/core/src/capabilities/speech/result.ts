import type { Extra } from '../../content/extra.ts'
import type { Media } from '../../content/media.ts'
import type { ResultHead } from '../capability.ts'

export interface SpeechResult extends ResultHead {
  readonly audio: GeneratedAudio
  /** When each stretch of text is said, in order. */
  readonly marks?: readonly SpeechMark[]
  readonly extra?: Extra
}

export interface GeneratedAudio extends Media {
  readonly seconds?: number
  readonly sampleRate?: number
  readonly channels?: number
}

/** A character or a word, and the seconds from the beginning at which it starts and ends. */
export interface SpeechMark {
  readonly text: string
  readonly start: number
  readonly end: number
}
