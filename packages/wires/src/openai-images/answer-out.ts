import type { GeneratedImage, ImageResult, JsonObject, ReceiptEntry } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { formatOf } from './media-type.ts'
import { writeUsage } from './usage.ts'
import { openaiImages } from './wire.ts'

export interface ImageHead {
  /** Seconds since 1970. */
  readonly created: number
}

/** Writes the answer of https://platform.openai.com/docs/api-reference/images/create */
export function writeAnswer(
  result: ImageResult,
  { created }: ImageHead,
): { readonly body: JsonObject; readonly receipt: readonly ReceiptEntry[] } {
  const notes = new Notes(openaiImages)
  notes.foreign(result.extra, '')
  const known: JsonDraft = {
    created,
    data: result.images.map((image, index) => writePicture(image, `images[${index}]`, notes)),
  }
  put(known, 'size', shared(result.images, sizeOf))
  put(
    known,
    'output_format',
    shared(result.images, image => formatOf(image.mediaType)),
  )
  put(known, 'usage', writeUsage(result.usage))
  return { body: withKept(result.extra?.[openaiImages], known), receipt: notes.receipt }
}

/** The wire says the size and the format once, for all pictures. */
function shared(
  images: readonly GeneratedImage[],
  of: (image: GeneratedImage) => string | undefined,
): string | undefined {
  const values = new Set(images.map(of))
  return values.size === 1 ? [...values][0] : undefined
}

export function sizeOf({ width, height }: GeneratedImage): string | undefined {
  return width === undefined || height === undefined ? undefined : `${width}x${height}`
}

function writePicture(image: GeneratedImage, path: string, notes: Notes): JsonObject {
  const known = pictureFields(image, path, notes)
  put(known, 'revised_prompt', image.revisedPrompt)
  return withKept(image.extra?.[openaiImages], known)
}

/** The bytes or the address of a picture, with a note of what the wire has no place for. */
export function pictureFields(image: GeneratedImage, path: string, notes: Notes): JsonDraft {
  notes.foreign(image.extra, path)
  if (image.seed !== undefined) notes.add('dropped', `${path}.seed`, 'The wire has no place for a seed.')
  if (image.filtered) {
    notes.add(
      'dropped',
      `${path}.filtered`,
      'The wire has no word for a picture that was blurred or blanked.',
    )
  }
  const { data } = image
  if (data.kind === 'base64') return { b64_json: data.base64 }
  if (data.kind === 'url') return { url: data.url }
  notes.add('dropped', path, 'The wire has no place for the id of a file.')
  return {}
}
