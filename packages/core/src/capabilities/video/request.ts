import type { Media } from '../../content/media.ts'
import type { AspectRatio, PixelSize } from '../image/request.ts'
import type { RequestTail } from '../request-tail.ts'

/** Moving pictures from words, from still pictures or from another video. */
export interface VideoRequest extends RequestTail {
  /** What happens. May be empty only where `frames` or `video` says it all. */
  readonly prompt: string
  /** Pictures that the video must pass through. */
  readonly frames?: readonly VideoFrame[]
  /** Pictures of the people, things or style to show. */
  readonly references?: readonly Media[]
  /** A video to change or go on from. */
  readonly video?: Media
  /** How many videos to make. 1 unless said. */
  readonly n?: number
  /** Length of each. */
  readonly seconds?: number
  readonly size?: PixelSize
  readonly aspectRatio?: AspectRatio
  /** The vendor's class of size, such as `720p`. */
  readonly resolution?: string
  /** Frames per second. */
  readonly fps?: number
  /** Whether to make sound too; absent leaves it to the model. */
  readonly sound?: boolean
  readonly format?: 'mp4' | 'webm' | (string & {})
  readonly negativePrompt?: string
  readonly seed?: number
}

export interface VideoFrame {
  /** Where it stands: at an end, or at so many seconds. */
  readonly at: 'first' | 'last' | number
  readonly image: Media
}
