import { lazySchema } from '../../standard-schema.ts'
import { type Capability, defineCapability } from '../capability.ts'
import { imageBounds } from './bounds.ts'
import { collectImage } from './collect.ts'
import type { ImagePart } from './parts.ts'
import type { ImageRequest } from './request.ts'
import type { ImageResult } from './result.ts'
import { splitImage } from './split.ts'

/** Pictures: a prompt, and pictures to start from, in; finished pictures out, and unfinished ones on the way. */
export const image: Capability<'image', ImageRequest, ImageResult, ImagePart> = defineCapability<
  ImageResult,
  ImagePart
>()({
  id: 'image',
  description: 'Make or edit pictures.',
  request: lazySchema<ImageRequest>(async () => (await import('./request-schema.ts')).imageRequestSchema),
  meters: [
    'image',
    'megapixel',
    'input',
    'input_image',
    'cache_read',
    'output',
    'output_image',
    'reasoning',
    'step',
    'compute_second',
    'request',
  ],
  modes: ['unary', 'stream', 'job'],
  collect: collectImage,
  split: splitImage,
  bounds: imageBounds,
})

export type * from './parts.ts'
export type * from './request.ts'
export type * from './result.ts'
