import { knownUsage, type Usage } from '../../usage/usage.ts'
import type { ImageRequest } from './request.ts'

/** Tokens have no bound here: each model has its own count of tokens for a picture. */
export function imageBounds(request: ImageRequest): Usage {
  const image = request.n ?? 1
  const [width, height] = (request.size ?? '').split('x').map(Number)
  return knownUsage({
    request: 1,
    image,
    megapixel: width && height ? (image * width * height) / 1e6 : undefined,
  })
}
