import type { Extra } from '../../content/extra.ts'
import type { Media } from '../../content/media.ts'
import type { ResultHead } from '../capability.ts'

export interface ImageResult extends ResultHead {
  /** Fewer than asked for where the vendor held some back; a warning says so. */
  readonly images: readonly GeneratedImage[]
  /** The vendor's time of creation, in seconds since 1970. */
  readonly created?: number
  readonly extra?: Extra
}

export interface GeneratedImage extends Media {
  readonly width?: number
  readonly height?: number
  /** The seed that makes it again. */
  readonly seed?: number
  /** The prompt that the vendor used instead of the caller's. */
  readonly revisedPrompt?: string
  /** True where the vendor blurred or blanked it by a policy. */
  readonly filtered?: boolean
  readonly extra?: Extra
}
