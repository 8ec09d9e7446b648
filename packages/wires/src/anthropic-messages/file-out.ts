import type { FilePart, JsonObject } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import type { Notes } from '../kit/notes.ts'
import { keptOf } from './block-out.ts'

/** Undefined, with a note, where the wire has no block for such a file. */
export function writeFile(part: FilePart, path: string, notes: Notes): JsonObject | undefined {
  if (part.detail !== undefined)
    notes.add('dropped', `${path}.detail`, 'The wire does not say how closely to look at an image.')
  if (part.mediaType.startsWith('image/')) return writeImage(part, path, notes)
  const source = documentSource(part)
  if (!source) {
    notes.add('dropped', path, `The wire has no place for ${part.mediaType}.`)
    return undefined
  }
  if (source.type === 'text' && part.mediaType !== 'text/plain')
    notes.add('coerced', `${path}.mediaType`, `${part.mediaType} goes as plain text.`)
  const named = part.filename === undefined ? {} : { title: part.filename }
  return withKept(keptOf(part), { type: 'document', source, ...named })
}

function writeImage(part: FilePart, path: string, notes: Notes): JsonObject {
  const { data, mediaType, filename } = part
  if (filename !== undefined)
    notes.add('dropped', `${path}.filename`, 'Pictures have no file name on this wire.')
  const source: JsonObject =
    data.kind === 'base64'
      ? { type: 'base64', media_type: imageType(mediaType), data: data.base64 }
      : data.kind === 'url'
        ? { type: 'url', url: data.url }
        : { type: 'file', file_id: data.id }
  return withKept(keptOf(part), { type: 'image', source })
}

/** A name that many use and the vendor refuses. */
function imageType(mediaType: string): string {
  return mediaType === 'image/jpg' ? 'image/jpeg' : mediaType
}

const pdf = 'application/pdf'
/** How the bytes of a PDF begin, in base64. */
const pdfStart = 'JVBERi'

function documentSource({ data, mediaType }: FilePart): JsonObject | undefined {
  if (/^(audio|video)\//.test(mediaType)) return undefined
  if (data.kind === 'reference') return { type: 'file', file_id: data.id }
  if (data.kind === 'url')
    return mediaType === pdf || mediaType === '*/*' ? { type: 'url', url: data.url } : undefined
  if (mediaType === pdf || (mediaType === '*/*' && data.base64.startsWith(pdfStart)))
    return { type: 'base64', media_type: pdf, data: data.base64 }
  if (!mediaType.startsWith('text/')) return undefined
  return {
    type: 'text',
    media_type: 'text/plain',
    data: Buffer.from(data.base64, 'base64').toString('utf8'),
  }
}
