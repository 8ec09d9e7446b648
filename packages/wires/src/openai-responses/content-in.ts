import type { FilePart, JsonObject, JsonValue, TextPart, UserContent } from '@lucid-gateway/core'
import { invalid, maybeText, nameAt, textAt } from '../kit/check.ts'
import { contentAt, type ContentWords } from '../kit/content.ts'
import { readDataUrl } from '../kit/data-url.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { givenName } from '../kit/file-name.ts'
import { openaiResponses } from './wire.ts'

const words: ContentWords = { pieces: 'parts', text: 'input_text' }
const textFields = new Set(['type', 'text'])
const imageFields = new Set(['type', 'image_url', 'file_id', 'detail'])
const fileFields = new Set(['type', 'file_data', 'file_id', 'file_url', 'filename', 'detail'])

/** https://developers.openai.com/api/reference/resources/responses/methods/create: `input[].content` and `output` */
export function readContent(content: JsonValue | undefined, path: string): readonly UserContent[] {
  return contentAt(content, path, words, readPart)
}

/** The content of a system or developer message. */
export function readTextContent(content: JsonValue | undefined, path: string): readonly TextPart[] {
  return contentAt(content, path, words, readTextPart)
}

function readPart(part: JsonObject, path: string): UserContent {
  switch (part.type) {
    case 'input_image':
      return readImage(part, path)
    case 'input_file':
      return readFile(part, path)
    default:
      return readTextPart(part, path)
  }
}

function readTextPart(part: JsonObject, path: string): TextPart {
  const type = nameAt(part.type, `${path}.type`)
  if (type !== 'input_text') return readForeign(part)
  const text = textAt(part.text, `${path}.text`)
  return { type: 'text', text, ...extraOf(openaiResponses, unknownFields(part, textFields)) }
}

/** What the canonical model has no word for keeps its place, and only this wire can read it. */
export function readForeign(thing: JsonObject): TextPart {
  return { type: 'text', text: '', extra: { [openaiResponses]: thing } }
}

function readImage(part: JsonObject, path: string): FilePart {
  const id = maybeText(part.file_id, `${path}.file_id`)
  const url = id === undefined ? nameAt(part.image_url, `${path}.image_url`) : ''
  const bytes = readDataUrl(url)
  return {
    type: 'file',
    mediaType: bytes?.mediaType ?? 'image/*',
    data:
      id === undefined
        ? bytes
          ? { kind: 'base64', base64: bytes.base64 }
          : { kind: 'url', url }
        : { kind: 'reference', id },
    ...detailOf(part, path),
    ...extraOf(openaiResponses, unknownFields(part, imageFields)),
  }
}

function readFile(part: JsonObject, path: string): FilePart {
  const filename = givenName(maybeText(part.filename, `${path}.filename`))
  return {
    type: 'file',
    ...fileData(part, path),
    ...(filename === undefined ? {} : { filename }),
    ...detailOf(part, path),
    ...extraOf(openaiResponses, unknownFields(part, fileFields)),
  }
}

function fileData(part: JsonObject, path: string): Pick<FilePart, 'mediaType' | 'data'> {
  const id = maybeText(part.file_id, `${path}.file_id`)
  if (id) return { mediaType: '*/*', data: { kind: 'reference', id } }
  const url = maybeText(part.file_url, `${path}.file_url`)
  if (url) return { mediaType: '*/*', data: { kind: 'url', url } }
  const data = maybeText(part.file_data, `${path}.file_data`)
  if (!data) {
    throw invalid(
      path,
      'A file needs "file_data", "file_url" or "file_id".',
      'Send the bytes as a data URL, or say where they are.',
    )
  }
  const bytes = readDataUrl(data)
  return {
    mediaType: bytes?.mediaType ?? '*/*',
    data: { kind: 'base64', base64: bytes?.base64 ?? data },
  }
}

function detailOf(part: JsonObject, path: string): Pick<FilePart, 'detail'> {
  const detail = maybeText(part.detail, `${path}.detail`)
  return detail === undefined ? {} : { detail }
}
