import type { FilePart, JsonObject, Media } from '@lucid-gateway/core'
import { unknownFields } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { messageOf } from './fields.ts'

const blobFields = new Set(['mimeType', 'data', 'displayName'])
const fileFields = new Set(['mimeType', 'fileUri', 'displayName'])
const resolution = 'MEDIA_RESOLUTION_'

/** Files that the vendor holds: those sent to it before, and those in its own storage. */
const held = /^(gs:\/\/|files\/|https:\/\/generativelanguage\.googleapis\.com\/)/

/** Reads `inlineData` or `fileData`: https://ai.google.dev/api/caching#Blob, #FileData */
export function readMedia(part: JsonObject): Media & { readonly detail?: string } {
  const detail = readDetail(part)
  const blob = messageOf(part.inlineData, blobFields)
  if (blob) {
    return {
      mediaType: stringOr(blob.mimeType, '*/*'),
      data: { kind: 'base64', base64: stringOr(blob.data, '') },
      ...named(blob),
      ...detail,
    }
  }
  const file = messageOf(part.fileData, fileFields) ?? {}
  const uri = stringOr(file.fileUri, '')
  return {
    mediaType: stringOr(file.mimeType, '*/*'),
    data: held.test(uri) ? { kind: 'reference', id: uri } : { kind: 'url', url: uri },
    ...named(file),
    ...detail,
  }
}

/** Fields of the blob or file itself that nobody knows. */
export function unknownOfMedia(part: JsonObject): JsonObject | undefined {
  const blob = messageOf(part.inlineData, blobFields)
  if (blob) return nested('inlineData', unknownFields(blob, blobFields))
  const file = messageOf(part.fileData, fileFields)
  return file && nested('fileData', unknownFields(file, fileFields))
}

function nested(name: string, fields: JsonObject | undefined): JsonObject | undefined {
  return fields && { [name]: fields }
}

function named({ displayName }: JsonObject): Pick<Media, 'filename'> {
  return typeof displayName === 'string' && displayName ? { filename: displayName } : {}
}

/** A level alone is a detail; anything more particular stays as it is. */
function readDetail({ mediaResolution }: JsonObject): { readonly detail?: string } {
  const message = messageOf(mediaResolution, levelFields)
  if (!message || typeof message.level !== 'string' || Object.keys(message).length !== 1) return {}
  const detail = message.level.replace(resolution, '').toLowerCase()
  return levels.has(detail) ? { detail } : {}
}

const levelFields = new Set(['level', 'numTokens'])

function stringOr(value: JsonObject[string], other: string): string {
  return typeof value === 'string' && value !== '' ? value : other
}

export interface MediaRules {
  /** Why a detail can't be said here. */
  readonly noDetail?: string | undefined
}

export function writeMedia(
  part: FilePart,
  path: string,
  notes: Notes,
  { noDetail }: MediaRules = {},
): JsonDraft {
  const { data, filename, detail } = part
  const media: JsonDraft = {}
  put(media, 'mimeType', concrete(part, path, notes))
  if (data.kind === 'base64') media.data = data.base64
  else media.fileUri = data.kind === 'url' ? data.url : data.id
  put(media, 'displayName', filename)
  const written: JsonDraft = { [data.kind === 'base64' ? 'inlineData' : 'fileData']: media }
  if (detail === undefined || detail === 'auto') return written
  const unknown = levels.has(detail) ? undefined : `The wire has no level "${detail}".`
  const reason = noDetail ?? unknown
  if (reason === undefined) written.mediaResolution = { level: resolution + detail.toUpperCase() }
  else notes.add('dropped', `${path}.detail`, reason)
  return written
}

const levels: ReadonlySet<string> = new Set(['low', 'medium', 'high', 'ultra_high'])

/** The wire takes no families of types; of an address the ending may tell which it is. */
function concrete({ mediaType, data }: FilePart, path: string, notes: Notes): string | undefined {
  if (!mediaType.includes('*')) return mediaType
  const ending = data.kind === 'url' ? /\.(\w+)(?:[?#].*)?$/.exec(data.url)?.[1]?.toLowerCase() : undefined
  const known = ending !== undefined && Object.hasOwn(endings, ending) ? endings[ending] : undefined
  const guess = known ?? (mediaType.startsWith('image/') ? 'image/jpeg' : undefined)
  if (guess !== undefined && mediaType !== guess) {
    notes.add('coerced', `${path}.mediaType`, `The wire needs a type of its own; it is sent as ${guess}.`)
  }
  return guess
}

const endings: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
}
