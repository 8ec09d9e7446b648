import type { Media } from '../../content/media.ts'
import type { RequestTail } from '../request-tail.ts'

/** Sound to be written down. */
export interface TranscriptionRequest extends RequestTail {
  /** A recording, or a video whose sound is meant. */
  readonly audio: Media
  /** BCP 47 tags of the languages that may be heard; absent lets the model find out. */
  readonly languages?: readonly string[]
  /** Write in this language instead of the one spoken. */
  readonly translateTo?: string
  /** Text that came before, or the style to write in. */
  readonly prompt?: string
  /** Names and terms that are likely to be heard. */
  readonly keywords?: readonly string[]
  /** Ask when each of these is said. */
  readonly timestamps?: readonly ('segment' | 'word')[]
  /** Tell speakers apart. */
  readonly speakers?: SpeakerOptions
  /** Write down each channel by itself. */
  readonly perChannel?: boolean
  readonly temperature?: number
}

export interface SpeakerOptions {
  /** How many there are at most. */
  readonly max?: number
  /** Voices that are known, by name. */
  readonly known?: readonly { readonly name: string; readonly sample: Media }[]
}
