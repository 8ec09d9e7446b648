import type { Attempt, ImageRequest, Media } from '@lucid-gateway/core'
import { encodePng } from '../png/encode.ts'
import { rasterOf } from './canvas.ts'
import { paintPicture, type PictureOrder } from './picture.ts'

/** The pixels of a picture whose size is not asked for. */
const usualPixels = 512 * 512
/** The longer side is at most so many times the shorter, where only a shape is asked for. */
const mostRatio = 4

/** A picture as a PNG with its prompt in it. */
export async function pictureFile(order: PictureOrder): Promise<Media> {
  const png = await encodePng(rasterOf(paintPicture(order)), {
    Description: order.prompt,
    Software: 'Lucid demo',
  })
  return { mediaType: 'image/png', data: { kind: 'base64', base64: png.toString('base64') } }
}

export function sizeOf(
  { size, aspectRatio = '1:1' }: ImageRequest,
  attempt: Pick<Attempt, 'warn'>,
): Pick<PictureOrder, 'width' | 'height'> {
  const [width, height] = (size ?? aspectRatio).split(size ? 'x' : ':').map(Number) as [number, number]
  if (size) return { width, height }
  const asked = width / height || 1
  const ratio = Math.min(mostRatio, Math.max(1 / mostRatio, asked))
  if (ratio !== asked) {
    const message = `The demo paints shapes of 1:${mostRatio} to ${mostRatio}:1, unless a size is asked for.`
    attempt.warn({ type: 'coerced', field: 'aspectRatio', message })
  }
  return {
    width: Math.round(Math.sqrt(usualPixels * ratio)),
    height: Math.round(Math.sqrt(usualPixels / ratio)),
  }
}
