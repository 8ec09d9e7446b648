import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type Attempt,
  type GeneratedImage,
  type ImagePart,
  type ImageRequest,
  knownUsage,
  type Media,
} from '@lucid-gateway/core'
import { paceOf } from './answer/pace.ts'
import type { PictureOrder } from './paint/picture.ts'
import { pictureFile, sizeOf } from './paint/picture-file.ts'
import { wishedFailure, wishesOf } from './slow/wishes.ts'

/** Finished pictures, one by one; before each, if asked for, the same picture from a few pixels. */
export async function* streamImages(
  request: ImageRequest,
  attempt: Attempt<unknown>,
): AsyncGenerator<ImagePart> {
  const { prompt, n = 1, partialImages: steps = 0 } = request
  const { seconds, fails } = wishesOf(request, attempt)
  const size = sizeOf(request, attempt)
  const pace = seconds > 0 ? paceOf((n * (steps + 1)) / seconds, attempt.signal) : undefined
  yield { type: 'start', model: attempt.model, metadata: { demo: true } }
  for (let index = 0; index < n; index += 1) {
    const seed = (request.seed ?? 0) + index
    const order = { prompt, ...size, seed }
    for (let step = 0; step < steps; step += 1) {
      await pace?.next()
      yield { type: 'image-partial', index, step, image: await preview(order, 2 ** (steps - step + 1)) }
    }
    await pace?.next()
    if (fails) throw wishedFailure()
    await nextTurn(undefined, { signal: attempt.signal })
    const image: GeneratedImage = { ...(await pictureFile(order)), ...size, seed }
    yield { type: 'image', index, image }
    yield { type: 'usage', usage: knownUsage({ image: index + 1 }) }
  }
}

/** The picture at a fraction of its size: quick to paint, and enough to guess the rest. */
function preview(order: PictureOrder, fraction: number): Promise<Media> {
  const { width, height } = order
  return pictureFile({
    ...order,
    width: Math.max(16, Math.round(width / fraction)),
    height: Math.max(16, Math.round(height / fraction)),
  })
}
