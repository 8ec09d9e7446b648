import type { JobState } from '@lucid-gateway/runtime'
import type { GenerationSession, SessionImage } from './session.ts'

/** What happens to a session. Numbered from 1, so that a reader can go on where it left off. */
export type GenerationEvent = {
  readonly seq: number
  /** Milliseconds since 1970. */ readonly at: number
} & (
  | {
      readonly type: 'status'
      readonly status: JobState
      readonly progress?: number
      readonly providerId?: string
      readonly modelId?: string
    }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'image'; readonly image: SessionImage }
  /** The last one, with all there is to know. */
  | { readonly type: 'done'; readonly session: GenerationSession }
)
