import type { Extra } from '../../content/extra.ts'
import type { Media } from '../../content/media.ts'
import type { StartPart, UsagePart, WarningPart } from '../part-events.ts'
import type { GeneratedImage } from './result.ts'

export type ImagePart =
  | (StartPart & { readonly created?: number; readonly extra?: Extra })
  /** An unfinished state of the picture `index`; `step` counts from 0. */
  | { readonly type: 'image-partial'; readonly index: number; readonly step: number; readonly image: Media }
  /** The finished picture `index`. */
  | { readonly type: 'image'; readonly index: number; readonly image: GeneratedImage }
  | WarningPart
  | UsagePart
