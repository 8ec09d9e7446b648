import { startOf, tailOf } from '../stream-kit.ts'
import type { ImagePart } from './parts.ts'
import type { ImageResult } from './result.ts'

/** The stream that a result would have come as: the reverse of `collectImage`. */
export function* splitImage(result: ImageResult): Generator<ImagePart> {
  yield {
    ...startOf(result),
    ...(result.created === undefined ? {} : { created: result.created }),
    ...(result.extra === undefined ? {} : { extra: result.extra }),
  }
  for (const [index, image] of result.images.entries()) yield { type: 'image', index, image }
  yield* tailOf(result)
}
