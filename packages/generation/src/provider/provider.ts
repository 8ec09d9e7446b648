import type { JsonValue, Warning } from '@lucid-gateway/core'
import type { GenerationOptions } from '../request.ts'
import type { GenerationFeatures } from './features.ts'

/** Whoever makes pictures, as an application sees it. */
export interface GenerationProvider {
  /** Lower case with dashes; what requests call it by. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** For people, in a sentence. */
  readonly description: string
  /** Of a model, or of the one that is asked where none is named. */
  getSupportedFeatures(modelId?: string): GenerationFeatures
  /** What would be said of a request before anything is sent. */
  validateOptions(options: GenerationOptions): OptionCheck
  /** What a request that leaves them out comes to, as far as that is known. */
  getDefaultOptions(modelId?: string): Partial<GenerationOptions>
}

export interface OptionCheck {
  readonly valid: boolean
  /** Why not; empty where it is valid. */
  readonly errors: readonly OptionFault[]
  /** What would be left out or changed. */
  readonly warnings?: readonly Warning[]
}

/** An option that is not taken. */
export interface OptionFault {
  /** Its name; empty where it is about the whole. */
  readonly field: string
  readonly message: string
  /** What can be done about it. */
  readonly hint?: string
  /** What it may be: a list of values, or bounds. */
  readonly allowed?: JsonValue
  /** The value nearest to what was asked for that is taken. */
  readonly nearest?: JsonValue
}
