import type { ImageRequest, Usage, Warning } from '@lucid-gateway/core'
import type { JobState } from '@lucid-gateway/runtime'
import type { GenerationErrorRecord } from '../error/generation-error.ts'

/** How it stands with a request. Serialisable: JSON and back is the same. */
export interface GenerationSession {
  /** What to ask after it by. */
  readonly id: string
  /** The job that it is, where `id` is a name of your own. */
  readonly jobId: string
  readonly status: JobState
  /** From 0 to 1. */
  readonly progress?: number
  /** Who makes it; absent until that is known. */
  readonly providerId?: string
  readonly modelId?: string
  readonly images: readonly SessionImage[]
  /** What was left out or changed. */
  readonly warnings: readonly Warning[]
  readonly error?: GenerationErrorRecord
  /** The last lines that the vendor wrote. */
  readonly logs?: readonly string[]
  readonly usage?: Usage
  /** Absent where it is not known, or not yet. */
  readonly costUsd?: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly endedAt?: number
  /** When it is forgotten, with its pictures. */
  readonly expiresAt?: number
}

/** A picture, kept in the runtime: `artifact(id)` has its bytes. */
export interface SessionImage {
  readonly id: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
  readonly width?: number
  readonly height?: number
  /** The seed that makes it again. */
  readonly seed?: number
  /** The prompt that the vendor used instead. */
  readonly revisedPrompt?: ImageRequest['prompt']
  /** True where the vendor blurred or blanked it by a policy. */
  readonly filtered?: boolean
}
