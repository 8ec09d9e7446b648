import type { Extra } from '../../content/extra.ts'
import type { Media } from '../../content/media.ts'
import type { ResultHead } from '../capability.ts'
import type { MusicSection } from './request.ts'

export interface MusicResult extends ResultHead {
  readonly tracks: readonly GeneratedTrack[]
  /** The vendor's time of creation, in seconds since 1970. */
  readonly created?: number
  readonly extra?: Extra
}

export interface GeneratedTrack extends Media {
  readonly seconds?: number
  readonly sampleRate?: number
  readonly channels?: number
  readonly title?: string
  readonly lyrics?: string
  /** The plan that was played. */
  readonly sections?: readonly MusicSection[]
  readonly seed?: number
  readonly extra?: Extra
}
