import type { Extra } from '../../content/extra.ts'
import type { Media } from '../../content/media.ts'
import type { ResultHead } from '../capability.ts'

export interface VideoResult extends ResultHead {
  /** Fewer than asked for where the vendor held some back; a warning says so. */
  readonly videos: readonly GeneratedVideo[]
  /** The vendor's time of creation, in seconds since 1970. */
  readonly created?: number
  readonly extra?: Extra
}

export interface GeneratedVideo extends Media {
  readonly seconds?: number
  readonly width?: number
  readonly height?: number
  readonly fps?: number
  readonly thumbnail?: Media
  readonly seed?: number
  readonly extra?: Extra
}
