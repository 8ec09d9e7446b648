import type { Extra } from '../../content/extra.ts'
import type { ResultHead } from '../capability.ts'

export interface TranscriptionResult extends ResultHead {
  readonly text: string
  /** BCP 47 tag of the language heard most. */
  readonly language?: string
  /** Length of the recording. */
  readonly seconds?: number
  readonly segments?: readonly TranscriptSpan[]
  readonly words?: readonly TranscriptSpan[]
  readonly extra?: Extra
}

/** A stretch of the transcript, with the seconds from the beginning at which it starts and ends. */
export interface TranscriptSpan {
  readonly text: string
  readonly start: number
  readonly end: number
  /** A name that was given, or the vendor's label. */
  readonly speaker?: string
  /** From 0. */
  readonly channel?: number
  /** 0 to 1. */
  readonly confidence?: number
  readonly extra?: Extra
}
