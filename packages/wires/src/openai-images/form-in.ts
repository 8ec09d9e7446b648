import type { ImageRequest, JsonObject, JsonValue, Media } from '@lucid-gateway/core'
import { invalid } from '../kit/check.ts'
import { writeDataUrl } from '../kit/data-url.ts'
import { unknownFields } from '../kit/extra.ts'
import { type Draft, isObject, type JsonDraft, parseJson } from '../kit/json.ts'
import { mediaTypeOf } from './media-type.ts'
import { bodyFields, readBody, type ReadImageRequest } from './request-in.ts'

/** One part of a form, in the order in which they came. */
export interface FormPart {
  readonly name: string
  /** A text, or a file's bytes. */
  readonly value: string | Media
}

/** Fields whose texts stand for something else. */
const numbers = new Set(['n', 'output_compression', 'partial_images', 'frame_count', 'frame_duration_ms'])
const flags = new Set(['stream'])

/** Reads the form of https://platform.openai.com/docs/api-reference/images/createEdit */
export function readForm(parts: readonly FormPart[]): ReadImageRequest {
  const fields: JsonDraft = {}
  const images: Media[] = []
  const pictures: Draft<Pick<ImageRequest, 'images' | 'mask'>> = { images }
  for (const { name, value } of parts) {
    if (typeof value !== 'string') addFile(name, value, { fields, images, pictures })
    else if (isPicture(name))
      throw invalid(name, `"${name}" must be a file.`, 'Send the bytes with a filename.')
    else if (name !== '__proto__') fields[name] = valueOf(name, value)
  }
  const body = fields as JsonObject
  return readBody(body, unknownFields(body, bodyFields), pictures)
}

interface Reading {
  readonly fields: JsonDraft
  readonly images: Media[]
  readonly pictures: Draft<Pick<ImageRequest, 'images' | 'mask'>>
}

function addFile(name: string, file: Media, { fields, images, pictures }: Reading): void {
  if (name === 'mask') pictures.mask = typed(file)
  else if (isPicture(name)) images.push(typed(file))
  // A drawing over the first picture: nothing but this wire has it, so it stays among this wire's fields.
  else if (name === 'markup') fields[name] = dataUrlOf(typed(file))
  else {
    throw invalid(name, `"${name}" is no file that this takes.`, 'Files are image, image[], mask and markup.')
  }
}

/** Clients that have bytes alone send them as of no type. */
function typed(file: Media): Media {
  if (file.mediaType.startsWith('image/') || file.data.kind !== 'base64') return file
  return { ...file, mediaType: mediaTypeOf(undefined, file.data.base64) }
}

function isPicture(name: string): boolean {
  return name === 'image' || name === 'mask' || /^image\[\d*\]$/.test(name)
}

function dataUrlOf({ mediaType, data }: Media): string {
  return data.kind === 'base64' ? writeDataUrl({ mediaType, base64: data.base64 }) : ''
}

/** A form has texts alone. What is no number stays one, and is refused by its name. */
function valueOf(name: string, text: string): JsonValue {
  if (numbers.has(name)) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  if (flags.has(name)) return text === 'true' ? true : text === 'false' ? false : text
  const parsed = name === 'svg' ? parseJson(text) : undefined
  return isObject(parsed) ? parsed : text
}
