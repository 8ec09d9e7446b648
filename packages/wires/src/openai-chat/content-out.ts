import type { FilePart, JsonObject, TextPart, UserContent } from '@lucid-gateway/core'
import { writeDataUrl } from '../kit/data-url.ts'
import { withKept } from '../kit/extra.ts'
import { fileName } from '../kit/file-name.ts'
import type { JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { openaiChat } from './wire.ts'

export interface ContentRules {
  /** Content must be one string. */
  readonly textOnly?: boolean | undefined
  /** Takes the files where there is text only here. */
  readonly files?: JsonObject[]
}

/** Text alone goes as a string, anything else as an array of parts. */
export function writeContent(
  content: readonly UserContent[],
  path: string,
  notes: Notes,
  { textOnly = false, files }: ContentRules = {},
): string | readonly JsonObject[] {
  const plain = plainText(content)
  if (plain !== undefined) return plain
  const parts: JsonObject[] = []
  for (const [index, part] of content.entries()) {
    const at = `${path}[${index}]`
    notes.foreign(part.extra, at)
    if (part.type === 'text') parts.push(writeText(part))
    else if (textOnly) notes.add('dropped', at, 'The model takes text only.')
    else {
      const file = writeFile(part, at, notes)
      if (file) (files ?? parts).push(file)
      if (file && files)
        notes.add(
          'emulated',
          at,
          'Results of tools are text only on this wire; it goes in a message behind them.',
        )
    }
  }
  if (parts.length === 0 && files) return ''
  return textOnly ? joinedText(parts) : parts
}

function plainText(content: readonly UserContent[]): string | undefined {
  if (content.length === 0) return ''
  const [part] = content
  return content.length === 1 && part?.type === 'text' && !part.extra ? part.text : undefined
}

/** The texts of parts, where the content of a message must be one string. */
export function joinedText(parts: readonly JsonObject[]): string {
  return parts.map(part => part.text ?? part.refusal).join('\n')
}

/** A part that was kept for this wire because the canonical model has no word for it goes back as it came. */
export function writeText(part: TextPart): JsonObject {
  const kept = part.extra?.[openaiChat]
  if (kept && part.text === '' && typeof kept.type === 'string') return kept
  return withKept(kept, { type: 'text', text: part.text })
}

function writeFile(part: FilePart, path: string, notes: Notes): JsonObject | undefined {
  const known = knownFile(part, path, notes)
  return known && withKept(part.extra?.[openaiChat], known)
}

function knownFile(part: FilePart, path: string, notes: Notes): JsonDraft | undefined {
  const { data, mediaType, filename } = part
  const named: JsonDraft = filename === undefined ? {} : { filename }
  if (data.kind === 'reference') return { type: 'file', file: { file_id: data.id, ...named } }
  if (mediaType.startsWith('image/')) {
    if (filename !== undefined)
      notes.add('dropped', `${path}.filename`, 'Pictures have no file name on this wire.')
    const url = data.kind === 'url' ? data.url : writeDataUrl({ mediaType, base64: data.base64 })
    return {
      type: 'image_url',
      image_url: part.detail === undefined ? { url } : { url, detail: part.detail },
    }
  }
  if (data.kind === 'url') {
    notes.add('dropped', path, `${mediaType} goes as bytes or as the id of a file on this wire, not by URL.`)
    return undefined
  }
  if (mediaType.startsWith('audio/') && mediaType !== 'audio/*') {
    if (filename !== undefined)
      notes.add('dropped', `${path}.filename`, 'Sound has no file name on this wire.')
    return { type: 'input_audio', input_audio: { data: data.base64, format: audioFormat(mediaType) } }
  }
  const bytes = mediaType === '*/*' ? data.base64 : writeDataUrl({ mediaType, base64: data.base64 })
  return { type: 'file', file: { file_data: bytes, filename: fileName(filename, mediaType) } }
}

function audioFormat(mediaType: string): string {
  const format = mediaType.slice('audio/'.length)
  if (format === 'mpeg') return 'mp3'
  return format === 'x-wav' || format === 'wave' || format === 'vnd.wave' ? 'wav' : format
}
