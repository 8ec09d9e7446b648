import type { Media } from '../../content/media.ts'
import type { RequestTail } from '../request-tail.ts'

/** Music from words: from a prompt, from lyrics, or from a plan of sections. At least one of them is there. */
export interface MusicRequest extends RequestTail {
  /** Mood, style and instruments. */
  readonly prompt?: string
  /** Words to sing. */
  readonly lyrics?: string
  /** The piece, section by section. */
  readonly sections?: readonly MusicSection[]
  /** Length of each track. With `sections`, their lengths say it. */
  readonly seconds?: number
  /** No voice. */
  readonly instrumental?: boolean
  /** Sound to go on from or to follow. */
  readonly references?: readonly Media[]
  /** What to avoid. */
  readonly negativePrompt?: string
  /** How many tracks to make. 1 unless said. */
  readonly n?: number
  readonly format?: 'mp3' | 'wav' | 'opus' | 'flac' | (string & {})
  /** Samples a second. */
  readonly sampleRate?: number
  readonly seed?: number
}

export interface MusicSection {
  /** Such as `Verse 1`. */
  readonly name?: string
  readonly seconds: number
  readonly styles?: readonly string[]
  readonly avoid?: readonly string[]
  readonly lyrics?: string
}
