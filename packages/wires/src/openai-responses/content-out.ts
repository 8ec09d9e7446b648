import type { FilePart, JsonObject, TextPart, UserContent } from '@lucid-gateway/core'
import { writeDataUrl } from '../kit/data-url.ts'
import { withKept } from '../kit/extra.ts'
import { fileName } from '../kit/file-name.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { keptOf } from './wire.ts'

/** Text alone goes as a string, anything else as an array of parts. */
export function writeContent(
  content: readonly UserContent[],
  path: string,
  notes: Notes,
): string | readonly JsonObject[] {
  const [only] = content
  if (!only) return ''
  if (content.length === 1 && only.type === 'text' && !only.extra) return only.text
  const parts: JsonObject[] = []
  for (const [index, part] of content.entries()) {
    const at = `${path}[${index}]`
    notes.foreign(part.extra, at)
    const written = part.type === 'text' ? writeText(part) : writeFile(part, at, notes)
    if (written) parts.push(written)
  }
  return parts
}

function writeText(part: TextPart): JsonObject {
  return foreignOf(part) ?? withKept(keptOf(part.extra), { type: 'input_text', text: part.text })
}

/** What was kept because the canonical model has no word for it, as it came. */
export function foreignOf(part: TextPart): JsonObject | undefined {
  const kept = part.text === '' ? keptOf(part.extra) : undefined
  return typeof kept?.type === 'string' ? kept : undefined
}

function writeFile(part: FilePart, path: string, notes: Notes): JsonObject | undefined {
  const known = part.mediaType.startsWith('image/')
    ? knownImage(part, path, notes)
    : knownFile(part, path, notes)
  if (!known) return undefined
  put(known, 'detail', part.detail)
  return withKept(keptOf(part.extra), known)
}

function knownImage({ data, mediaType, filename }: FilePart, path: string, notes: Notes): JsonDraft {
  if (filename !== undefined) {
    notes.add('dropped', `${path}.filename`, 'Pictures have no file name on this wire.')
  }
  if (data.kind === 'reference') return { type: 'input_image', file_id: data.id }
  const url = data.kind === 'url' ? data.url : writeDataUrl({ mediaType, base64: data.base64 })
  return { type: 'input_image', image_url: url }
}

function knownFile(
  { data, mediaType, filename }: FilePart,
  path: string,
  notes: Notes,
): JsonDraft | undefined {
  if (mediaType.startsWith('audio/') || mediaType.startsWith('video/')) {
    notes.add('dropped', path, `The wire takes pictures and documents, not ${mediaType}.`)
    return undefined
  }
  const known: JsonDraft = { type: 'input_file' }
  put(known, 'filename', data.kind === 'base64' ? fileName(filename, mediaType) : filename)
  if (data.kind === 'reference') known.file_id = data.id
  else if (data.kind === 'url') known.file_url = data.url
  else known.file_data = mediaType === '*/*' ? data.base64 : writeDataUrl({ mediaType, base64: data.base64 })
  return known
}
