import type { Extra } from '../../content/extra.ts'
import type { ResultHead } from '../capability.ts'

export interface VoicesResult extends ResultHead {
  /** Those listed, made or deleted. */
  readonly voices: readonly Voice[]
  /** Asks for the next page; absent on the last. */
  readonly next?: string
  readonly extra?: Extra
}

export interface Voice {
  /** What `voice` of a speech request takes. */
  readonly id: string
  readonly name?: string
  readonly description?: string
  /** BCP 47 tags. */
  readonly languages?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  /** Where it comes from. */
  readonly origin?: 'built-in' | 'cloned' | 'designed' | 'shared' | (string & {})
  readonly previewUrl?: string
  /** False where the vendor still has to check it. */
  readonly ready?: boolean
}
