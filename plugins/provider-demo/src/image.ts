import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type Attempt,
  type GeneratedImage,
  type ImagePart,
  type ImageRequest,
  knownUsage,
  LucidError,
  type Media,
  type Warning,
} from '@lucid-gateway/core'
import { cardOf } from './models.ts'
import { rasterOf } from './paint/canvas.ts'
import { paintPicture, type PictureOrder } from './paint/picture.ts'
import { encodePng } from './png/encode.ts'

const leastSide = 64
const mostSide = 2048
const mostPixels = 2_000_000
/** The pixels of a picture whose size is not asked for. */
const usualPixels = 512 * 512

/** Finished pictures, one by one; before each, if asked for, the same picture from a few pixels. */
export async function* streamImages(
  request: ImageRequest,
  attempt: Attempt<unknown>,
): AsyncGenerator<ImagePart> {
  cardOf(attempt.model, 'image')
  const size = sizeOf(request)
  yield { type: 'start', model: attempt.model, metadata: { demo: true } }
  for (const warning of warningsFor(request)) yield { type: 'warning', warning }
  for (let index = 0; index < (request.n ?? 1); index += 1) {
    const seed = (request.seed ?? 0) + index
    const order = { prompt: request.prompt, ...size, seed }
    const steps = request.partialImages ?? 0
    for (let step = 0; step < steps; step += 1) {
      yield { type: 'image-partial', index, step, image: await preview(order, 2 ** (steps - step + 1)) }
    }
    await nextTurn(undefined, { signal: attempt.signal })
    const image: GeneratedImage = { ...(await pictureFile(order)), ...size, seed }
    yield { type: 'image', index, image }
    yield { type: 'usage', usage: knownUsage({ image: index + 1 }) }
  }
}

async function pictureFile(order: PictureOrder): Promise<Media> {
  const png = await encodePng(rasterOf(paintPicture(order)), {
    Description: order.prompt,
    Software: 'Lucid demo',
  })
  return { mediaType: 'image/png', data: { kind: 'base64', base64: png.toString('base64') } }
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

function sizeOf({ size, aspectRatio }: ImageRequest): { readonly width: number; readonly height: number } {
  if (size === undefined) return sizeOfShape(aspectRatio ?? '1:1')
  const [width, height] = size.split('x').map(Number) as [number, number]
  const side = Math.min(width, height) < leastSide || Math.max(width, height) > mostSide
  if (!side && width * height <= mostPixels) return { width, height }
  throw new LucidError('invalid_request', `The demo cannot paint ${size}.`, {
    param: 'size',
    hint: `Ask for sides of ${leastSide} to ${mostSide} and no more than ${mostPixels / 1e6} megapixels, such as 1024x1024.`,
    details: { leastSide, mostSide, mostPixels },
  })
}

function sizeOfShape(shape: string): { readonly width: number; readonly height: number } {
  const [across, down] = shape.split(':').map(Number) as [number, number]
  const ratio = Math.min(4, Math.max(0.25, across / down || 1))
  return {
    width: Math.round(Math.sqrt(usualPixels * ratio)),
    height: Math.round(Math.sqrt(usualPixels / ratio)),
  }
}

const withoutEffect = [
  'images',
  'mask',
  'resolution',
  'quality',
  'background',
  'compression',
  'negativePrompt',
  'style',
  'steps',
  'guidance',
  'strength',
  'options',
] as const

function* warningsFor(request: ImageRequest): Generator<Warning> {
  if (request.format !== undefined && request.format !== 'png') {
    yield { type: 'coerced', field: 'format', message: 'The demo makes PNG only.' }
  }
  for (const field of withoutEffect) {
    const asked = request[field]
    if (asked === undefined || asked === 'auto') continue
    yield { type: 'dropped', field, message: 'The demo paints from the prompt, the seed and the size alone.' }
  }
}
