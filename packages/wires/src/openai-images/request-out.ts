import {
  type ImageRequest,
  type JsonObject,
  type JsonValue,
  LucidError,
  type Media,
  type Warning,
} from '@lucid-gateway/core'
import { readDataUrl } from '../kit/data-url.ts'
import { withKept, withoutWords } from '../kit/extra.ts'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { userName } from '../kit/user-name.ts'
import { openaiImages } from './wire.ts'

export interface ImageTarget {
  /** The model in the vendor's own words. */
  readonly model: string
  readonly stream?: boolean
}

/** Where a file goes in a form, and what it is. */
export interface FormFile {
  readonly name: string
  readonly media: Media
  /** Where it stands in the canonical request, for errors. */
  readonly path: string
}

export interface WrittenEdit {
  /** Parts that are texts, in order. They go before the files. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly files: readonly FormFile[]
  readonly warnings: readonly Warning[]
}

/** Writes the body of https://platform.openai.com/docs/api-reference/images/create, for a request without pictures. */
export function writeRequest(
  request: ImageRequest,
  target: ImageTarget,
): { readonly body: JsonObject; readonly warnings: readonly Warning[] } {
  const { body, notes } = write(request, target)
  return { body, warnings: notes.warnings }
}

/**
 * Writes the form of https://platform.openai.com/docs/api-reference/images/createEdit, for a request with pictures.
 * Throws `invalid_request` for those that some other vendor holds. One that is named by its URL is left to whoever sends
 * the form, because it takes bytes alone.
 */
export function writeEdit(request: ImageRequest, target: ImageTarget): WrittenEdit {
  const { body, notes } = write(request, target)
  const images = (request.images ?? []).map((media, index) => ({ media, path: `images[${index}]` }))
  const name = images.length === 1 ? 'image' : 'image[]'
  const files: FormFile[] = images.map(each => ({ name, ...each }))
  if (request.mask) files.push({ name: 'mask', media: request.mask, path: 'mask' })
  for (const { media, path } of files) if (media.data.kind === 'reference') throw unsayable(path)
  const { markup, ...fields } = body
  const drawn = typeof markup === 'string' ? readDataUrl(markup) : undefined
  if (drawn) {
    const { mediaType, base64 } = drawn
    const media: Media = { mediaType, data: { kind: 'base64', base64 } }
    files.push({ name: 'markup', media, path: `extra["${openaiImages}"].markup` })
  }
  return {
    fields: Object.entries(fields).flatMap(([each, value]) => texts(each, value)),
    files,
    warnings: notes.warnings,
  }
}

const untaken = {
  aspectRatio: 'The wire says shapes as sizes in pixels.',
  resolution: 'The wire says sizes in pixels.',
  negativePrompt: 'The wire has one prompt, of what to show.',
  style: 'The wire has no style any more; say it in the prompt.',
  seed: 'The wire has no seed.',
  steps: 'The wire does not say how many steps to take.',
  guidance: 'The wire does not say how closely to follow the prompt.',
  strength: 'The wire does not say how far to go from a picture.',
} as const

function write(
  request: ImageRequest,
  { model, stream = false }: ImageTarget,
): { readonly body: JsonObject; readonly notes: Notes } {
  const notes = new Notes(openaiImages)
  notes.foreign(request.extra, '')
  for (const [field, why] of Object.entries(untaken)) {
    if (request[field as keyof typeof untaken] !== undefined) notes.add('dropped', field, why)
  }
  if (request.metadata) notes.add('dropped', 'metadata', 'The wire has no labels.')
  const kept = request.extra?.[openaiImages]
  const known: JsonDraft = { model, prompt: request.prompt }
  put(known, 'n', request.n)
  put(known, 'size', request.size)
  put(known, 'quality', request.quality)
  put(known, 'background', request.background)
  put(known, 'output_format', request.format)
  put(known, 'output_compression', request.compression)
  if (stream) {
    known.stream = true
    put(known, 'partial_images', request.partialImages)
  } else if (request.partialImages !== undefined) {
    notes.add('dropped', 'partialImages', 'Unfinished pictures are seen in a stream alone.')
  }
  const userField = kept?.safety_identifier === undefined ? 'safety_identifier' : 'user'
  put(known, userField, userName(request.user, notes))
  const beside = {
    ...withoutWords(request.options, words, notes, 'options'),
    ...withoutWords(kept, words, notes),
  }
  return { body: withKept(beside, known), notes }
}

const words = { n: 'n', size: 'size', partial_images: 'partialImages', stream: 'stream' } as const

/** Lists go as `name[]`, objects as `name[of]`; a null says nothing. */
function texts(name: string, value: JsonValue | undefined): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(each => texts(`${name}[]`, each))
  if (isObject(value)) return Object.entries(value).flatMap(([of, each]) => texts(`${name}[${of}]`, each))
  return [[name, String(value)]]
}

function unsayable(path: string): LucidError {
  return new LucidError('invalid_request', `"${path}" is a file of another vendor's.`, {
    param: path,
    recourse: 'other',
    reason: 'untranslatable',
    hint: 'Send the bytes, or a URL.',
  })
}
