import type { ImageRequest, JsonObject, JsonValue, Media, PixelSize, ReceiptEntry } from '@lucid-gateway/core'
import {
  arrayAt,
  invalid,
  maybeFlag,
  maybeInteger,
  maybeText,
  nameAt,
  objectAt,
  textAt,
} from '../kit/check.ts'
import { readDataUrl } from '../kit/data-url.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { type Draft, isObject, type JsonDraft, put } from '../kit/json.ts'
import { openaiImages } from './wire.ts'

/** How the caller wants finished pictures: as bytes in the answer, or as addresses. */
export type ImageForm = 'b64_json' | 'url'

/** A caller's request in canonical words, and what the dialect needs beside it. */
export interface ReadImageRequest {
  readonly request: ImageRequest
  readonly receipt: readonly ReceiptEntry[]
  /** Undefined where the caller leaves it to the gateway. */
  readonly model: string | undefined
  readonly stream: boolean
  readonly form: ImageForm
}

/** The fields that have a canonical word, pictures aside. */
export const bodyFields: ReadonlySet<string> = new Set([
  'model',
  'prompt',
  'n',
  'size',
  'quality',
  'background',
  'output_format',
  'output_compression',
  'style',
  'partial_images',
  'stream',
  'response_format',
  'user',
  'safety_identifier',
])
const knownOfEdits = new Set([...bodyFields, 'image', 'image[]', 'images', 'mask'])

/** Reads the body of https://platform.openai.com/docs/api-reference/images/create */
export function readRequest(body: JsonObject): ReadImageRequest {
  return readBody(body, unknownFields(body, bodyFields), {})
}

/** Reads the JSON body of https://platform.openai.com/docs/api-reference/images/createEdit */
export function readEdit(body: JsonObject): ReadImageRequest {
  const name = body.images === undefined ? 'image' : 'images'
  const given = body[name]
  const images = Array.isArray(given)
    ? arrayAt(given, name).map((each, index) => readPicture(each, `${name}[${index}]`))
    : [readPicture(given ?? null, name)]
  const { mask } = body
  return readBody(body, unknownFields(body, knownOfEdits), {
    images,
    ...(mask === undefined || mask === null ? {} : { mask: readPicture(mask, 'mask') }),
  })
}

/** The same with pictures that came beside the fields. */
export function readBody(
  body: JsonObject,
  unknown: JsonObject | undefined,
  pictures: Pick<ImageRequest, 'images' | 'mask'>,
): ReadImageRequest {
  if (pictures.images?.length === 0) {
    throw invalid('image', '"image" is missing.', 'Send at least one picture to edit.')
  }
  const prompt = textAt(body.prompt, 'prompt')
  if (prompt.trim() === '') throw invalid('prompt', '"prompt" is empty.', 'Say what to show.')
  const request: Draft<ImageRequest> = { prompt, ...pictures }
  put(request, 'n', maybeInteger(body.n, 'n', 1))
  put(request, 'size', readSize(body.size))
  put(request, 'quality', maybeText(body.quality, 'quality'))
  put(request, 'background', readBackground(body.background))
  put(request, 'format', maybeText(body.output_format, 'output_format'))
  put(request, 'compression', readCompression(body.output_compression))
  put(request, 'style', maybeText(body.style, 'style'))
  put(request, 'partialImages', maybeInteger(body.partial_images, 'partial_images', 0))
  const kept: JsonDraft = { ...unknown }
  put(request, 'user', readUser(body, kept))
  const stream = maybeFlag(body.stream, 'stream') ?? false
  const form = readForm(body.response_format)
  return {
    request: { ...request, ...extraOf(openaiImages, kept) },
    receipt: stream && form === 'url' ? [inEvents] : [],
    model: body.model === undefined || body.model === null ? undefined : nameAt(body.model, 'model'),
    stream,
    form: stream ? 'b64_json' : form,
  }
}

const inEvents: ReceiptEntry = {
  action: 'coerced',
  field: 'response_format',
  reason: 'The events of a stream bring pictures as bytes alone.',
}

/** `safety_identifier` is the newer name of `user`. Where both are given, `user` stands and the other is kept. */
function readUser(body: JsonObject, kept: JsonDraft): string | undefined {
  const user = maybeText(body.user, 'user')
  const identifier = maybeText(body.safety_identifier, 'safety_identifier')
  if (user !== undefined) put(kept, 'safety_identifier', identifier)
  return user ?? identifier
}

function readForm(value: JsonValue | undefined): ImageForm {
  if (value === undefined || value === null || value === 'b64_json') return 'b64_json'
  if (value === 'url') return value
  throw invalid(
    'response_format',
    '"response_format" must be b64_json or url.',
    'Say one of the two, or leave it out.',
  )
}

function readSize(value: JsonValue | undefined): PixelSize | undefined {
  const size = maybeText(value, 'size')
  if (size === undefined || size === 'auto') return undefined
  if (/^[1-9]\d{0,4}x[1-9]\d{0,4}$/.test(size)) return size as PixelSize
  throw invalid(
    'size',
    '"size" must be auto, or width "x" height in pixels.',
    'Send a size such as 1024x1024.',
  )
}

const backgrounds = ['auto', 'opaque', 'transparent'] as const

function readBackground(value: JsonValue | undefined): ImageRequest['background'] {
  const said = maybeText(value, 'background')
  if (said === undefined) return undefined
  const found = backgrounds.find(each => each === said)
  if (found) return found
  throw invalid('background', `"background" must be ${backgrounds.join(', ')}.`, 'Say one of these.')
}

function readCompression(value: JsonValue | undefined): number | undefined {
  const percent = maybeInteger(value, 'output_compression', 0)
  if (percent === undefined || percent <= 100) return percent
  throw invalid('output_compression', '"output_compression" must be at most 100.', 'Send 0 to 100.')
}

/** An address, a data URL, or an object with one of them or with the id of a file that the vendor has. */
function readPicture(value: JsonValue, path: string): Media {
  if (typeof value === 'string') return pictureAt(value, path)
  const { image_url: url, file_id: id } = objectAt(value, path)
  if (typeof id === 'string' && id !== '') return { mediaType: 'image/*', data: { kind: 'reference', id } }
  const within = isObject(url) ? url.url : url
  return pictureAt(nameAt(within, `${path}.image_url`), `${path}.image_url`)
}

function pictureAt(url: string, path: string): Media {
  const bytes = readDataUrl(url)
  if (bytes) return { mediaType: bytes.mediaType, data: { kind: 'base64', base64: bytes.base64 } }
  if (/^https?:\/\//i.test(url)) return { mediaType: 'image/*', data: { kind: 'url', url } }
  throw invalid(
    path,
    `"${path}" must be a URL of a picture.`,
    'Send https://..., or data:image/png;base64,...',
  )
}
