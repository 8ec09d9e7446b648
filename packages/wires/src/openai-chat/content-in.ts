import type { FilePart, JsonObject, JsonValue, TextPart, UserContent } from '@lucid-gateway/core'
import { invalid, maybeText, nameAt, objectAt, textAt } from '../kit/check.ts'
import { contentAt } from '../kit/content.ts'
import { readDataUrl } from '../kit/data-url.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { givenName } from '../kit/file-name.ts'
import type { JsonDraft } from '../kit/json.ts'
import { openaiChat } from './wire.ts'

const textFields = new Set(['type', 'text'])
const imageFields = new Set(['type', 'image_url'])
const imageUrlFields = new Set(['url', 'detail'])
const audioFields = new Set(['type', 'input_audio'])
const inputAudioFields = new Set(['data', 'format'])
const fileFields = new Set(['type', 'file'])
const innerFileFields = new Set(['file_data', 'file_id', 'filename'])

/** https://platform.openai.com/docs/api-reference/chat/create: the content of a user message */
export function readUserContent(content: JsonValue | undefined, path: string): readonly UserContent[] {
  return readContent(content, path, readUserPart)
}

/** The content of a system, developer or tool message. */
export function readTextContent(content: JsonValue | undefined, path: string): readonly TextPart[] {
  return readContent(content, path, readTextPart)
}

/** Text, or an array of parts. An empty text is no content. */
export function readContent<Part>(
  content: JsonValue | undefined,
  path: string,
  read: (part: JsonObject, path: string) => Part | TextPart,
): readonly (Part | TextPart)[] {
  return contentAt(content, path, { pieces: 'parts', text: 'text' }, read)
}

function readTextPart(part: JsonObject, path: string): TextPart {
  const type = nameAt(part.type, `${path}.type`)
  if (type !== 'text') return readForeignPart(part)
  const text = textAt(part.text, `${path}.text`)
  return { type: 'text', text, ...extraOf(openaiChat, unknownFields(part, textFields)) }
}

/** A part of a type that the canonical model has no word for: it keeps its place, and only this wire can read it. */
export function readForeignPart(part: JsonObject): TextPart {
  return { type: 'text', text: '', extra: { [openaiChat]: part } }
}

function readUserPart(part: JsonObject, path: string): UserContent {
  switch (part.type) {
    case 'image_url':
      return readImage(part, path)
    case 'input_audio':
      return readAudio(part, path)
    case 'file':
      return readFile(part, path)
    default:
      return readTextPart(part, path)
  }
}

function readImage(part: JsonObject, path: string): FilePart {
  const inner =
    typeof part.image_url === 'string'
      ? { url: part.image_url }
      : objectAt(part.image_url, `${path}.image_url`)
  const url = nameAt(inner.url, `${path}.image_url.url`)
  const detail = maybeText(inner.detail, `${path}.image_url.detail`)
  const bytes = readDataUrl(url)
  return {
    type: 'file',
    mediaType: bytes?.mediaType ?? 'image/*',
    data: bytes ? { kind: 'base64', base64: bytes.base64 } : { kind: 'url', url },
    ...(detail === undefined ? {} : { detail }),
    ...nestedExtra(part, imageFields, 'image_url', inner, imageUrlFields),
  }
}

function readAudio(part: JsonObject, path: string): FilePart {
  const inner = objectAt(part.input_audio, `${path}.input_audio`)
  const base64 = nameAt(inner.data, `${path}.input_audio.data`)
  const format = nameAt(inner.format, `${path}.input_audio.format`)
  return {
    type: 'file',
    mediaType: format === 'mp3' ? 'audio/mpeg' : `audio/${format}`,
    data: { kind: 'base64', base64 },
    ...nestedExtra(part, audioFields, 'input_audio', inner, inputAudioFields),
  }
}

function readFile(part: JsonObject, path: string): FilePart {
  const inner = objectAt(part.file, `${path}.file`)
  const id = maybeText(inner.file_id, `${path}.file.file_id`)
  const data = maybeText(inner.file_data, `${path}.file.file_data`)
  const filename = givenName(maybeText(inner.filename, `${path}.file.filename`))
  if (!id && !data)
    throw invalid(`${path}.file`, 'A file needs "file_data" or "file_id".', 'Send the bytes as a data URL.')
  const bytes = data === undefined ? undefined : readDataUrl(data)
  return {
    type: 'file',
    mediaType: bytes?.mediaType ?? '*/*',
    data: id ? { kind: 'reference', id } : { kind: 'base64', base64: bytes?.base64 ?? data ?? '' },
    ...(filename === undefined ? {} : { filename }),
    ...nestedExtra(part, fileFields, 'file', inner, innerFileFields),
  }
}

function nestedExtra(
  part: JsonObject,
  fields: ReadonlySet<string>,
  name: string,
  inner: JsonObject,
  innerFields: ReadonlySet<string>,
): ReturnType<typeof extraOf> {
  const outer = unknownFields(part, fields)
  const nested = unknownFields(inner, innerFields)
  if (!nested) return extraOf(openaiChat, outer)
  const both: JsonDraft = { ...outer, [name]: nested }
  return extraOf(openaiChat, both)
}
