import type { OptionRule } from '@lucid-gateway/core'

/** What a model of a provider can take and do. Absent means not known, never no. */
export interface GenerationFeatures {
  /** Its models, the one that is asked where none is named first. */
  readonly models: readonly string[]
  /** The model that the rest is about. */
  readonly modelId?: string
  /** What it takes of a request's fields; what is not listed is not checked. */
  readonly options?: Readonly<Record<string, OptionRule>>
  /** The fields that it does not take: they are left out, with a warning. */
  readonly untaken?: readonly string[]
  readonly sizes?: readonly string[]
  readonly aspectRatios?: readonly string[]
  readonly formats?: readonly string[]
  /** The most pictures of one request. */
  readonly maxImages?: number
  /** Whether it starts from pictures. */
  readonly imageInput?: boolean
}
