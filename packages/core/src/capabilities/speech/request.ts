import type { RequestTail } from '../request-tail.ts'

/** Text to be read aloud. */
export interface SpeechRequest extends RequestTail {
  /** One text, or a conversation whose turns have voices of their own. */
  readonly text: string | readonly SpeechTurn[]
  /** The vendor's name or id of the voice. */
  readonly voice?: string
  /** BCP 47 tag, where the text alone does not say. */
  readonly language?: string
  /** How to say it: tone, pace, accent. */
  readonly instructions?: string
  readonly format?: 'mp3' | 'wav' | 'pcm' | 'opus' | 'aac' | 'flac' | 'mulaw' | 'alaw' | (string & {})
  /** Samples a second. */
  readonly sampleRate?: number
  /** Bits a second, for formats that lose detail. */
  readonly bitRate?: number
  /** 1 is the voice's own pace. */
  readonly speed?: number
  /** Ask when each character or word is said. */
  readonly timestamps?: 'character' | 'word'
  /** What was said before and will be said after, so that the tone fits. */
  readonly context?: { readonly before?: string; readonly after?: string }
  readonly seed?: number
}

export interface SpeechTurn {
  readonly text: string
  readonly voice?: string
}
