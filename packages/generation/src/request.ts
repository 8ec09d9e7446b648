import type { ImageRequest } from '@lucid-gateway/core'
import type { JobInput } from '@lucid-gateway/runtime'

/** What to make, and how: the fields of a picture's request, and whom to ask. */
export interface GenerationOptions extends ImageRequest {
  /** The first provider of the settings unless said. */
  readonly providerId?: string
  /** The model in the vendor's own words, such as `black-forest-labs/flux-schnell`; the provider's own choice unless said. */
  readonly modelId?: string
}

export interface GenerationRequest extends GenerationOptions {
  /** A name of your own for the session; made up unless said. Refused as a conflict while a session has it. */
  readonly sessionId?: string
}

/** On whose behalf, with whose keys, and whom to tell. */
export type GenerationContext = Pick<
  JobInput,
  'principal' | 'subject' | 'tags' | 'ownKeys' | 'notify' | 'timeoutMs' | 'strict'
>

/** Whose sessions are meant: those of one key, or those that were started without one. */
export type SessionOwner = Pick<JobInput, 'principal'>
