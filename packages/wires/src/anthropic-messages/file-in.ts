import type { FilePart, JsonObject, MediaData, TextPart } from '@lucid-gateway/core'
import { nameAt, objectAt, textAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import type { JsonDraft } from '../kit/json.ts'
import { readForeignBlock } from './foreign-block.ts'
import { anthropicMessages } from './wire.ts'

const imageFields = new Set(['type', 'source'])
const documentFields = new Set(['type', 'source', 'title'])
const sourceFields = new Set(['type', 'media_type', 'data', 'url', 'file_id'])

interface Source {
  readonly mediaType: string
  readonly data: MediaData
}

/** https://platform.claude.com/docs/en/build-with-claude/vision */
export function readImage(block: JsonObject, path: string): FilePart | TextPart {
  const source = objectAt(block.source, `${path}.source`)
  const read = readSource(source, `${path}.source`, 'image/*', 'image/*')
  if (!read) return readForeignBlock(block)
  return { type: 'file', ...read, ...nested(block, imageFields, source) }
}

/** https://platform.claude.com/docs/en/build-with-claude/pdf-support; a document that is made of blocks is kept whole. */
export function readDocument(block: JsonObject, path: string): FilePart | TextPart {
  const source = objectAt(block.source, `${path}.source`)
  const read = readSource(source, `${path}.source`, 'application/pdf', '*/*')
  if (!read) return readForeignBlock(block)
  const { title } = block
  return {
    type: 'file',
    ...read,
    ...(typeof title === 'string' ? { filename: title } : {}),
    ...nested(block, documentFields, source),
  }
}

/** Undefined for a source of a kind that the canonical model has no word for. */
function readSource(source: JsonObject, path: string, byUrl: string, byId: string): Source | undefined {
  switch (source.type) {
    case 'base64': {
      const base64 = nameAt(source.data, `${path}.data`)
      return { mediaType: nameAt(source.media_type, `${path}.media_type`), data: { kind: 'base64', base64 } }
    }
    case 'text': {
      const base64 = Buffer.from(textAt(source.data, `${path}.data`)).toString('base64')
      return { mediaType: 'text/plain', data: { kind: 'base64', base64 } }
    }
    case 'url':
      return { mediaType: byUrl, data: { kind: 'url', url: nameAt(source.url, `${path}.url`) } }
    case 'file':
      return { mediaType: byId, data: { kind: 'reference', id: nameAt(source.file_id, `${path}.file_id`) } }
    default:
      return undefined
  }
}

function nested(
  block: JsonObject,
  fields: ReadonlySet<string>,
  source: JsonObject,
): ReturnType<typeof extraOf> {
  const outer = unknownFields(block, fields)
  const inner = unknownFields(source, sourceFields)
  if (!inner) return extraOf(anthropicMessages, outer)
  const both: JsonDraft = { ...outer, source: inner }
  return extraOf(anthropicMessages, both)
}
