import type { Media } from '../../content/media.ts'
import type { RequestTail } from '../request-tail.ts'

/** Width and height in pixels, such as `1024x768`. */
export type PixelSize = `${number}x${number}`

/** Width to height, such as `16:9`. */
export type AspectRatio = `${number}:${number}`

/** Pictures from words, or from words and other pictures. */
export interface ImageRequest extends RequestTail {
  /** What to show, or what to change. May be empty only where `images` says it all. */
  readonly prompt: string
  /** Pictures to edit, vary or follow, in the order the prompt speaks of them. */
  readonly images?: readonly Media[]
  /** Where the first of `images` may change: its transparent pixels. */
  readonly mask?: Media
  /** How many pictures to make. 1 unless said. */
  readonly n?: number
  /** Exact size; absent lets the vendor choose. */
  readonly size?: PixelSize
  /** Shape, for vendors that take no exact size. */
  readonly aspectRatio?: AspectRatio
  /** The vendor's class of size, such as `2K`. */
  readonly resolution?: string
  readonly quality?: 'auto' | 'low' | 'medium' | 'high' | (string & {})
  readonly background?: 'auto' | 'opaque' | 'transparent'
  readonly format?: 'png' | 'jpeg' | 'webp' | 'gif' | 'svg' | (string & {})
  /** 0 to 100, for formats that lose detail. */
  readonly compression?: number
  /** What not to show. */
  readonly negativePrompt?: string
  readonly style?: string
  readonly seed?: number
  /** How many steps of diffusion to take. */
  readonly steps?: number
  /** How closely to follow the prompt, on the model's own scale. */
  readonly guidance?: number
  /** How far to go from the first of `images`: 0 keeps it, 1 ignores it. */
  readonly strength?: number
  /** How many unfinished pictures a stream shows on the way to each finished one. */
  readonly partialImages?: number
}
