import type { ReasoningOptions } from '../chat/request.ts'
import type { Tool, ToolChoice } from '../chat/tool.ts'
import type { RequestTail } from '../request-tail.ts'

/** How a session begins; a `session-update` message changes it on the way. */
export interface RealtimeRequest extends RequestTail {
  /** What the session is for. `conversation` unless said. */
  readonly purpose?: 'conversation' | 'transcription' | 'translation'
  readonly instructions?: string
  /** What the model answers with. */
  readonly modalities?: readonly ('audio' | 'text')[]
  readonly input?: RealtimeInput
  readonly output?: RealtimeOutput
  readonly tools?: readonly Tool[]
  readonly toolChoice?: ToolChoice
  /** Upper bound on what the model says in one response. */
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly reasoning?: ReasoningOptions
  /** For translation: the BCP 47 tag to translate to. */
  readonly translateTo?: string
}

export interface RealtimeInput {
  readonly format?: AudioFormat
  /** Write down what the user says. */
  readonly transcription?: {
    readonly model?: string
    readonly language?: string
    readonly prompt?: string
    readonly keywords?: readonly string[]
  }
  readonly turns?: TurnDetection
  readonly noiseReduction?: 'near' | 'far' | 'none'
}

export interface RealtimeOutput {
  readonly format?: AudioFormat
  readonly voice?: string
  /** 1 is the voice's own pace. */
  readonly speed?: number
}

export interface AudioFormat {
  readonly encoding: 'pcm16' | 'mulaw' | 'alaw' | 'opus' | (string & {})
  /** Samples a second. */
  readonly sampleRate?: number
}

/** Who decides that the user has finished: nobody but the client, a detector of silence, or a model of meaning. */
export interface TurnDetection {
  readonly by: 'client' | 'silence' | 'meaning'
  /** Loudness that counts as speech, 0 to 1. */
  readonly threshold?: number
  /** Sound to keep from before the speech. */
  readonly prefixMs?: number
  readonly silenceMs?: number
  readonly eagerness?: 'auto' | 'low' | 'medium' | 'high'
  /** Answer when a turn ends. True unless said. */
  readonly respond?: boolean
  /** Stop answering when the user speaks. True unless said. */
  readonly interrupt?: boolean
}
